using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Cache;

/// <summary>What the check of a cache works with.</summary>
/// <param name="Keys">Those that may open the copies of sessions.</param>
/// <param name="NewSpool">Temporary files for one operation.</param>
public sealed record ClassicCacheParts(
    IReadOnlyCollection<string> Keys,
    Func<Spool> NewSpool,
    IFileSystem Files,
    ImageInspector Inspector,
    IScheduler Scheduler,
    IRandom Random,
    TimeProvider Time);

/// <summary>The cache that the older program keeps below a home, <c>.fastshot/meta_cache</c> and <c>fastshot_sessions</c>.</summary>
public sealed class ClassicCache(string home, ClassicCacheParts parts)
{
    private readonly ClassicCacheFiles _files = new(parts.Files, home);

    /// <summary>Whether there is one.</summary>
    public Task<bool> IsThereAsync(CancellationToken cancellationToken = default) => _files.AreThereAsync(cancellationToken);

    /// <summary>Looks at its list, its indexes and, if wanted, all copies of sessions; changes nothing.</summary>
    public Task<VerifyReport> VerifyAsync(
        VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ClassicCacheVerify(_files, new ClassicCacheCopies(_files, parts), progress).RunAsync(options, cancellationToken);
    }

    /// <summary>Writes indexes anew from what says more, and removes, where that was agreed to, what the older program then fetches again.</summary>
    /// <exception cref="LibraryException">The older program is using it.</exception>
    public async Task<RepairReport> RepairAsync(RepairPlan plan, bool removes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);

        // The older program's own lock: while it is held, that one reads nothing and writes nothing.
        var turn = await parts.Files.TryLockAsync(_files.PathOf(ClassicCacheFiles.Lock), cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.InUse, "The older program is using its cache.");
        await using (turn.ConfigureAwait(false))
        {
            var repaired = ImmutableArray.CreateBuilder<Finding>();
            var left = ImmutableArray.CreateBuilder<Finding>();

            // The list comes when all indexes are as they stay.
            var steps = (removes ? plan.Removals : []).Concat(plan.Steps.OrderBy(step => step.ObjectName == ClassicCacheFiles.Overall));
            foreach (var step in steps)
            {
                var reason = step.Action is FindingAction.Remove
                    ? await RemoveAsync(step.ObjectName, cancellationToken).ConfigureAwait(false)
                    : await RewriteAsync(step.ObjectName, cancellationToken).ConfigureAwait(false);
                (reason is null ? repaired : left).Add(reason is null ? step : step with { Detail = reason });
            }

            if (repaired.Count > 0)
            {
                await WriteInfoAsync(cancellationToken).ConfigureAwait(false);
            }

            return new RepairReport(repaired.ToImmutable(), left.ToImmutable());
        }
    }

    private async Task<string?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await parts.Files.DeleteAsync(_files.PathOf(name), cancellationToken).ConfigureAwait(false);
        return null;
    }

    // Why it was left, or null.
    private async Task<string?> RewriteAsync(string name, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ClassicCacheFiles.Info:
                return null; // It is written after all others.
            case ClassicCacheFiles.Overall:
                await WriteListAsync(cancellationToken).ConfigureAwait(false);
                return null;
        }

        var copies = new ClassicCacheCopies(_files, parts);
        var bytes = await _files.ReadAsync(name, ClassicIndexReader.BytesMax, cancellationToken).ConfigureAwait(false);
        ClassicIndex? present = null;
        if (bytes is not null)
        {
            ClassicCacheFiles.TryRead(bytes, name, out present, out _);
        }

        if (present is { Shape: ClassicIndexShape.Good or ClassicIndexShape.Full })
        {
            return null; // The older program was quicker.
        }

        var index = present is { Shape: ClassicIndexShape.DoubleWrapped }
            ? copies.Stamped(present)
            : await FromCopyAsync(copies, name, cancellationToken).ConfigureAwait(false);
        if (index is null)
        {
            return "has no copy of its session here from which it could be made";
        }

        await WriteAsync(name, ClassicIndexWriter.Cached(index), cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<ClassicIndex?> FromCopyAsync(ClassicCacheCopies copies, string name, CancellationToken cancellationToken) =>
        await _files.FileOfAsync(name, cancellationToken).ConfigureAwait(false) is { } file
            ? await copies.IndexOfAsync(file, cancellationToken).ConfigureAwait(false)
            : null;

    // Of the indexes that are there; the older program replaces it at its next smart sync.
    private async Task WriteListAsync(CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<ClassicOverallEntry>();
        foreach (var name in await _files.ListIndexesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await _files.ReadAsync(name, ClassicIndexReader.BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
                && ClassicCacheFiles.TryRead(bytes, name, out var index, out _))
            {
                entries.Add(new ClassicOverallEntry(index.FileName, index.CreatedAt ?? "", index.FileSize, ""));
            }
        }

        var list = new ClassicOverallList(Remote.ClassicContent.NaiveNow(parts.Time), entries.ToImmutable());
        await WriteAsync(ClassicCacheFiles.Overall, list.Write(), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteInfoAsync(CancellationToken cancellationToken)
    {
        var bytes = await _files.ReadAsync(ClassicCacheFiles.Info, ClassicIndexReader.BytesMax, cancellationToken).ConfigureAwait(false);
        var info = bytes is not null && ClassicCacheInfo.TryRead(bytes, out var known, out _) ? known : new ClassicCacheInfo();
        var count = (await _files.ListIndexesAsync(cancellationToken).ConfigureAwait(false)).Count;
        await WriteAsync(ClassicCacheFiles.Info, (info with { IndexCount = count }).Write(), cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken) =>
        new AtomicFile(parts.Files, parts.Random).WriteAsync(_files.PathOf(name), bytes, overwrite: true, cancellationToken);
}
