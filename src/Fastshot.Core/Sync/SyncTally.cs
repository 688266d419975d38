using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>What a sync has done so far, with whatever remote. Its parts work at once, so it counts under a lock.</summary>
public sealed class SyncTally(IProgress<SyncProgress>? progress)
{
    private readonly Lock _turn = new();
    private readonly List<SyncFailure> _failures = [];
    private readonly List<SyncNotice> _notices = [];
    private SyncProgress _progress;
    private int _pushed;
    private int _pulled;
    private int _deleted;
    private int _downloaded;
    private int _mended;

    /// <summary>Whether nothing failed, and nothing waits for a person.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_turn)
            {
                return _failures.Count == 0 && !_notices.Any(notice => notice is SyncNotice.HeldBack);
            }
        }
    }

    public void CountPush() => Interlocked.Increment(ref _pushed);

    public void CountPulls(int count) => Interlocked.Add(ref _pulled, count);

    public void CountDeletions(int count) => Interlocked.Add(ref _deleted, count);

    public void CountDownload() => Interlocked.Increment(ref _downloaded);

    /// <summary>Counts an index of the older program that was made anew.</summary>
    public void CountMended() => Interlocked.Increment(ref _mended);

    public void Fail(string id, string message)
    {
        lock (_turn)
        {
            _failures.Add(new SyncFailure(id, message));
        }
    }

    public void Tell(SyncNotice notice)
    {
        lock (_turn)
        {
            _notices.Add(notice);
        }
    }

    public void Begin(SyncStep step, int total) => Report(_ => new SyncProgress(step, 0, total, 0));

    public void Advance(long bytes) => Report(one => one with { Done = one.Done + 1, Bytes = one.Bytes + bytes });

    /// <summary>All of it, when the sync is over.</summary>
    public SyncReport ReportOf(StoreUsage usage, TimeSpan duration) => new()
    {
        Pushed = _pushed,
        Pulled = _pulled,
        Deleted = _deleted,
        Downloaded = _downloaded,
        Failed = [.. _failures],
        Notices = [.. _notices, .. _mended > 0 ? (SyncNotice[])[new SyncNotice.IndexesMended(_mended)] : []],
        Usage = usage,
        Duration = duration,
    };

    private void Report(Func<SyncProgress, SyncProgress> next)
    {
        lock (_turn)
        {
            _progress = next(_progress);
            progress?.Report(_progress);
        }
    }
}
