using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Operations;

/// <summary>What this device's processes ran last, each operation in a file of its own, so that they need no lock.</summary>
/// <remarks>
/// Losing all of it is harmless, and so is whatever stands in the files: it is only shown. Nothing is made durable, and
/// where the folder cannot be written the operations run all the same. While an operation runs its process holds the lock
/// of its name: one that is said to run and whose lock is free was interrupted.
/// </remarks>
public sealed class OperationHistory(IFileSystem files, string folder, IRandom random)
{
    /// <summary>How many are kept.</summary>
    public const int KeptMax = 200;

    private const string FileEnding = ".json";
    private const string LockEnding = ".lock";
    private const string TemporaryEnding = ".tmp";

    // No write and no start of an operation takes so long.
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private readonly AtomicFile _atomic = new(files, random);

    /// <summary>The operations, newest first; files that are none, or were damaged, are passed over.</summary>
    /// <exception cref="StoreException">The folder cannot be read.</exception>
    public async Task<IReadOnlyList<OperationSnapshot>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<OperationSnapshot>();
        foreach (var (id, _) in (await ListAsync(cancellationToken).ConfigureAwait(false)).Take(KeptMax))
        {
            if (await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } snapshot)
            {
                var isInterrupted = !snapshot.State.IsOver() && await IsFreeAsync(id, cancellationToken).ConfigureAwait(false);
                found.Add(isInterrupted ? snapshot with { State = OperationState.Interrupted } : snapshot);
            }
        }

        return [.. found.OrderByDescending(one => one.Queued).ThenBy(one => one.Id.Text, StringComparer.Ordinal)];
    }

    /// <summary>Notes that an operation runs. What is returned is handed back at its end; null where nothing could be noted.</summary>
    internal async Task<IAsyncDisposable?> BeginAsync(OperationSnapshot snapshot)
    {
        IAsyncDisposable? mark = null;
        await TryAsync(async () =>
        {
            if (await files.StatAsync(folder, CancellationToken.None).ConfigureAwait(false) is null)
            {
                await files.CreateFolderAsync(folder, CancellationToken.None).ConfigureAwait(false);
            }

            // The lock first: who sees the file must find it taken.
            mark = await files.TryLockAsync(PathOf(snapshot.Id, LockEnding), CancellationToken.None).ConfigureAwait(false);
            await WriteAsync(snapshot).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return mark;
    }

    /// <summary>Notes what became of an operation, and lets the oldest go.</summary>
    internal async Task EndAsync(OperationSnapshot snapshot, IAsyncDisposable? mark = null)
    {
        await TryAsync(() => WriteAsync(snapshot)).ConfigureAwait(false);
        await GiveBackAsync(snapshot.Id, mark).ConfigureAwait(false);
        await TryAsync(PruneAsync).ConfigureAwait(false);
    }

    /// <summary>Lets an operation go as if it had not been.</summary>
    internal async Task ForgetAsync(OperationId id, IAsyncDisposable? mark)
    {
        await TryAsync(() => files.DeleteAsync(PathOf(id, FileEnding), CancellationToken.None)).ConfigureAwait(false);
        await GiveBackAsync(id, mark).ConfigureAwait(false);
    }

    // History is a help, never a reason to fail.
    private static async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // A full or read-only disk: the operation itself says so where it matters.
        }
    }

    private async Task GiveBackAsync(OperationId id, IAsyncDisposable? mark)
    {
        if (mark is not null)
        {
            await mark.DisposeAsync().ConfigureAwait(false);
            await TryAsync(() => files.DeleteAsync(PathOf(id, LockEnding), CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(OperationSnapshot snapshot) =>
        _atomic.WriteCacheAsync(PathOf(snapshot.Id, FileEnding), OperationFile.Write(snapshot), CancellationToken.None);

    private async Task<OperationSnapshot?> ReadAsync(OperationId id, CancellationToken cancellationToken)
    {
        try
        {
            return await files.ReadSmallAsync(PathOf(id, FileEnding), OperationFile.BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
                ? OperationFile.Parse(bytes, id)
                : null;
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            return null; // Larger than any that this program writes.
        }
    }

    private async Task<bool> IsFreeAsync(OperationId id, CancellationToken cancellationToken)
    {
        var path = PathOf(id, LockEnding);
        if (await files.StatAsync(path, cancellationToken).ConfigureAwait(false) is null)
        {
            return true;
        }

        if (await files.TryLockAsync(path, cancellationToken).ConfigureAwait(false) is not { } taken)
        {
            return false;
        }

        await taken.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    // Newest first, by the file system's own time.
    private async Task<List<Listed>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Listed>();
        foreach (var entry in await files.ListAsync(folder, cancellationToken).ConfigureAwait(false) ?? [])
        {
            if (!entry.IsFolder && IdOf(entry.Name, FileEnding) is { } id)
            {
                found.Add(new Listed(id, entry));
            }
        }

        return [.. found.OrderByDescending(one => one.Entry.Modified).ThenBy(one => one.Id.Text, StringComparer.Ordinal)];
    }

    private async Task PruneAsync()
    {
        var kept = await ListAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var (id, _) in kept.Skip(KeptMax))
        {
            await files.DeleteAsync(PathOf(id, FileEnding), CancellationToken.None).ConfigureAwait(false);
            await files.DeleteAsync(PathOf(id, LockEnding), CancellationToken.None).ConfigureAwait(false);
        }

        var known = kept.Select(one => one.Id).ToHashSet();
        var now = kept.Count > 0 ? kept[0].Entry.Modified : DateTimeOffset.MinValue;
        foreach (var entry in await files.ListAsync(folder, CancellationToken.None).ConfigureAwait(false) ?? [])
        {
            if (!entry.IsFolder && now - entry.Modified > LeftoverAge && IsLeftover(entry.Name, known))
            {
                await files.DeleteAsync(Path.Combine(folder, entry.Name), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // What a killed process left: a file that was not finished, or the lock of an operation that nothing tells of.
    private static bool IsLeftover(string name, HashSet<OperationId> known) =>
        (name.EndsWith(TemporaryEnding, StringComparison.Ordinal) && IdOf(name.Split('.')[0] + FileEnding, FileEnding) is not null)
        || (IdOf(name, LockEnding) is { } id && !known.Contains(id));

    private string PathOf(OperationId id, string ending) => Path.Combine(folder, id.Text + ending);

    private static OperationId? IdOf(string name, string ending) =>
        name.EndsWith(ending, StringComparison.Ordinal) && OperationId.TryParse(name[..^ending.Length], out var id) ? id : null;

    // A class, so that sorting them is not compiled anew at the end of each sync.
    private sealed record Listed(OperationId Id, FileEntry Entry);
}
