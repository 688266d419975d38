using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>What a join does to one entry: where it stood, what it becomes, and in which row.</summary>
/// <param name="Before">Null for an entry that was not known.</param>
internal sealed record RowChange(long Row, EntryId Id, StoredEntry? Before, Entry After)
{
    /// <summary>Whether what is searched changes; where only an archive's name does, for one, it stays.</summary>
    public bool ChangesTerms { get; } = Before is null || Before.Row != Row || Terms(Id, Before.Entry) != Terms(Id, After);

    private static string? Terms(EntryId id, Entry entry) =>
        entry is Entry.Live live && id.Session is { } session ? SearchTerms.Of(SessionReader.Read(session, live)) : null;
}
