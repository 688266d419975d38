using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>A vault's key is changed: a new vault comes in its place, and nobody loses anything.</summary>
public sealed class RotationTests(ITestOutputHelper output)
{
    private const int CheapWorkFactor = 15;

    private static readonly byte[] Passphrase = "new words"u8.ToArray();

    private readonly Meeting _meeting = new();

    [Fact]
    public async Task Everything_stands_in_the_new_vault_and_the_old_one_names_it()
    {
        var (first, second) = await _meeting.TwoAsync();
        var kept = await first.SaveAsync();
        var others = await second.SaveAsync();
        var purged = await first.SaveAsync();
        await first.EditAsync(kept, new SessionEdit { Description = "edited", AddTags = ["tag"] });
        await first.PurgeAsync(purged);
        await second.SettleAsync();
        await first.SettleAsync();
        var before = await VaultOfAsync(first);

        await RotateAsync(first);

        var after = await VaultOfAsync(first);
        Assert.NotEqual(before, after);
        Assert.IsType<Entry.Purged>(await first.EntryOfAsync(purged));
        using var library = await first.OpenAsync();
        var session = await library.FindAsync(kept.Text, Deadline.Token);
        Assert.Equal(("edited", "tag"), (session.Text.Description, session.Text.Tags.Single()));
        foreach (var id in (SessionId[])[kept, others])
        {
            // The second device's pictures never were on the first one: they were sealed anew out of the remote.
            await using var content = await library.OpenContentAsync(await library.FindAsync(id.Text, Deadline.Token), Deadline.Token);
            Assert.Equal(id, content.Manifest.Session);
            Assert.NotNull(await content.NextAsync(Deadline.Token));
        }

        using var opened = await new KeyFiles(VaultPlace.StoreOf(_meeting.Store, after), ThreadPoolScheduler.Instance).UnlockAsync(after, Passphrase, Deadline.Token);
        Assert.Equal(after, opened.Vault);
        Assert.Equal([.. ((VaultId[])[before, after]).OrderBy(one => one.Text, StringComparer.Ordinal)], await VaultPlace.FindAsync(_meeting.Store, Deadline.Token));
    }

    [Fact]
    public async Task A_device_that_was_away_is_told_sends_nothing_and_follows_with_all_that_it_has()
    {
        var (first, second) = await _meeting.TwoAsync();
        var shared = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        await RotateAsync(first);

        // A year later, with sessions of its own, an edit, and one in the trash.
        _meeting.Time.Advance(TimeSpan.FromDays(365));
        var own = await second.SaveAsync();
        await second.EditAsync(shared, new SessionEdit { Name = "renamed while away" });
        var refused = await Assert.ThrowsAsync<VaultException>(() => second.SyncAsync());
        var still = await Assert.ThrowsAsync<VaultException>(() => second.SyncAsync());
        Assert.Equal((VaultError.Replaced, VaultError.Replaced), (refused.Error, still.Error));
        await FollowAsync(second, first);
        await second.SettleAsync();
        await first.SettleAsync();

        Assert.Equal(await VaultOfAsync(first), await VaultOfAsync(second));
        using var library = await first.OpenAsync();
        Assert.Equal("renamed while away", (await library.FindAsync(shared.Text, Deadline.Token)).Text.Name);
        Assert.True(await first.RemoteOf(library).FetchAsync(await library.FindAsync(own.Text, Deadline.Token), Deadline.Token));

        // The archive that the new vault had already was not sealed a second time.
        using var moved = await second.OpenAsync();
        Assert.Equal(await ArchivesAsync(library), await ArchivesAsync(moved));
        Assert.Equal(2, (await VaultPlace.StoreOf(_meeting.Store, library.Vault).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).Count);
    }

    [Fact]
    public async Task What_a_device_saves_while_another_one_rotates_arrives_in_the_new_vault()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        var old = await VaultOfAsync(first);
        SessionId? meanwhile = null;
        _meeting.FaultOf = call =>
        {
            // When the new vault is being sent, and the old one was read already.
            if (meanwhile is null && IsRecordOf(call, old, isOf: false))
            {
                meanwhile = default(SessionId);
                meanwhile = second.SaveAsync().GetAwaiter().GetResult();
                second.SyncAsync().GetAwaiter().GetResult();
            }

            return null;
        };
        await RotateAsync(first);
        _meeting.FaultOf = _ => null;
        Assert.NotNull(meanwhile);

        await Assert.ThrowsAsync<VaultException>(() => second.SyncAsync());
        await FollowAsync(second, first);
        await first.SettleAsync();

