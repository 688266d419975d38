using Fastshot.Classic.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>A bucket in the older program's layout, where devices with either program meet. It is not encryption.</summary>
public sealed class ClassicRemote(ClassicRemoteParts parts) : IRepairableRemote
{
    private const int MemoryBytesMax = 64 << 20;

    private readonly CountingStore _store = new(parts.Place);

    /// <summary>Pulls, decides what is purged, and pushes.</summary>
    /// <exception cref="StoreException">The bucket is away, refuses, is full, or was emptied. What was done stays done.</exception>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    public async Task<SyncReport> SyncAsync(
        SyncOptions options, IProgress<SyncProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var start = parts.Time.GetTimestamp();
            var before = _store.Usage;
            var tally = new SyncTally(progress);
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await new ClassicRun(parts, new ClassicBucket(_store), memory, options, tally).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // What was agreed on counts, however the run ended.
                await WriteMemoryAsync(memory).ConfigureAwait(false);
            }

            return tally.ReportOf(_store.Usage - before, parts.Time.GetElapsedTime(start));
        }
    }

    /// <summary>Fetches the pictures of a session to this device; false where the bucket has it not.</summary>
    /// <exception cref="ClassicFormatException">It is damaged, or under another key.</exception>
    public async Task<bool> FetchAsync(SessionInfo session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Source.ClassicFile is { } file && ClassicNames.TrySession(file, out _)
            && await new ClassicContent(new ClassicBucket(_store), parts).FetchAsync(session, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets sessions in the trash be purged by the next sync, here and in the bucket.</summary>
    public async Task WishAsync(IEnumerable<SessionId> sessions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            await Housekeeping.WishAsync(parts.Library, memory.Wishes, sessions, cancellationToken).ConfigureAwait(false);
            await WriteMemoryAsync(memory).ConfigureAwait(false);
        }
    }

    public async Task<(DateTimeOffset? LastSync, int Waiting)> StateAsync(CancellationToken cancellationToken = default)
    {
        var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
        return (memory.LastSync, await memory.WaitingAsync(parts.Library, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Which sessions stand in the bucket as they stand here, as far as this device knows without asking there.</summary>
    /// <param name="memoryFile">What this device remembers of the bucket.</param>
    public static async Task<Func<SessionInfo, bool>> SyncedAsync(
        IFileSystem files, string memoryFile, CancellationToken cancellationToken = default)
    {
        var memory = await ReadMemoryAsync(files, memoryFile, cancellationToken).ConfigureAwait(false);
        return session => session.Trashed is null && memory.Agrees(new LocalSession(session));
    }

    /// <summary>Whether the bucket answers: an empty one is one, too.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _store.HeadAsync(ClassicNames.Overall, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>What a look is going to use, by a listing: the sessions on this device have other sizes than their files there.</summary>
    public async Task<StoreUsage> EstimateAsync(VerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sessions = await new ClassicBucket(_store).ListAsync(cancellationToken).ConfigureAwait(false);
        var read = (int)Math.Ceiling(sessions.Count * options.ReadPercent / 100.0);
        return default(StoreUsage) with
        {
            Gets = 1 + sessions.Count + read,
            Lists = 2 + (2 * sessions.Count / ListPage.CountMax),
            BytesReceived = (long)(sessions.Values.Sum(info => info.Length) * (options.ReadPercent / 100.0)),
        };
    }

    public Task<VerifyReport> VerifyAsync(
        VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ClassicVerify(new ClassicBucket(_store), parts, progress).RunAsync(options, cancellationToken);
    }

    public async Task<RepairReport> RepairAsync(
        RepairPlan plan, bool removes, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            return await new ClassicRepair(new ClassicBucket(_store), parts, progress).RunAsync(plan, removes, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<RepairReport> RebuildAsync(
        RebuildParts which, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            return await new ClassicRepair(new ClassicBucket(_store), parts, progress).RebuildAsync(
                which.HasFlag(RebuildParts.Indexes), which.HasFlag(RebuildParts.List), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        await parts.Files.TryLockAsync($"{parts.MemoryFile}.lock", cancellationToken).ConfigureAwait(false)
        ?? throw new LibraryException(LibraryError.InUse, "Another process is syncing this library.");

    private Task<ClassicMemory> ReadMemoryAsync(CancellationToken cancellationToken) =>
        ReadMemoryAsync(parts.Files, parts.MemoryFile, cancellationToken);

    private static async Task<ClassicMemory> ReadMemoryAsync(IFileSystem files, string path, CancellationToken cancellationToken) =>
        await files.ReadSmallAsync(path, MemoryBytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
            ? ClassicMemory.Parse(bytes)
            : new ClassicMemory();

    private Task WriteMemoryAsync(ClassicMemory memory) =>
        new AtomicFile(parts.Files, parts.Random).WriteAsync(parts.MemoryFile, memory.ToBytes(), overwrite: true, CancellationToken.None);
}
