using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Cache;

/// <summary>Looks the cache of the older program through: it trusts what lies there, and fetches only what is missing.</summary>
internal sealed class ClassicCacheVerify(ClassicCacheFiles files, ClassicCacheCopies copies, IProgress<VerifyProgress>? progress)
{
    private const string FetchedAgain = "; without it the older program fetches the session again";

    private readonly List<Finding> _findings = [];
    private int _checked;
    private long _bytes;

    public async Task<VerifyReport> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
    {
        var indexes = await files.ListIndexesAsync(cancellationToken).ConfigureAwait(false);
        var listed = await CheckListAsync(cancellationToken).ConfigureAwait(false);
        await CheckInfoAsync(indexes.Count, cancellationToken).ConfigureAwait(false);
        foreach (var name in indexes)
        {
            await CheckIndexAsync(name, listed, cancellationToken).ConfigureAwait(false);
        }

        foreach (var file in (listed ?? []).Where(file => !indexes.Contains(ClassicCacheFiles.IndexOf(file))))
        {
            // Of others the older program asks the bucket.
            if (await copies.IndexOfAsync(file, cancellationToken).ConfigureAwait(false) is not null)
            {
                Add(FindingKind.Missing, ClassicCacheFiles.IndexOf(file), FindingAction.Rewrite, "is missing, so the older program does not show its session");
            }
        }

        if (options.ReadPercent > 0)
        {
            await CheckCopiesAsync(cancellationToken).ConfigureAwait(false);
        }

        return new VerifyReport(
            _checked,
            [.. _findings.OrderBy(finding => finding.ObjectName, StringComparer.Ordinal).ThenBy(finding => finding.Kind)]);
    }

    // The file names that the list has; null where there is none to be believed.
    private async Task<ImmutableHashSet<string>?> CheckListAsync(CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(ClassicCacheFiles.Overall, ClassicOverallList.BytesMax, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            Add(FindingKind.Missing, ClassicCacheFiles.Overall, FindingAction.Rewrite, "is missing or too large, so the older program shows no session until its next smart sync");
            return null;
        }

        Count(bytes.Length);
        if (!ClassicOverallList.TryRead(bytes, out var list, out var reason) || !list.IsSound)
        {
            Add(FindingKind.Damaged, ClassicCacheFiles.Overall, FindingAction.Rewrite, reason ?? "was cut or changed: its checksum or its count does not fit");
            return null;
        }

        foreach (var refused in list.Refused)
        {
            Add(FindingKind.Wrong, ClassicCacheFiles.Overall, FindingAction.Rewrite, $"names '{refused}', which is no session's file name");
        }

        return [.. list.Sessions.Select(entry => entry.FileName)];
    }

    private async Task CheckInfoAsync(int count, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(ClassicCacheFiles.Info, ClassicIndexReader.BytesMax, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return; // It is made when it is first needed.
        }

        Count(bytes.Length);
        if (!ClassicCacheInfo.TryRead(bytes, out var info, out var reason))
        {
            Add(FindingKind.Damaged, ClassicCacheFiles.Info, FindingAction.Rewrite, reason);
        }
        else if (info.IndexCount != count)
        {
            Add(FindingKind.Wrong, ClassicCacheFiles.Info, FindingAction.Rewrite, $"counts {info.IndexCount:N0} indexes where there are {count:N0}");
        }
    }

    private async Task CheckIndexAsync(string name, ImmutableHashSet<string>? listed, CancellationToken cancellationToken)
    {
        var bytes = await files.ReadAsync(name, ClassicIndexReader.BytesMax, cancellationToken).ConfigureAwait(false);
        Count(bytes?.Length ?? 0);
        var reason = "is gone, or too large";
        if (bytes is null || !ClassicCacheFiles.TryRead(bytes, name, out var index, out reason))
        {
            var file = await files.FileOfAsync(name, cancellationToken).ConfigureAwait(false);
            Add(FindingKind.Damaged, name, await ActionOfAsync(file, FindingAction.Remove, cancellationToken).ConfigureAwait(false), reason);
        }
        else if (listed is not null && !listed.Contains(index.FileName))
        {
            Add(FindingKind.Orphaned, name, FindingAction.Remove, "belongs to no session of the list");
        }
        else if (index.Shape is ClassicIndexShape.DoubleWrapped)
        {
            Add(FindingKind.Wrong, name, FindingAction.Rewrite, "has a whole index in the place of its metadata, so the older program shows blanks");
        }
        else if (index.Shape is ClassicIndexShape.Placeholder)
        {
            var action = await ActionOfAsync(index.FileName, FindingAction.Remove, cancellationToken).ConfigureAwait(false);
            Add(FindingKind.Wrong, name, action, "is a placeholder, and the older program never asks again while it is there");
        }
    }

    private async Task CheckCopiesAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await files.ListCopiesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var (length, problems) = await copies.ProveAsync(name, cancellationToken).ConfigureAwait(false);
                Count(length);
                if (problems.Length > 0)
                {
                    Add(FindingKind.Damaged, name, FindingAction.Remove, string.Join("; ", problems) + FetchedAgain);
                }
            }
            catch (ClassicFormatException e)
            {
                // What may be whole under another key is not proposed to go.
                Count(0);
                var isSure = e.Error is ClassicError.Damaged;
                Add(FindingKind.Damaged, name, isSure ? FindingAction.Remove : FindingAction.Lost, e.Message + (isSure ? FetchedAgain : ""));
            }
        }
    }

    // An index is made from the copy of its session; where there is none, the older program fetches what is missing.
    private async Task<FindingAction> ActionOfAsync(string? file, FindingAction otherwise, CancellationToken cancellationToken) =>
        file is not null && await copies.IndexOfAsync(file, cancellationToken).ConfigureAwait(false) is not null ? FindingAction.Rewrite : otherwise;

    private void Add(FindingKind kind, string name, FindingAction action, string detail) =>
        _findings.Add(new Finding(kind, name, null, action, detail));

    private void Count(long bytes)
    {
        _checked++;
        _bytes += bytes;
        progress?.Report(new VerifyProgress(_checked, _checked, _bytes));
    }
}
