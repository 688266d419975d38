namespace Fastshot.Storage.S3;

/// <summary>Ends a request on which nothing has moved for a while, however large its body is.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;

    public StallGuard(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _stall = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, cancellationToken);
    }

    /// <summary>Cancelled by the caller, or when nothing moves.</summary>
    public CancellationToken Token => _either.Token;

    public bool IsStalled => _stall.IsCancellationRequested;

    /// <summary>Something moved.</summary>
    public void Touch() => _stall.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
