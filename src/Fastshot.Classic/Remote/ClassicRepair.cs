using Fastshot.Classic.Export;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>Mends a bucket. It never writes what knows less over what knows more, and deletes nothing because of an error.</summary>
internal sealed class ClassicRepair(ClassicBucket bucket, ClassicRemoteParts parts, IProgress<VerifyProgress>? progress)
{
    private const int AtOnceMax = 2;

    private readonly ClassicSessionReader _reader = new(parts.Files, parts.Inspector, parts.Scheduler, parts.Time);
    private readonly ClassicSessionWriter _writer = new(parts.Library, parts.Files, parts.Inspector, parts.Scheduler, parts.Time);
    private readonly List<Finding> _repaired = [];
    private readonly List<Finding> _left = [];
    private readonly Dictionary<string, (ObjectInfo Info, string Sha256)> _written = new(StringComparer.Ordinal);
    private Dictionary<string, LocalSession> _locals = [];
    private int _done;
    private int _total;

    /// <summary>Does what a plan says, and removes what it says only where that was agreed to.</summary>
    public async Task<RepairReport> RunAsync(RepairPlan plan, bool removes, CancellationToken cancellationToken)
    {
        await BeginAsync(plan.Steps.Length + (removes ? plan.Removals.Length : 0), cancellationToken).ConfigureAwait(false);
        var sessions = await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
        var byKey = Grouped(sessions.Keys);
        await FanOut.ForEachAsync(
            plan.Steps.Where(step => step.ObjectName != ClassicNames.Overall.Value).OrderBy(step => step.Action is not FindingAction.PutBack),
            AtOnceMax,
            (step, token) => TryAsync(step, () => MendAsync(step, byKey, sessions, isForced: false, token)),
            cancellationToken).ConfigureAwait(false);
        foreach (var orphan in removes ? plan.Removals : [])
        {
            await TryAsync(orphan, () => RemoveAsync(orphan, sessions, cancellationToken)).ConfigureAwait(false);
        }

        var list = plan.Steps.FirstOrDefault(step => step.ObjectName == ClassicNames.Overall.Value);
        if (list is not null || _written.Count > 0)
        {
            var step = list ?? new Finding(FindingKind.Wrong, ClassicNames.Overall.Value, null, FindingAction.Rewrite, "lacks what was mended");
            await TryAsync(step, () => WriteListAsync(cancellationToken)).ConfigureAwait(false);
        }

        return Report();
    }

    /// <summary>Writes every index anew from its session, and the list from the listing.</summary>
    public async Task<RepairReport> RebuildAsync(bool indexes, bool list, CancellationToken cancellationToken)
    {
        var sessions = await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync((indexes ? sessions.Count : 0) + (list ? 1 : 0), cancellationToken).ConfigureAwait(false);
        if (indexes)
        {
            var byKey = Grouped(sessions.Keys);
            await FanOut.ForEachAsync(
                byKey.Keys,
                AtOnceMax,
                (key, token) =>
                {
                    var step = new Finding(FindingKind.Wrong, key, null, FindingAction.Rewrite, "is made anew");
                    return TryAsync(step, () => MendAsync(step, byKey, sessions, isForced: true, token));
                },
                cancellationToken).ConfigureAwait(false);
        }

        if (list)
        {
            var step = new Finding(FindingKind.Wrong, ClassicNames.Overall.Value, null, FindingAction.Rewrite, "is made anew");
            await TryAsync(step, () => WriteListAsync(cancellationToken)).ConfigureAwait(false);
        }

        return Report();
    }

