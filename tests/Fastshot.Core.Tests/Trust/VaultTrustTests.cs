using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What a verification says of each damage of a vault, on this device and where devices meet, and what a repair heals.</summary>
public sealed class VaultTrustTests : TrustTests
{
    public static TheoryData<Side, Harm, string> Harms()
    {
        var rows = new TheoryData<Side, Harm, string>();
        foreach (var side in Enum.GetValues<Side>())
        {
            foreach (var harm in Enum.GetValues<Harm>())
            {
                rows.Add(side, harm, VaultNames.SessionsPrefix);
                rows.Add(side, harm, VaultNames.LogPrefix);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task What_is_harmed_on_one_side_is_named_and_healed_from_the_other(Side side, Harm harm, string prefix)
    {
        await StartAsync(sessions: 3);
        var (looked, trust) = SideOf(side);
        var key = (await looked.ListAllAsync(prefix, Deadline.Token))[0].Key;
        var before = await looked.ReadAsync(key.Value);
        await HarmAsync(looked, key, harm);

        // What was sent may be here or not: that an archive is gone here is no harm.
        var isHarm = (side, harm) != (Side.Here, Harm.Missing) || prefix != VaultNames.SessionsPrefix;
        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        Assert.Equal(isHarm ? [(key.Value, FindingAction.PutBack)] : [], report.Findings.Select(one => (one.ObjectName, one.Action)));

        var repaired = await trust.RepairAsync(RepairPlan.Of(report), cancellationToken: Deadline.Token);
        Assert.Empty(repaired.Left);
        Assert.Equal(report.Findings, repaired.Repaired);
        Assert.Equal(isHarm ? before : null, await looked.ReadAsync(key.Value));
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Fact]
    public async Task An_older_version_in_the_place_of_a_newer_one_is_named_and_healed()
    {
        await StartAsync(sessions: 1);
        var older = (await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token))[0].Key;
        var session = (await Library.QueryAsync(new(), Deadline.Token)).Sessions[0];
        var replaced = await Library.Contents.ReplaceAsync(
            session.Id, Testing.Simulation.SimulatedDevice.SessionOf("device 1", 5), Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        var newer = VaultNames.Archive(replaced.Content!.Archive!.Value.Sha256);
        await There.PutAsync(newer.Value, (await There.ReadAsync(older.Value))!);
        var trust = SideOf(Side.There).Trust;

        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        await trust.RepairAsync(RepairPlan.Of(report), cancellationToken: Deadline.Token);

        Assert.Equal((newer.Value, FindingAction.PutBack), (Assert.Single(report.Findings).ObjectName, report.Findings[0].Action));
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Theory]
    [InlineData(Harm.Missing, "is missing")]
    [InlineData(Harm.Cut, "bytes of")]
    public async Task Names_and_lengths_alone_show_what_is_gone_or_cut_there(Harm harm, string words)
    {
        await StartAsync(sessions: 3);
        foreach (var prefix in (string[])[VaultNames.SessionsPrefix, VaultNames.LogPrefix])
        {
            await HarmAsync(There, (await There.ListAllAsync(prefix, Deadline.Token))[0].Key, harm);
        }

        var report = await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);

        Assert.Equal(2, report.Findings.Length);
        Assert.All(report.Findings, one => Assert.Contains(words, one.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(600, 2)]
    public async Task Names_and_lengths_cost_a_listing_for_each_thousand_objects_and_a_read_of_what_describes_the_vault(int sessions, int lists)
    {
        await StartAsync(sessions);
        var counted = new CountingStore(Meeting.Store);

        var report = await TrustOf(counted, isRemote: true).VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);

        Assert.True(report.IsHealthy);
        Assert.True(report.Checked > 2 * sessions);
        Assert.Equal(default(StoreUsage) with { Lists = lists, Gets = 1 }, counted.Usage with { BytesReceived = 0 });
    }

    [Fact]
    public async Task Reading_it_all_asks_for_each_object_once_as_was_said_before()
    {
        await StartAsync(sessions: 4);
        var counted = new CountingStore(Meeting.Store);
        var trust = TrustOf(counted, isRemote: true);

        var estimate = await trust.EstimateAsync(new VerifyOptions(100), Deadline.Token);
        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);

        Assert.Equal((report.Checked, 0L), (counted.Usage.Gets, counted.Usage.Heads));
        Assert.InRange(estimate.Gets, report.Checked - 1, report.Checked); // It knows nothing of the key file.
        Assert.InRange(estimate.BytesReceived, 1, counted.Usage.BytesReceived);
    }

    [Fact]
    public async Task What_neither_side_has_is_lost_and_the_device_that_saved_it_is_said_and_the_rest_is_mended()
    {
        await StartAsync(sessions: 2);
        var archives = await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token);
        await There.DeleteAsync(archives[0].Key, Deadline.Token);
        await There.DeleteAsync(archives[1].Key, Deadline.Token);
        await Library.Objects.Store.DeleteAsync(archives[0].Key, Deadline.Token);
        var trust = SideOf(Side.There).Trust;

        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        var repaired = await trust.RepairAsync(plan, cancellationToken: Deadline.Token);

        var lost = Assert.Single(plan.Lost);
        Assert.Equal(archives[0].Key.Value, lost.ObjectName);
        Assert.Contains("which device 1 saved", lost.Detail, StringComparison.Ordinal);
        Assert.Equal(archives[1].Key.Value, Assert.Single(repaired.Repaired).ObjectName);
    }

    [Fact]
    public async Task What_is_damaged_on_the_other_side_too_is_not_spread_and_the_rest_is_mended()
    {
        await StartAsync(sessions: 2);
        var archives = await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token);
        await HarmAsync(Library.Objects.Store, archives[0].Key, Harm.Flipped);
        await There.DeleteAsync(archives[0].Key, Deadline.Token);
        await There.DeleteAsync(archives[1].Key, Deadline.Token);
        var trust = SideOf(Side.There).Trust;

        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        var repaired = await trust.RepairAsync(plan, cancellationToken: Deadline.Token);

        Assert.Equal(archives[0].Key.Value, Assert.Single(repaired.Left).ObjectName);
        Assert.Null(await There.ReadAsync(archives[0].Key.Value));
        Assert.Equal(archives[1].Key.Value, Assert.Single(repaired.Repaired).ObjectName);
    }

