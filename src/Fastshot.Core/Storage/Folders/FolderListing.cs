namespace Fastshot.Core.Storage.Folders;

/// <summary>One page of a folder's objects, found by a walk that enters only folders which can hold one of them.</summary>
/// <remarks>
/// Names that are not object keys (temporary files, other programs' files, conflict copies) are passed over. In memory
/// are the names of one folder of each level on the way, of which a key's length allows seventy.
/// </remarks>
internal sealed class FolderListing(StoreFolder folder, string prefix, ObjectKey? after, int countMax)
{
    private readonly string _after = after?.Value ?? "";
    private readonly List<ObjectInfo> _found = [];

    public async Task<ListPage> ReadAsync(CancellationToken cancellationToken)
    {
        var start = prefix[..Math.Max(0, prefix.LastIndexOf('/'))];
        if (start.Length == 0 || ObjectKey.TryParse(start, out _))
        {
            await WalkAsync(start, cancellationToken).ConfigureAwait(false);
        }

        // One more than the page holds tells whether another follows.
        if (_found.Count <= countMax)
        {
            return new ListPage(_found, null);
        }

        _found.RemoveRange(countMax, _found.Count - countMax);
        return new ListPage(_found, _found[^1].Key);
    }

    private async Task WalkAsync(string name, CancellationToken cancellationToken)
    {
        var entries = await folder.Files.ListAsync(folder.PathOf(name), cancellationToken).ConfigureAwait(false);
        if (entries is null)
        {
            await folder.RequireAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // A folder sorts as its objects do: by its name and a slash.
        var candidates = new List<Candidate>(entries.Count);
        foreach (var entry in entries)
        {
            var path = name.Length == 0 ? entry.Name : $"{name}/{entry.Name}";
            var sortName = entry.IsFolder ? $"{path}/" : path;
            if (entry.IsFolder ? CanHold(sortName) : IsWanted(path))
            {
                candidates.Add(new Candidate(entry, path, sortName));
            }
        }

        candidates.Sort(static (left, right) => string.CompareOrdinal(left.SortName, right.SortName));
        foreach (var (entry, path, _) in candidates)
        {
            if (_found.Count > countMax)
            {
                return;
            }

            if (!ObjectKey.TryParse(path, out var key))
            {
                continue;
            }

            if (entry.IsFolder)
            {
                await WalkAsync(path, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _found.Add(entry.ToObjectInfo(key));
            }
        }
    }

    private bool IsWanted(string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(path, _after) > 0;

    private bool CanHold(string start) =>
        (start.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(start, StringComparison.Ordinal))
        && (string.CompareOrdinal(start, _after) > 0 || _after.StartsWith(start, StringComparison.Ordinal));

    // A class: the runtime has code for sequences of classes, and would compile it for a structure at every start.
    private sealed record Candidate(FileEntry Entry, string Path, string SortName);
}