        Assert.IsType<Entry.Live>(await first.EntryOfAsync(meanwhile.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_it_is_killed_the_next_run_makes_it_whole_and_nothing_is_lost(bool isBucket)
    {
        for (var number = 0; ; number++)
        {
            var meeting = isBucket ? new Meeting(new MemoryStore(TimeProvider.System)) : new Meeting();
            var (first, second) = await meeting.TwoAsync();
            List<SessionId> saved = [await first.SaveAsync(), await second.SaveAsync()];
            await second.SyncAsync();
            await first.SyncAsync();
            await first.Rotation.PrepareAsync(Passphrase, CheapWorkFactor, Deadline.Token);

            // From one request on nothing answers: as it is where the process is killed there.
            var (calls, at) = (0, number);
            meeting.FaultOf = _ => calls++ >= at ? new Fault.Refused(StoreError.Unavailable) : null;
            var isWhole = true;
            using (var library = await first.OpenAsync())
            {
                try
                {
                    await first.Rotation.RunAsync(library, cancellationToken: Deadline.Token);
                }
                catch (IOException)
                {
                    isWhole = false;
                }
            }

            meeting.FaultOf = _ => null;
            saved.Add(await second.SaveAsync());
            try
            {
                await second.SyncAsync();
            }
            catch (VaultException e) when (e.Error is VaultError.Replaced)
            {
                // It was announced before it was killed.
            }

            if (await first.Rotation.UnderWayAsync(Deadline.Token) is not null)
            {
                using var again = await first.OpenAsync();
                await first.Rotation.RunAsync(again, cancellationToken: Deadline.Token);
            }

            await Assert.ThrowsAsync<VaultException>(() => second.SyncAsync());
            await FollowAsync(second, first);
            await first.SettleAsync();
            foreach (var device in (MeetingDevice[])[first, second])
            {
                using var library = await device.OpenAsync();
                foreach (var id in saved)
                {
                    var session = await library.FindAsync(id.Text, Deadline.Token);
                    var isHere = await library.HasContentAsync(session, Deadline.Token) || await device.RemoteOf(library).FetchAsync(session, Deadline.Token);
                    Assert.True(isHere, string.Create(CultureInfo.InvariantCulture, $"Killed at request {number}: the pictures of {id} are gone."));
                }
            }

            if (isWhole)
            {
                output.WriteLine($"Killed at each of {number} requests.");
                Assert.True(number > 12);
                return;
            }
        }
    }

    [Fact]
    public async Task Of_two_rotations_at_once_one_holds_and_whoever_came_to_the_other_follows()
    {
        var (first, second) = await _meeting.TwoAsync();
        List<SessionId> saved = [await first.SaveAsync(), await second.SaveAsync()];
        await first.SyncAsync();
        await second.SyncAsync();
        await first.SyncAsync();
        await first.Rotation.PrepareAsync(Passphrase, CheapWorkFactor, Deadline.Token);
        await second.Rotation.PrepareAsync(Passphrase, CheapWorkFactor, Deadline.Token);
        var old = await VaultOfAsync(first);
        var isOther = false;
        _meeting.FaultOf = call =>
        {
            // The whole of the second one just before the first one is announced.
            if (!isOther && IsRecordOf(call, old, isOf: true))
            {
                isOther = true;
                using var library = second.OpenAsync().GetAwaiter().GetResult();
                second.Rotation.RunAsync(library).GetAwaiter().GetResult();
            }

            return null;
        };
        using (var library = await first.OpenAsync())
        {
            await first.Rotation.RunAsync(library, cancellationToken: Deadline.Token);
        }

        _meeting.FaultOf = _ => null;
        Assert.True(isOther);
        _meeting.Time.Advance(TimeSpan.FromDays(2));
        MeetingDevice[] devices = [first, second];
        foreach (var device in devices)
        {
            using var library = await device.OpenAsync();
            await device.Rotation.CarryOverAsync(library, Deadline.Token);
        }

        var moved = 0;
        foreach (var (device, other) in ((MeetingDevice, MeetingDevice)[])[(first, second), (second, first)])
        {
            try
            {
                await device.SyncAsync();
            }
            catch (VaultException e) when (e.Error is VaultError.Replaced)
            {
                await FollowAsync(device, other);
                moved++;
            }
        }

        Assert.Equal(await VaultOfAsync(first), await VaultOfAsync(second));
        Assert.Equal(1, moved);
        foreach (var id in saved)
        {
            Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        }
    }

    [Fact]
    public async Task The_old_key_opens_nothing_of_the_new_vault_and_an_old_key_file_planted_there_is_passed_over()
    {
        var first = await _meeting.FirstAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        using var stolen = await first.Keys.ReadAsync(Deadline.Token);
        await RotateAsync(first);
        var store = VaultPlace.StoreOf(_meeting.Store, await VaultOfAsync(first));
        await new KeyFiles(store, ThreadPoolScheduler.Instance).AddAsync(stolen!, Passphrase, new SeededRandom(5), CheapWorkFactor, Deadline.Token);

        Assert.False(await VaultPlace.IsOpenedByAsync(store, stolen!, Deadline.Token));
        using var opened = await new KeyFiles(store, ThreadPoolScheduler.Instance).UnlockAsync(await VaultOfAsync(first), Passphrase, Deadline.Token);
        Assert.NotEqual(stolen!.RevealKey(), opened.RevealKey());

        // Whoever holds it can still write into the old vault, and that changes nothing in the new one.
        var thief = _meeting.NewDevice();
        await new LibraryJoining(thief.Parts).JoinAsync(stolen, own: null, cancellationToken: Deadline.Token);
        await thief.SaveAsync();
        await Assert.ThrowsAsync<VaultException>(() => thief.SyncAsync());
        await first.SettleAsync();
        using var library = await first.OpenAsync();
        Assert.Equal(1, (await library.CountAsync(Deadline.Token)).Sessions);
    }

    [Fact]
    public async Task The_old_vault_goes_after_it_was_read_once_more_and_says_who_has_not_moved()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await second.SaveAsync();
        await second.SyncAsync();
        await first.SyncAsync();
        var late = await second.SaveAsync();
        var before = await VaultOfAsync(first);

        // What the second one sends at the last moment, the first one has not seen.
        await RotateAsync(first, () => second.SyncAsync().GetAwaiter().GetResult());
        using var library = await first.OpenAsync();
        var old = await first.Rotation.ReadOldAsync(library, Deadline.Token);
        Assert.Equal((before, "device 2"), (old!.Vault, Assert.Single(old.NotMoved)));
        Assert.IsType<Entry.Live>(await first.EntryOfAsync(late));
        await first.Rotation.RemoveOldAsync(old, Deadline.Token);

        Assert.Equal([library.Vault], await VaultPlace.FindAsync(_meeting.Store, Deadline.Token));
        Assert.Null(await first.Rotation.ReadOldAsync(library, Deadline.Token));
        Assert.Equal(3, (await library.QueryAsync(new SessionQuery(), Deadline.Token)).Sessions.Length);
        await FollowAsync(second, first);
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(late));
    }