    [Fact]
    public async Task A_description_that_is_gone_damaged_or_of_another_vault_is_written_anew_where_a_person_agrees()
    {
        await StartAsync(sessions: 1);
        var trust = SideOf(Side.There).Trust;
        await There.DeleteAsync(VaultNames.About, Deadline.Token);
        var missing = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);
        await VaultPlace.DescribeAsync(There, VaultId.FromBytes(new byte[16]), Meeting.Time.GetUtcNow(), Deadline.Token);
        var wrong = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);
        var foreign = await There.ReadAsync(VaultNames.About.Value);
        await There.PutAsync(VaultNames.About.Value, "{"u8.ToArray());
        var damaged = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);
        await There.PutAsync(VaultNames.About.Value, foreign!);

        Assert.Equal(
            [(FindingKind.Missing, FindingAction.Describe), (FindingKind.Wrong, FindingAction.Describe), (FindingKind.Damaged, FindingAction.Describe)],
            missing.Findings.Concat(wrong.Findings).Concat(damaged.Findings).Select(one => (one.Kind, one.Action)));
        var plan = RepairPlan.Of(wrong);
        await trust.RepairAsync(plan, cancellationToken: Deadline.Token);
        Assert.Equal(foreign, await There.ReadAsync(VaultNames.About.Value)); // Nobody agreed.
        await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token);
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Fact]
    public async Task A_vault_of_a_newer_format_is_not_mended()
    {
        await StartAsync(sessions: 1);
        var archive = (await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token))[0].Key;
        await There.DeleteAsync(archive, Deadline.Token);
        var trust = SideOf(Side.There).Trust;
        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        var newer = $$"""{"format":1,"kind":"about","vault":"{{Library.Vault}}","created":"2026-01-01T00:00:00Z","minReader":9}""";
        await There.PutAsync(VaultNames.About.Value, System.Text.Encoding.UTF8.GetBytes(newer));

        var refused = await Assert.ThrowsAsync<VaultException>(() => trust.RepairAsync(plan, cancellationToken: Deadline.Token));

        Assert.Equal(VaultError.NewerFormat, refused.Error);
        Assert.Null(await There.ReadAsync(archive.Value));
    }

    [Fact]
    public async Task A_place_that_was_emptied_is_no_vault_without_sessions()
    {
        await StartAsync(sessions: 1);
        foreach (var info in await There.ListAllAsync("", Deadline.Token))
        {
            await There.DeleteAsync(info.Key, Deadline.Token);
        }

        var refused = await Assert.ThrowsAsync<VaultException>(
            () => SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        Assert.Equal(VaultError.NoVault, refused.Error);
    }

    [Fact]
    public async Task Changes_that_were_not_sent_yet_are_missing_nowhere()
    {
        await StartAsync(sessions: 1);
        await Library.SaveAsync(Testing.Simulation.SimulatedDevice.SessionOf("device 1", 9), progress: null, Deadline.Token);

        foreach (var side in Enum.GetValues<Side>())
        {
            Assert.Empty((await SideOf(side).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);
        }
    }

    [Fact]
    public async Task Without_the_key_every_flipped_object_is_found_by_its_name()
    {
        await StartAsync(sessions: 2);
        Assert.True((await NameScrub.RunAsync(There, cancellationToken: Deadline.Token)).IsHealthy);
        List<ObjectKey> keys = [];
        foreach (var prefix in (string[])[VaultNames.KeysPrefix, VaultNames.LogPrefix, VaultNames.SessionsPrefix])
        {
            keys.Add((await There.ListAllAsync(prefix, Deadline.Token))[0].Key);
            await HarmAsync(There, keys[^1], Harm.Flipped);
        }

        var report = await NameScrub.RunAsync(There, cancellationToken: Deadline.Token);

        Assert.Equal(keys.Select(key => key.Value), report.Findings.Select(one => one.ObjectName));
    }

    [Fact]
    public async Task A_verification_that_was_stopped_goes_on_and_reads_nothing_twice_but_what_was_bad()
    {
        await StartAsync(sessions: 600);
        var bad = (await There.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))[0].Key;
        await HarmAsync(There, bad, Harm.Flipped);
        var pages = 0;
        var stopped = new FaultyStore(Meeting.Store, call => call.Verb is StoreVerb.List && ++pages == 2 ? new Fault.Refused(StoreError.Unavailable) : null);
        await Assert.ThrowsAsync<StoreException>(
            () => TrustOf(stopped, isRemote: true).VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token));

        var counted = new CountingStore(Meeting.Store);
        var report = await TrustOf(counted, isRemote: true).VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);

        Assert.Equal(bad.Value, Assert.Single(report.Findings).ObjectName);
        Assert.InRange(counted.Usage.Gets, report.Checked - 1000, report.Checked - 900);

        // What is done is not gone on with.
        var again = new CountingStore(Meeting.Store);
        await TrustOf(again, isRemote: true).VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);
        Assert.Equal(report.Checked, again.Usage.Gets);
    }

    [Fact]
    public async Task A_verification_that_is_cancelled_stops()
    {
        await StartAsync(sessions: 1);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: stop.Token));
    }
}
