using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What a repair makes of pieces that neither side has, of archives that nothing names, and of damage without end.</summary>
public sealed class LostOnBothSidesTests : TrustTests
{
    public static TheoryData<Side, Harm, Harm> Losses() => new()
    {
        { Side.Here, Harm.Missing, Harm.Missing },
        { Side.Here, Harm.Flipped, Harm.Missing },
        { Side.Here, Harm.Flipped, Harm.Flipped },
        { Side.There, Harm.Missing, Harm.Missing },
        { Side.There, Harm.Flipped, Harm.Missing },
        { Side.There, Harm.Flipped, Harm.Flipped },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_a_record_said_that_is_lost_on_both_sides_is_recorded_anew_from_the_index(Side side, Harm looked, Harm other)
    {
        await StartAsync(sessions: 3);
        foreach (var info in await There.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))
        {
            await HarmAsync(side is Side.There ? There : Library.Objects.Store, info.Key, looked);
            await HarmAsync(side is Side.There ? Library.Objects.Store : There, info.Key, other);
        }

        var trust = SideOf(side).Trust;
        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        Assert.NotEmpty(report.Findings);
        Assert.All(report.Findings, one => Assert.Equal(FindingAction.Publish, one.Action));
        Assert.Empty((await trust.RepairAsync(RepairPlan.Of(report), cancellationToken: Deadline.Token)).Left);

        if (side is Side.Here)
        {
            Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
        }

        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        var second = await Meeting.JoinAsync(Device);
        await second.SyncAsync();
        using var library = await second.OpenAsync();
        Assert.Equal(3, (await library.CountAsync(Deadline.Token)).Sessions);
    }

