using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>The versions of one session's content: the one that is shown, and those that nothing newer was made from.</summary>
/// <param name="Shown">The version with the highest (counter, change), or null.</param>
/// <param name="Others">Versions that are not among the ancestors of the shown one, newest first.</param>
public sealed record ContentHistory(ContentVersion? Shown, ImmutableArray<ContentVersion> Others)
{
    public static ContentHistory Of(Entry.Live entry) => Of(entry, ProtocolRules.All);

    internal static ContentHistory Of(Entry.Live entry, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(entry);
        List<Found>? versions = null;
        foreach (var one in entry.Fields)
        {
            if (one.Name.StartsWith(FieldNames.ContentPrefix, StringComparison.Ordinal)
                && Change.TryParse(one.Name[FieldNames.ContentPrefix.Length..], out var change)
                && ContentValue.From(one.Value) is { } value)
            {
                var archive = entry.Find(FieldNames.Archive(change)) is { } field ? ArchiveValue.From(field.Value) : null;
                var version = new FieldVersion(one.Version.Counter, change);
                versions ??= [];
                versions.Add(new Found(
                    new ContentVersion(version, value.ImageCount, value.SizeBytes, value.Board, archive), value.Bases));
            }
        }

        if (versions is null)
        {
            return new ContentHistory(null, []);
        }

        versions.Sort((left, right) => right.Version.Version.CompareTo(left.Version.Version));
        var shown = versions[0].Version;
        return versions.Count == 1 || !rules.OtherVersionsAreKept
            ? new ContentHistory(shown, [])
            : new ContentHistory(shown, Unsettled(versions));
    }

    /// <summary>The archives of all versions.</summary>
    public static IEnumerable<ArchiveName> ArchivesOf(Entry.Live entry) =>
        ArchivesByChange(entry).Select(one => one.Archive);

    /// <summary>The archives of all versions, each with the change that made its version.</summary>
    public static IEnumerable<(Change Change, ArchiveName Archive)> ArchivesByChange(Entry.Live entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        foreach (var one in entry.Fields)
        {
            if (one.Name.StartsWith(FieldNames.ArchivePrefix, StringComparison.Ordinal)
                && Change.TryParse(one.Name[FieldNames.ArchivePrefix.Length..], out var change)
                && ArchiveValue.From(one.Value) is { } archive)
            {
                yield return (change, archive);
            }
        }
    }

    private static ImmutableArray<ContentVersion> Unsettled(List<Found> versions)
    {
        var bases = versions.ToDictionary(one => one.Version.Version.Change, one => one.Bases);
        var ancestors = new HashSet<Change>();
        var next = new Stack<Change>([versions[0].Version.Version.Change]);
        while (next.TryPop(out var change))
        {
            if (ancestors.Add(change) && bases.TryGetValue(change, out var of))
            {
                foreach (var one in of)
                {
                    next.Push(one);
                }
            }
        }

        return [.. versions.Select(one => one.Version).Where(one => !ancestors.Contains(one.Version.Change))];
    }

    private sealed record Found(ContentVersion Version, ImmutableArray<Change> Bases);
}
