using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>What a sync with a classic bucket has done so far. Its parts work at once, so it counts under a lock.</summary>
internal sealed class ClassicTally(IProgress<SyncProgress>? progress)
{
    private readonly Lock _turn = new();
    private readonly List<SyncFailure> _failures = [];
    private readonly List<SyncNotice> _notices = [];
    private SyncProgress _progress;
    private int _pushed;
    private int _pulled;
    private int _downloaded;
    private int _mended;

    public int Deleted { get; set; }

    public void CountPush() => Interlocked.Increment(ref _pushed);

    public void CountPull() => Interlocked.Increment(ref _pulled);

    public void CountDownload() => Interlocked.Increment(ref _downloaded);

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

    public SyncReport ReportOf(StoreUsage usage, TimeSpan duration)
    {
        if (_mended > 0)
        {
            _notices.Add(new SyncNotice.IndexesMended(_mended));
        }

        return new SyncReport
        {
            Pushed = _pushed,
            Pulled = _pulled,
            Deleted = Deleted,
            Downloaded = _downloaded,
            Failed = [.. _failures],
            Notices = [.. _notices],
            Usage = usage,
            Duration = duration,
        };
    }

    private void Report(Func<SyncProgress, SyncProgress> next)
    {
        lock (_turn)
        {
            _progress = next(_progress);
            progress?.Report(_progress);
        }
    }
}
