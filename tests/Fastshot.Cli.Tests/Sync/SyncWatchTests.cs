using Fastshot.Cli.Sessions;

namespace Fastshot.Cli.Tests.Sync;

public sealed class SyncWatchTests
{
    private readonly ManualTime _time = new();
    private int _syncs;
    private int _asked;
    private long _stamp;

    [Fact]
    public async Task The_other_devices_are_asked_for_once_a_minute()
    {
        using var stop = new CancellationTokenSource();
        var watching = Watch(stop.Token);
        Assert.Equal(1, _syncs);

        _time.Advance(SyncWatch.Interval - SyncWatch.LookInterval);
        Assert.Equal(1, _syncs);
        _time.Advance(SyncWatch.LookInterval);

        Assert.Equal((2, 2), (_syncs, _asked));
        await StopAsync(stop, watching);
    }

    [Fact]
    public async Task A_change_on_this_device_is_synced_at_the_next_look_and_the_others_are_asked_for_in_their_turn()
    {
        using var stop = new CancellationTokenSource();
        var watching = Watch(stop.Token);

        _stamp++;
        _time.Advance(SyncWatch.LookInterval);

        Assert.Equal((2, 1), (_syncs, _asked));
        _time.Advance(SyncWatch.Interval - SyncWatch.LookInterval);
        Assert.Equal((3, 2), (_syncs, _asked));
        await StopAsync(stop, watching);
    }

    private Task Watch(CancellationToken cancellationToken) => new SyncWatch(
        (asks, _) =>
        {
            _syncs++;
            _asked += asks ? 1 : 0;
            return Task.CompletedTask;
        },
        _ => Task.FromResult(_stamp),
        _time).RunAsync(cancellationToken);

    private static async Task StopAsync(CancellationTokenSource stop, Task watching)
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }
}
