using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>
/// How a session goes on that was purged elsewhere while it was changed here: under another id, with its fields and
/// versions (docs/sync-protocol.md, "Trash and purge").
/// </summary>
public static class SavedAgain
{
    /// <summary>The id under which it goes on: the same for every copy of one home.</summary>
    public static SessionId IdOf(SessionId purged) => SessionId.FromBytes(Hash($"again{purged.Text}"));

    /// <summary>The entry without the trashing that the purge was decided on: what goes on is not to be purged again a month later.</summary>
    public static Entry.Live WithoutTrashingOf(Entry.Purged purge, Entry.Live entry)
    {
        ArgumentNullException.ThrowIfNull(purge);
        ArgumentNullException.ThrowIfNull(entry);
        var name = SeenField.NameOf(FieldNames.Trashed);
        return entry.Find(FieldNames.Trashed) is { } trashed
            && (trashed.Version.Counter <= purge.PurgedCounter || purge.Seen.Any(one => one.Name == name && one.Version >= trashed.Version))
                ? new Entry.Live([.. entry.Fields.Where(field => field.Name != FieldNames.Trashed)])
                : entry;
    }

    /// <summary>The entry with other archives. A version without one says nothing of it: another device may bring it along.</summary>
    public static Entry.Live Of(Entry.Live entry, IReadOnlyDictionary<Change, ArchiveName> archives)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(archives);
        return new Entry.Live(
        [
            .. entry.Fields
                .Where(field => ChangeOf(field) is not { } change || archives.ContainsKey(change))
                .Select(field => ChangeOf(field) is { } change ? field with { Value = ArchiveValue.ToValue(archives[change]) } : field),
        ]);
    }

    /// <summary>The entry without the archives of versions whose archive another entry names already.</summary>
    public static Entry.Live WithoutArchivesOf(Entry.Live other, Entry.Live entry)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(entry);
        return new Entry.Live([.. entry.Fields.Where(field =>
            !field.Name.StartsWith(FieldNames.ArchivePrefix, StringComparison.Ordinal) || other.Find(field.Name) is null)]);
    }

    private static Change? ChangeOf(Field field) =>
        field.Name.StartsWith(FieldNames.ArchivePrefix, StringComparison.Ordinal)
        && Change.TryParse(field.Name[FieldNames.ArchivePrefix.Length..], out var change)
            ? change
            : null;

    private static ReadOnlySpan<byte> Hash(string text)
    {
        var digest = new byte[Digest.SizeBytes];
        Digest.Of(Encoding.ASCII.GetBytes(text)).CopyTo(digest);
        return digest.AsSpan(0, SessionId.SizeBytes);
    }
}
