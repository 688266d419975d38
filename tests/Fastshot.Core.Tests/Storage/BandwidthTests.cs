using Fastshot.Core.Storage;

namespace Fastshot.Core.Tests.Storage;

public sealed class BandwidthTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1_024, 1, 20_000)]
    [InlineData(100_000, 1, 1_000_000)]
    [InlineData(100_000, 16, 100_000)]
    [InlineData(50_000_000, 16, 25_000_000)]
    public async Task Streams_share_the_bytes_of_a_second_within_a_tenth(int bytesPerSecond, int streams, int bytesEach)
    {
        var bandwidth = new Bandwidth(bytesPerSecond, _time);
        var start = _time.GetTimestamp();

        await PassTimeAsync(Task.WhenAll(Enumerable.Range(0, streams).Select(_ => ReadAsync(bandwidth, bytesEach))));

        var seconds = (double)streams * bytesEach / bytesPerSecond;
        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, seconds * 0.9, seconds * 1.1);
    }

    [Fact]
    public async Task A_pause_gives_no_more_than_a_tenth_of_a_second_ahead()
    {
        var bandwidth = new Bandwidth(100_000, _time);
        await PassTimeAsync(ReadAsync(bandwidth, 1_000));
        _time.Advance(TimeSpan.FromHours(1));
        var start = _time.GetTimestamp();

        await PassTimeAsync(ReadAsync(bandwidth, 100_000));

        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, 0.9, 1.1);
    }

    [Fact]
    public async Task What_a_stream_did_not_give_is_not_counted()
    {
        var bandwidth = new Bandwidth(100_000, _time);
        var start = _time.GetTimestamp();

        for (var i = 0; i < 1_000; i++)
        {
            await PassTimeAsync(ReadAsync(bandwidth, 100));
        }

        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, 0.9, 1.1);
    }

    [Fact]
    public async Task One_stream_never_keeps_the_others_waiting_for_long()
    {
        var bandwidth = new Bandwidth(10_000, _time);
        var greedy = ReadAsync(bandwidth, 10_000_000);
        var start = _time.GetTimestamp();

        await PassTimeAsync(ReadAsync(bandwidth, 500));

        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, 0, 1);
        Assert.False(greedy.IsCompleted);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        var bandwidth = new Bandwidth(1_024, _time);
        using var cancellation = new CancellationTokenSource();
        var read = ReadAsync(bandwidth, 1_000_000, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task A_paced_content_is_the_same_content()
    {
        var bytes = new SeededRandom(5).Bytes(300_000);
        var content = new Bandwidth(1 << 30, TimeProvider.System).Pace(
            new ObjectContent(bytes.Length, _ => Task.FromResult<Stream>(new ReadOnlyMemoryStream(bytes))) { Sha256 = new byte[32] });
        using var read = new MemoryStream();

        await using (var stream = await content.OpenAsync(Deadline.Token))
        {
            await stream.CopyToAsync(read, Deadline.Token);
        }

        Assert.Equal((bytes.Length, 32), (content.Length, content.Sha256.Length));
        Assert.Equal(bytes, read.ToArray());
    }

    private static async Task ReadAsync(Bandwidth bandwidth, int bytes, CancellationToken? cancellationToken = null)
    {
        await using var stream = bandwidth.Pace(new ReadOnlyMemoryStream(new byte[bytes]));
        var buffer = new byte[81_920];
        while (await stream.ReadAsync(buffer, cancellationToken ?? Deadline.Token) > 0)
        {
        }
    }

    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted && _time.TryAdvanceToNextTimer())
        {
        }

        await task;
    }
}
