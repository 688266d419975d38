using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>The bounds of <c>bandwidth_up</c> and <c>bandwidth_down</c> hold for what really goes over the wire.</summary>
public sealed class BandwidthTests : IAsyncDisposable
{
    private const int Rate = 100_000;

    private static readonly byte[] Bytes = new SeededRandom(6).Bytes(300_000);

    private readonly FakeBucket _bucket = new();
    private readonly ManualTime _time = new(DateTimeOffset.UtcNow);

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task Uploads_and_downloads_keep_to_their_own_bounds()
    {
        using var up = new S3Store(_bucket.Options with { BandwidthUp = Rate, StallMax = TimeSpan.FromDays(1) }, _time);
        using var down = new S3Store(_bucket.Options with { BandwidthDown = Rate, StallMax = TimeSpan.FromDays(1) }, _time);

        Assert.True(await SecondsAsync(() => up.PutAsync("a", Bytes)) >= 2.7);
        Assert.True(await SecondsAsync(() => down.ReadAsync("a")) >= 2.7);
    }

    [Fact]
    public async Task All_transfers_share_one_bound()
    {
        using var store = new S3Store(_bucket.Options with { BandwidthUp = Rate, StallMax = TimeSpan.FromDays(1) }, _time);

        Assert.True(await SecondsAsync(() => Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.PutAsync($"{i}", Bytes)))) >= 8 * 2.7);
    }

    // The clock moves on its own while bytes are under way, so only a lower bound can be told; BandwidthTests of Core tell both.
    private async Task<double> SecondsAsync(Func<Task> transfer)
    {
        var start = _time.GetTimestamp();
        var running = transfer();
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await running;
        return _time.GetElapsedTime(start).TotalSeconds;
    }
}
