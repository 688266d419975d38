using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>How devices that meet in a bucket tell each other that something is new, and what becomes of it where nobody does.</summary>
public sealed class HeadTests
{
    private static readonly SyncOptions WhileOpen = new() { Asks = false };

    private readonly MemoryStore _bucket;
    private readonly Meeting _meeting;
    private Func<StoreCall, Fault?> _faultOf = _ => null;
    private Func<ObjectKey, bool> _hidden = _ => false;

    public HeadTests()
    {
        _bucket = new MemoryStore(TimeProvider.System);
        _meeting = new Meeting(new LateStore(new FaultyStore(_bucket, call => _faultOf(call)), key => _hidden(key)));
    }

    [Fact]
    public async Task An_idle_sync_is_one_request_of_which_nothing_comes_back()
    {
        var (first, second) = await TwoInStepAsync();

        Assert.Equal(new StoreUsage { Gets = 1 }, (await first.SyncAsync()).Usage);
        Assert.Equal(new StoreUsage { Gets = 1 }, (await second.SyncAsync()).Usage);
    }

    [Fact]
    public async Task A_save_while_the_program_is_open_is_three_requests()
    {
        var (first, second) = await TwoInStepAsync();
        var id = await first.SaveAsync();

        var report = await first.SyncAsync(WhileOpen);

        Assert.Equal(new StoreUsage { Puts = 3 }, report.Usage.WithoutBytes());
        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
        Assert.Equal(SyncRequests.InBucket.Idle, (await first.SyncAsync()).Usage.WithoutBytes());
    }

    [Fact]
    public async Task Without_conditions_the_next_one_is_four()
    {
        _faultOf = call => call.Key is { } key && SimulatedBucket.IsHead(key) && call.Verb is StoreVerb.Put && call.IsConditional
            ? new Fault.Refused(StoreError.Unsupported)
            : null;
        var (first, second) = await TwoInStepAsync();
        await first.SaveAsync();
        await first.SyncAsync(WhileOpen);
        var id = await first.SaveAsync();

        var report = await first.SyncAsync(WhileOpen);

        Assert.Equal(new StoreUsage { Lists = 1, Puts = 3 }, report.Usage.WithoutBytes());
        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
        await first.SettleAsync();
        Assert.Equal(SyncRequests.InBucket.Idle, (await first.SyncAsync()).Usage.WithoutBytes());
    }