    // By the names of their indexes; where two share one, it is nobody's to be written.
    private static Dictionary<string, List<string>> Grouped(IEnumerable<string> files) =>
        files.GroupBy(file => ClassicNames.Index(file).Value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private async Task BeginAsync(int total, CancellationToken cancellationToken)
    {
        _total = total;
        _locals = ClassicPlan.ByFile(await LocalSession.ReadAsync(parts.Library, cancellationToken).ConfigureAwait(false));
    }

    // What stands in the way of a step, or null where it is done: expected failures become data here.
    private async Task TryAsync(Finding step, Func<Task<string?>> mend)
    {
        string? reason;
        try
        {
            reason = await mend().ConfigureAwait(false);
        }
        catch (ClassicFormatException e)
        {
            reason = e.Message;
        }
        catch (StoreException e) when (e.Error is StoreError.Denied or StoreError.Broken or StoreError.ConditionFailed or StoreError.Unsupported)
        {
            reason = e.Message;
        }

        lock (_left)
        {
            if (reason is null)
            {
                _repaired.Add(step);
            }
            else
            {
                _left.Add(step with { Detail = reason });
            }

            _done++;
            progress?.Report(new VerifyProgress(_done, Math.Max(_total, _done), 0));
        }
    }

    private Task<string?> MendAsync(
        Finding step,
        Dictionary<string, List<string>> byKey,
        Dictionary<string, ObjectInfo> sessions,
        bool isForced,
        CancellationToken cancellationToken) =>
        step.Action is FindingAction.PutBack
            ? PutBackAsync(step.ObjectName[ClassicNames.SessionsPrefix.Length..], cancellationToken)
            : byKey.GetValueOrDefault(step.ObjectName) switch
            {
                [var file] => WriteIndexAsync(file, sessions[file].Length, isForced, cancellationToken),
                null => Task.FromResult<string?>("belongs to no session any more"),
                _ => Task.FromResult<string?>("is shared by several sessions"),
            };

    private async Task<string?> WriteIndexAsync(string file, long size, bool isForced, CancellationToken cancellationToken)
    {
        var (present, _) = await bucket.ReadIndexAsync(file, cancellationToken).ConfigureAwait(false);
        if (!isForced && present is { Shape: ClassicIndexShape.Good or ClassicIndexShape.Full } && (present.FileSize == 0 || present.FileSize == size))
        {
            return null; // Another device was quicker.
        }

        try
        {
            if (await ReadIndexOfAsync(file, cancellationToken).ConfigureAwait(false) is not { } index)
            {
                return "has no session any more";
            }

            await bucket.PutIndexAsync(index, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ClassicFormatException e)
        {
            // A session that nobody can read here: an index that says something is worth more than one that says nothing.
            var known = present ?? IndexFromHere(file);
            if (isForced || known is null || present is { Shape: ClassicIndexShape.Good or ClassicIndexShape.Full })
            {
                return $"stays as it is: its session {e.Message}";
            }

            await bucket.PutIndexAsync(Stamped(known), cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<ClassicIndex?> ReadIndexOfAsync(string file, CancellationToken cancellationToken)
    {
        if (await bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var size = found.Info.Length;
            var reading = await _reader.ReadAsync(found.Bytes, file, found.Info.Modified, parts.Keys, spool, cancellationToken).ConfigureAwait(false);
            return ClassicContent.IndexOf(reading, file, size, parts.Time);
        }
    }

    // What this device was told of a session before it was damaged.
    private ClassicIndex? IndexFromHere(string file) =>
        _locals.TryGetValue(file, out var local) && local.Info.Content is { ImageCount: > 0 } content
            ? new ClassicIndex
            {
                FileName = file,
                Metadata = _writer.MetadataOf(local.Info, original: null, file),
                ImageCount = content.ImageCount,
            }
            : null;

    private ClassicIndex Stamped(ClassicIndex index)
    {
        var now = ClassicContent.NaiveNow(parts.Time);
        return index with { CreatedAt = index.CreatedAt ?? now, LastUpdated = now };
    }

    private async Task<string?> PutBackAsync(string file, CancellationToken cancellationToken)
    {
        if (!_locals.TryGetValue(file, out var local)
            || !await parts.Library.HasContentAsync(local.Info, cancellationToken).ConfigureAwait(false))
        {
            return "is not on this device any more";
        }

        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            ClassicIndex? index = null;
            var spooled = await spool.WriteAsync(
                async sink => index = await _writer
                    .WriteAsync(local.Info, file, parts.Keys.FirstOrDefault(), isObject: true, spool, sink, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            var info = await bucket.PutSessionAsync(file, spool.ContentOf(spooled), PutCondition.None, cancellationToken).ConfigureAwait(false);
            await bucket.PutIndexAsync(Stamped(index!), cancellationToken).ConfigureAwait(false);
            lock (_left)
            {
                _written[file] = (info, spooled.Sha256.Hex);
            }

            return null;
        }
    }

    private async Task<string?> RemoveAsync(Finding orphan, Dictionary<string, ObjectInfo> sessions, CancellationToken cancellationToken)
    {
        // Listed once more, right before: a session of another device may have come meanwhile.
        if (sessions.Count == 0 || !ObjectKey.TryParse(orphan.ObjectName, out var key) || !orphan.ObjectName.StartsWith(ClassicNames.IndexesPrefix, StringComparison.Ordinal))
        {
            return "was left: the bucket lists no session";
        }

        if (sessions.Keys.Any(file => ClassicNames.Index(file) == key))
        {
            return "belongs to a session by now";
        }

        await bucket.DeleteIndexAsync(key, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> WriteListAsync(CancellationToken cancellationToken)
    {
        var read = await bucket.ReadListAsync(cancellationToken).ConfigureAwait(false);
        await new ListUpdate(bucket, parts.TrustsConditions, () => ClassicContent.NaiveNow(parts.Time))
            .RunAsync(read, _written, new HashSet<string>(), listing: null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private RepairReport Report() => new([.. _repaired], [.. _left]);
}
