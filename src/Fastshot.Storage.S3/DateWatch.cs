namespace Fastshot.Storage.S3;

/// <summary>
/// Learns from the answers' Date by how much the server's clock is ahead of this device's, and from the form of their
/// request ids whether it is of Ceph's kind.
/// </summary>
internal sealed class DateWatch(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private long _offsetTicks = long.MinValue;
    private volatile bool _isLikeCeph;

    /// <summary>Null before the first answer with a date.</summary>
    public TimeSpan? Offset => Interlocked.Read(ref _offsetTicks) is var ticks && ticks == long.MinValue ? null : new TimeSpan(ticks);

    /// <summary>Whether its request ids look like Ceph's: a better guess, and nothing that anything depends on.</summary>
    public bool IsLikeCeph => _isLikeCeph;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Headers.Date is { } date)
        {
            Interlocked.Exchange(ref _offsetTicks, (date - time.GetUtcNow()).Ticks);
        }

        _isLikeCeph |= answer.Headers.TryGetValues("x-amz-request-id", out var ids)
            && ids.FirstOrDefault()?.StartsWith("tx", StringComparison.Ordinal) == true;
        return answer;
    }
}