    [Fact]
    public async Task A_head_that_is_younger_than_a_minute_is_not_relied_on()
    {
        var (first, second) = await TwoInStepAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        _hidden = key => key.Value.Contains("/log/", StringComparison.Ordinal);
        await second.SyncAsync();
        Assert.Null(await second.EntryOfAsync(id));
        _hidden = _ => false;

        await second.SyncAsync();

        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task Two_devices_that_tell_at_once_both_hear_of_each_other()
    {
        var (first, second) = await TwoInStepAsync();
        var one = await first.SaveAsync();
        var other = await second.SaveAsync();

        await first.SyncAsync(WhileOpen);
        await second.SyncAsync(WhileOpen);
        await first.SyncAsync();
        await second.SyncAsync();

        Assert.NotNull(await first.EntryOfAsync(other));
        Assert.NotNull(await second.EntryOfAsync(one));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_killed_between_the_record_and_the_head_tells_the_others_the_next_time(bool isLookedAt)
    {
        var (first, second) = await TwoInStepAsync();
        var id = await first.SaveAsync();
        _faultOf = call => call.Key is { } key && SimulatedBucket.IsHead(key) && call.Verb is StoreVerb.Put ? new Fault.Refused(StoreError.Unavailable) : null;
        await Assert.ThrowsAsync<StoreException>(() => first.SyncAsync());
        _faultOf = _ => null;
        Assert.Equal(SyncRequests.InBucket.Idle, (await second.SyncAsync()).Usage.WithoutBytes());

        await first.SyncAsync(new SyncOptions { Refreshes = isLookedAt });

        await second.SyncAsync();
        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task Where_the_head_was_lost_everybody_looks_and_it_comes_back_with_the_next_change()
    {
        var (first, second) = await TwoInStepAsync();
        await _bucket.DeleteAsync(await HeadAsync(), Deadline.Token);
        var id = await first.SaveAsync();

        await first.SyncAsync();
        await second.SyncAsync();

        Assert.NotNull(await second.EntryOfAsync(id));
        Assert.NotNull(await _bucket.HeadAsync(await HeadAsync(), Deadline.Token));
    }

    [Fact]
    public async Task A_head_that_nobody_wrote_is_not_believed_for_longer_than_six_hours()
    {
        var (first, second) = await TwoInStepAsync();
        var before = await ReadHeadAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await _bucket.PutAsync(await HeadAsync(), ObjectContent.Of(before), PutCondition.None, Deadline.Token);
        await second.SyncAsync();
        Assert.Null(await second.EntryOfAsync(id));

        _meeting.Time.Advance(TimeSpan.FromHours(6) + TimeSpan.FromMinutes(1));
        await second.SyncAsync();

        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task A_clock_that_goes_back_makes_it_look_again()
    {
        var (first, _) = await TwoInStepAsync();

        _meeting.Time.ShiftWallClock(TimeSpan.FromDays(-1));

        Assert.NotEqual(0, (await first.SyncAsync()).Usage.Lists);
    }

    [Fact]
    public async Task What_could_not_be_read_is_looked_for_again_although_the_head_is_unchanged()
    {
        var (first, second) = await TwoInStepAsync();
        var before = await RecordsAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        var record = (await RecordsAsync()).Except(before).Single();
        var bytes = (await _bucket.ReadSmallAsync(record, Limits.RecordBytes, Deadline.Token))!;
        await _bucket.PutAsync(record, ObjectContent.Of(bytes.AsMemory(0, 100)), PutCondition.None, Deadline.Token);
        await second.SettleAsync();
        Assert.Null(await second.EntryOfAsync(id));
        await _bucket.PutAsync(record, ObjectContent.Of(bytes), PutCondition.None, Deadline.Token);

        await second.SyncAsync();

        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task Who_sends_much_looks_again_so_that_the_log_is_compacted()
    {
        var (first, _) = await TwoInStepAsync();
        var often = WhileOpen with { Sizes = new CompactionSizes { RecordsMin = 3 } };
        var lists = 0L;
        for (var i = 0; i < 12; i++)
        {
            await first.SaveAsync();
            lists += (await first.SyncAsync(often)).Usage.Lists;
        }

        Assert.InRange(lists, 3, 12);
    }

    private async Task<(MeetingDevice First, MeetingDevice Second)> TwoInStepAsync()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SettleAsync();
        await first.SettleAsync();
        await second.SettleAsync();
        return (first, second);
    }

    private async Task<ObjectKey> HeadAsync()
    {
        var any = (await _bucket.ListAllAsync(VaultPlace.Prefix, Deadline.Token))[0].Key.Value;
        return ObjectKey.Parse($"{any[..any.IndexOf('/', VaultPlace.Prefix.Length)]}/{VaultNames.Head}");
    }

    private async Task<IEnumerable<ObjectKey>> RecordsAsync() => (await _bucket.ListAllAsync(VaultPlace.Prefix, Deadline.Token))
        .Select(info => info.Key).Where(key => key.Value.Contains("/log/", StringComparison.Ordinal));

    private async Task<byte[]> ReadHeadAsync() => (await _bucket.ReadSmallAsync(await HeadAsync(), Limits.RecordBytes, Deadline.Token))!;

    /// <summary>A store whose listings do not show everything yet.</summary>
    private sealed class LateStore(IObjectStore inner, Func<ObjectKey, bool> isHidden) : StoreDecorator(inner)
    {
        public override async Task<ListPage> ListAsync(
            string prefix, ObjectKey? after = null, int countMax = ListPage.CountMax, CancellationToken cancellationToken = default)
        {
            var page = await Inner.ListAsync(prefix, after, countMax, cancellationToken);
            return page with { Objects = [.. page.Objects.Where(info => !isHidden(info.Key))] };
        }
    }
}
