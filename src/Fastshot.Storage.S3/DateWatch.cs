namespace Fastshot.Storage.S3;

/// <summary>Learns from the answers' Date by how much the server's clock is ahead of this device's.</summary>
internal sealed class DateWatch(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private long _offsetTicks = long.MinValue;

    /// <summary>Null before the first answer with a date.</summary>
    public TimeSpan? Offset => Interlocked.Read(ref _offsetTicks) is var ticks && ticks == long.MinValue ? null : new TimeSpan(ticks);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Headers.Date is { } date)
        {
            Interlocked.Exchange(ref _offsetTicks, (date - time.GetUtcNow()).Ticks);
        }

        return answer;
    }
}
