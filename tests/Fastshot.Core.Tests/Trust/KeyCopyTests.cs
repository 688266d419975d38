using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>The copies of key files that a device keeps: what they bring back, and what they never do.</summary>
public sealed class KeyCopyTests : TrustTests
{
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    [Fact]
    public async Task Where_every_key_file_is_gone_they_are_put_back_only_where_a_person_agrees()
    {
        await StartAsync(sessions: 1);
        var key = await OnlyKeyAsync(There);
        await There.DeleteAsync(key, Deadline.Token);
        await Assert.ThrowsAsync<VaultException>(() => UnlockAsync(Passphrase));
        var trust = SideOf(Side.There).Trust;

        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        await trust.RepairAsync(plan, cancellationToken: Deadline.Token);
        Assert.Empty(await There.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token)); // Nobody agreed.
        Assert.Equal((key.Value, FindingAction.Reinstate), (Assert.Single(plan.Asked).ObjectName, plan.Asked[0].Action));
        Assert.Empty((await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token)).Left);

        await UnlockAsync(Passphrase);
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
    }

    [Theory]
    [InlineData(Side.Here)]
    [InlineData(Side.There)]
    public async Task A_damaged_one_is_put_back_from_the_other_side(Side side)
    {
        await StartAsync(sessions: 1);
        var (looked, trust) = SideOf(side);
        var key = await OnlyKeyAsync(looked);
        var whole = await looked.ReadAsync(key.Value);
        await HarmAsync(looked, key, Harm.Flipped);

        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        await trust.RepairAsync(RepairPlan.Of(report), cancellationToken: Deadline.Token);

        Assert.Equal((key.Value, FindingAction.PutBack), (Assert.Single(report.Findings).ObjectName, report.Findings[0].Action));
        Assert.Equal(whole, await looked.ReadAsync(key.Value));
    }

    [Fact]
    public async Task A_passphrase_that_was_taken_away_does_not_come_back_from_another_device()
    {
        await StartAsync(sessions: 1);
        var old = await OnlyKeyAsync(There);
        var second = await Meeting.JoinAsync(Device);
        await second.SyncAsync();
        await Library.KeyFiles.ReplaceAsync(Meeting.Store, "another one"u8.ToArray(), Deadline.Token);
        Assert.DoesNotContain(await Library.Objects.Store.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token), one => one.Key == old);

        // The second device looks twice: then it knows the new one, and lets the old one go.
        for (var look = 0; look < 2; look++)
        {
            Meeting.Time.Advance(TimeSpan.FromHours(7));
            await second.SyncAsync();
        }

        using var library = await second.OpenAsync();
        Assert.DoesNotContain(await library.Objects.Store.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token), one => one.Key == old);
        await library.KeyFiles.PutBackAsync(Meeting.Store, Deadline.Token);
        await Assert.ThrowsAsync<VaultException>(() => UnlockAsync(Passphrase));
        await UnlockAsync("another one"u8.ToArray());
    }

    [Fact]
    public async Task Who_empties_the_folder_of_keys_or_fills_it_takes_no_copy_away()
    {
        await StartAsync(sessions: 1);
        var key = await OnlyKeyAsync(There);
        await There.DeleteAsync(key, Deadline.Token);
        await SyncLaterAsync();
        await There.PutAsync(VaultNames.Key(Digest.Of("planted"u8)).Value, "planted"u8.ToArray());
        await SyncLaterAsync();
        await SyncLaterAsync();

        Assert.Equal(key, await OnlyKeyAsync(Library.Objects.Store));
    }

    [Fact]
    public async Task An_emptied_place_that_is_published_again_is_opened_by_the_passphrase_it_had()
    {
        await StartAsync(sessions: 1);
        foreach (var info in await There.ListAllAsync("", Deadline.Token))
        {
            await There.DeleteAsync(info.Key, Deadline.Token);
        }

        var trust = SideOf(Side.There).Trust;
        Assert.True(await trust.HasKeyFileAsync(Deadline.Token));
        await trust.PublishAgainAsync(passphrase: null, Deadline.Token);

        await UnlockAsync(Passphrase);
    }

    private static async Task<ObjectKey> OnlyKeyAsync(IObjectStore store) =>
        Assert.Single(await store.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token)).Key;

    private async Task SyncLaterAsync()
    {
        Meeting.Time.Advance(TimeSpan.FromHours(7));
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
    }

    private async Task UnlockAsync(byte[] passphrase)
    {
        using var secret = await new KeyFiles(There, ThreadPoolScheduler.Instance).UnlockAsync(Library.Vault, passphrase, Deadline.Token);
        Assert.Equal(Library.Vault, secret.Vault);
    }
}