    [Fact]
    public async Task A_damaged_record_of_which_everything_stands_elsewhere_is_left_alone_and_nothing_is_recorded_twice()
    {
        await StartAsync(sessions: 2);
        var store = Library.Objects.Store;
        var harmed = (await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))[0];
        var reading = await Library.Objects.ReadAsync(new PieceName(PieceKind.Record, NameOf(harmed.Key)), Deadline.Token);
        await Library.AppendAsync(reading.Piece!.Entries, Deadline.Token);
        await HarmAsync(There, harmed.Key, Harm.Flipped);
        await store.DeleteAsync(harmed.Key, Deadline.Token);
        var count = (await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token)).Count;

        var report = await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        await SideOf(Side.There).Trust.RepairAsync(RepairPlan.Of(report), cancellationToken: Deadline.Token);

        Assert.Equal((harmed.Key.Value, FindingAction.Keep), (Assert.Single(report.Findings).ObjectName, report.Findings[0].Action));
        Assert.Equal(count, (await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token)).Count);
    }

    [Fact]
    public async Task Pictures_whose_record_never_came_are_offered_and_taken_in_where_a_person_agrees()
    {
        await StartAsync(sessions: 1);
        var second = await Meeting.JoinAsync(Device);
        var id = await second.SaveAsync();
        var key = await LeaveArchiveAsync(second);
        var trust = SideOf(Side.There).Trust;

        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        await trust.RepairAsync(plan, cancellationToken: Deadline.Token);
        Assert.Null(await Library.EntryOfAsync(id, Deadline.Token)); // Nobody agreed.
        var repaired = await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token);

        Assert.Equal((key.Value, id, FindingAction.Adopt), (Assert.Single(repaired.Repaired).ObjectName, repaired.Repaired[0].Id, repaired.Repaired[0].Action));
        Assert.Equal("session 1", (await Library.FindAsync(id.Text, Deadline.Token)).Text.Name);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Fact]
    public async Task Pictures_that_are_damaged_are_not_taken_in()
    {
        await StartAsync(sessions: 1);
        var second = await Meeting.JoinAsync(Device);
        var id = await second.SaveAsync();
        var key = await LeaveArchiveAsync(second);
        var trust = SideOf(Side.There).Trust;
        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        await HarmAsync(There, key, Harm.Flipped);

        var repaired = await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token);

        Assert.Equal(key.Value, Assert.Single(repaired.Left).ObjectName);
        Assert.Null(await Library.EntryOfAsync(id, Deadline.Token));
    }

    [Fact]
    public async Task Pictures_of_a_session_that_was_deleted_for_good_or_has_others_are_not_offered()
    {
        await StartAsync(sessions: 1);
        var second = await Meeting.JoinAsync(Device);
        var purged = await second.SaveAsync();
        await second.SyncAsync();
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        using (var library = await second.OpenAsync())
        {
            // Another version, of which the record never came.
            await library.Contents.ReplaceAsync(purged, SimulatedDevice.SessionOf("device 2", 7), Deadline.Token);
        }

        await LeaveArchiveAsync(second);
        var trust = SideOf(Side.There).Trust;
        var unfinished = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);
        await Library.TrashAsync([purged], Deadline.Token);
        await Library.PurgeAsync([purged], Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        var deleted = await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);

        Assert.All(unfinished.Findings.Concat(deleted.Findings), one => Assert.Equal((FindingKind.Orphaned, FindingAction.Keep), (one.Kind, one.Action)));
        Assert.Contains("an older or an unfinished version", Assert.Single(unfinished.Findings).Detail, StringComparison.Ordinal);
        Assert.Contains(deleted.Findings, one => one.Detail.Contains("deleted for good", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_that_nothing_names_are_passed_over_where_it_is_not_known_what_others_name()
    {
        await StartAsync(sessions: 1);
        var second = await Meeting.JoinAsync(Device);
        await second.SaveAsync();
        await second.SyncAsync();

        Assert.True((await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damaged_pictures_that_no_session_names_are_no_loss_and_healed_where_the_other_side_has_them(bool isElsewhere)
    {
        await StartAsync(sessions: 1);
        var second = await Meeting.JoinAsync(Device);
        await second.SaveAsync();
        var key = await LeaveArchiveAsync(second);
        if (isElsewhere)
        {
            await Library.Objects.Store.PutAsync(key.Value, (await There.ReadAsync(key.Value))!);
        }

        await HarmAsync(There, key, Harm.Flipped);

        var finding = Assert.Single((await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);

        Assert.Equal((key.Value, isElsewhere ? FindingAction.PutBack : FindingAction.Keep), (finding.ObjectName, finding.Action));
    }

    [Theory]
    [InlineData(Harm.Cut)]
    [InlineData(Harm.Flipped)]
    [InlineData(Harm.OfAnotherVault)]
    public async Task A_damaged_key_file_of_which_no_copy_is_left_is_a_matter_of_its_passphrase(Harm harm)
    {
        await StartAsync(sessions: 1);
        var key = (await There.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token))[0].Key;
        await Library.Objects.Store.DeleteAsync(key, Deadline.Token);
        await HarmAsync(There, key, harm is Harm.OfAnotherVault ? Harm.Missing : harm);
        if (harm is Harm.OfAnotherVault)
        {
            await There.PutAsync(key.Value, (await There.ReadAsync((await There.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))[0].Key.Value))!);
        }

        var finding = Assert.Single((await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);

        Assert.Equal((key.Value, FindingAction.Inspect), (finding.ObjectName, finding.Action));
        Assert.Contains("fastshot key add", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_record_that_this_device_merged_into_a_checkpoint_is_no_loss()
    {
        await StartAsync(sessions: 6);
        var merged = (await There.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))[0].Key;
        await Device.RemoteOf(Library).SyncAsync(
            new Core.Sync.SyncOptions { Sizes = new Core.Sync.CompactionSizes { RecordsMin = 2, TierWidth = 3 } }, progress: null, Deadline.Token);
        Assert.Null(await Library.Objects.Store.ReadAsync(merged.Value));
        await HarmAsync(There, merged, Harm.Flipped);

        var finding = Assert.Single((await SideOf(Side.There).Trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);

        Assert.Equal((merged.Value, FindingAction.Keep), (finding.ObjectName, finding.Action));
    }

    [Fact]
    public async Task Of_very_many_findings_the_first_are_listed_and_the_rest_are_counted()
    {
        await StartAsync(sessions: 1);
        var findings = new Findings(new TrustParts(
            There, Other: null, IsRemote: true, Library, Device.Files, "/memory", Device.Parts.Random, Meeting.Time, Progress: null));
        for (var i = 0; i < Findings.FullMax + 10; i++)
        {
            findings.Add(FindingKind.Damaged, $"log/{i}", FindingAction.Lost, "is damaged");
        }

        findings.Add(FindingKind.Damaged, "log/0", FindingAction.Lost, "is damaged twice");
        var report = new VerifyReport(10_000, findings.All) { More = findings.More };

        Assert.Equal(
            (Findings.FullMax, new FindingCount(FindingKind.Damaged, FindingAction.Lost, 10), 10_000 - Findings.FullMax - 10),
            (report.Findings.Length, Assert.Single(report.More), report.Healthy));
    }

    private static Digest NameOf(ObjectKey key) =>
        VaultNames.TryParse(key, VaultNames.LogPrefix, out var name) ? name : throw new ArgumentException("No record.", nameof(key));

    // What a device leaves there that is killed between its archive and its record.
    private async Task<ObjectKey> LeaveArchiveAsync(Testing.Sync.MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        var there = (await There.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).Select(one => one.Key).ToHashSet();
        var key = (await library.Objects.Store.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).First(one => !there.Contains(one.Key)).Key;
        await There.PutAsync(key.Value, (await library.Objects.Store.ReadAsync(key.Value))!);
        return key;
    }
}
