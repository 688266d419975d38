namespace Fastshot.Core.Sync;

/// <summary>What a sync has done so far. Its parts work at once, so it counts under a lock.</summary>
internal sealed class SyncTally(IProgress<SyncProgress>? progress)
{
    private readonly Lock _turn = new();
    private readonly List<SyncFailure> _failures = [];
    private readonly List<SyncNotice> _notices = [];
    private SyncProgress _progress;

    public int Pushed { get; set; }

    public int Pulled { get; set; }

    public int Deleted { get; set; }

    public int Downloaded { get; private set; }

    public IReadOnlyList<SyncFailure> Failures => _failures;

    public IReadOnlyList<SyncNotice> Notices => _notices;

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

    public void CountDownload()
    {
        lock (_turn)
        {
            Downloaded++;
        }
    }

    public void Begin(SyncStep step, int total) => Report(_ => new SyncProgress(step, 0, total, 0));

    public void Advance(long bytes) => Report(one => one with { Done = one.Done + 1, Bytes = one.Bytes + bytes });

    private void Report(Func<SyncProgress, SyncProgress> next)
    {
        lock (_turn)
        {
            _progress = next(_progress);
            progress?.Report(_progress);
        }
    }
}