    [Fact]
    public async Task What_a_process_saves_that_ran_on_in_the_old_vault_is_taken_along_by_the_next_sync()
    {
        var first = await _meeting.FirstAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        using var ranOn = await first.OpenAsync();
        await RotateAsync(first);
        var late = await ranOn.SaveAsync(Testing.Simulation.SimulatedDevice.SessionOf("ran on", 9), progress: null, Deadline.Token);

        using var library = await first.OpenAsync();
        Assert.Null(await library.EntryOfAsync(late.Session.Id, Deadline.Token));
        await first.Rotation.CarryOverAsync(library, Deadline.Token);

        Assert.IsType<Entry.Live>(await library.EntryOfAsync(late.Session.Id, Deadline.Token));
        Assert.True(await library.HasContentAsync(await library.FindAsync(late.Session.Id.Text, Deadline.Token), Deadline.Token));
    }

    private static bool IsRecordOf(StoreCall call, VaultId vault, bool isOf) =>
        call is { Verb: StoreVerb.Put, Key: { } key }
        && key.Value.Contains($"/{VaultNames.LogPrefix}", StringComparison.Ordinal)
        && key.Value.StartsWith($"{VaultPlace.Prefix}{vault.Text}/", StringComparison.Ordinal) == isOf;

    private async Task RotateAsync(MeetingDevice device, Action? lastMoment = null)
    {
        await device.Rotation.PrepareAsync(Passphrase, CheapWorkFactor, Deadline.Token);
        if (lastMoment is not null)
        {
            var isDone = false;
            _meeting.FaultOf = call =>
            {
                if (!isDone && call.Verb is StoreVerb.Put)
                {
                    isDone = true;
                    lastMoment();
                }

                return null;
            };
        }

        using (var library = await device.OpenAsync())
        {
            var report = await device.Rotation.RunAsync(library, cancellationToken: Deadline.Token);
            Assert.Empty(report.Missing);
        }

        _meeting.FaultOf = _ => null;
        await device.SettleAsync();
    }

    private static async Task FollowAsync(MeetingDevice device, MeetingDevice rotated)
    {
        using var secret = await rotated.Keys.ReadAsync(Deadline.Token);
        using var library = await device.OpenAsync();
        await device.Rotation.FollowAsync(secret!, library, cancellationToken: Deadline.Token);
    }

    private static async Task<VaultId> VaultOfAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return library.Vault;
    }

    private static async Task<List<string>> ArchivesAsync(SessionLibrary library) =>
    [
        .. (await library.QueryAsync(new SessionQuery(), Deadline.Token)).Sessions
            .Select(one => one.Content!.Archive!.Value.Sha256.Hex).Order(StringComparer.Ordinal),
    ];
}
