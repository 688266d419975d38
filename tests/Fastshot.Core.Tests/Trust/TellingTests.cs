using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What was put back in a bucket is heard of by the other devices at their next sync, and not hours later.</summary>
public sealed class TellingTests
{
    private static readonly SyncRequests Costs = SyncRequests.InBucket;

    private readonly MemoryStore _bucket = new(TimeProvider.System);
    private readonly Meeting _meeting;
    private Func<StoreCall, Fault?> _faultOf = _ => null;

    public TellingTests() => _meeting = new Meeting(new FaultyStore(_bucket, call => _faultOf(call)));

    [Fact]
    public async Task A_record_that_a_repair_put_back_comes_with_the_next_sync()
    {
        var (first, second, id) = await LostThereAsync();

        await RepairAsync(first);

        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
        await first.SettleAsync();
        Assert.Equal(Costs.Idle, (await first.SyncAsync()).Usage.WithoutBytes());
    }

    [Fact]
    public async Task Where_the_repair_ends_before_it_told_them_the_next_sync_does()
    {
        var (first, second, id) = await LostThereAsync();
        _faultOf = call => call.Key is { } key && SimulatedBucket.IsHead(key) ? new Fault.Refused(StoreError.Unavailable) : null;
        await Assert.ThrowsAsync<StoreException>(() => RepairAsync(first));
        _faultOf = _ => null;
        await second.SyncAsync();
        Assert.Null(await second.EntryOfAsync(id));

        await first.SyncAsync();

        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task What_was_published_again_comes_with_the_next_sync_although_the_head_was_unchanged()
    {
        var (first, second, id) = await LostThereAsync();
        using (var library = await first.OpenAsync())
        {
            await TrustOf(first, library).PublishAgainAsync(passphrase: null, Deadline.Token);
        }

        await first.SyncAsync();

        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task A_repair_that_puts_back_no_change_wakes_nobody()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SettleAsync();
        using (var library = await first.OpenAsync())
        {
            var there = _meeting.StoreOf(library);
            await there.DeleteAsync((await there.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token))[0].Key, Deadline.Token);
        }

        await RepairAsync(first);

        Assert.Equal(Costs.Idle, (await second.SyncAsync()).Usage.WithoutBytes());
    }

    // A record that was lost in the bucket before the second device looked; what that one saw there has settled since.
    private async Task<(MeetingDevice First, MeetingDevice Second, SessionId Id)> LostThereAsync()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using (var library = await first.OpenAsync())
        {
            var there = _meeting.StoreOf(library);
            foreach (var record in (await library.Objects.PiecesAsync(Deadline.Token)).Of(PieceKind.Record))
            {
                if ((await library.Objects.ReadAsync(record, Deadline.Token)).Piece!.Entries.Any(one => one.Key.Session == id))
                {
                    await there.DeleteAsync(VaultNames.Piece(record), Deadline.Token);
                }
            }
        }

        await second.SettleAsync();
        Assert.Null(await second.EntryOfAsync(id));
        Assert.Equal(Costs.Idle, (await second.SyncAsync()).Usage.WithoutBytes());
        return (first, second, id);
    }

    private async Task RepairAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        var trust = TrustOf(device, library);
        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        Assert.NotEmpty(plan.Steps);
        Assert.Empty((await trust.RepairAsync(plan, cancellationToken: Deadline.Token)).Left);
    }

    private VaultTrust TrustOf(MeetingDevice device, SessionLibrary library) => new(
        library, _meeting.Store, isRemote: true, device.Files, $"{MeetingDevice.Home}/sync-{library.Vault}.json", device.Parts.Random, _meeting.Time);
}
