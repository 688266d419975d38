using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>One note in the list of all notes.</summary>
public sealed record ClassicNoteEntry(
    string Id, string Title, string ShortCode, string CreatedAt, string UpdatedAt, long FileSize, long WordCount);

/// <summary>The list of all notes of a bucket or a home, <c>overall_notes_index.json</c>: the notes say the same, and their tags besides.</summary>
public sealed record ClassicNotesIndex(string LastUpdated, ImmutableArray<ClassicNoteEntry> Notes)
{
    /// <summary>The longest list that is read, in bytes.</summary>
    public const int BytesMax = 16 << 20;

    /// <summary>When this device copied it, with an offset; null in a bucket.</summary>
    public string? CachedAt { get; init; }

    /// <summary>Whether its count fits what it lists.</summary>
    public bool IsSound { get; init; } = true;

    /// <summary>Reads a list; one that is no such list, or damaged, is refused with the reason.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClassicNotesIndex? index, [NotNullWhen(false)] out string? reason) =>
        JsonMembers.TryRead(utf8, Read, out index, out reason);

    /// <summary>As the older program writes it, sums included.</summary>
    public byte[] Write()
    {
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject()
            .Name("version").Text("1.0")
            .Name("last_updated").Text(LastUpdated)
            .Name("total_notes").Number(Notes.Length)
            .Name("notes").BeginArray();
        foreach (var note in Notes)
        {
            writer.BeginObject()
                .Name("id").Text(note.Id)
                .Name("title").Text(note.Title)
                .Name("short_code").Text(note.ShortCode)
                .Name("created_at").Text(note.CreatedAt)
                .Name("updated_at").Text(note.UpdatedAt)
                .Name("file_size").Number(note.FileSize)
                .Name("word_count").Number(note.WordCount)
                .EndObject();
        }

        writer.EndArray()
            .Name("statistics").BeginObject()
                .Name("total_words").Number(Notes.Sum(note => note.WordCount))
                .Name("total_size_bytes").Number(Notes.Sum(note => note.FileSize))
                .Name("most_recent_update").TextOrNull(Notes.Select(note => note.UpdatedAt).Max(StringComparer.Ordinal))
            .EndObject();
        if (CachedAt is { } cached)
        {
            writer.Name("cached_at").Text(cached);
        }

        return writer.EndObject().Written.ToArray();
    }

    private static (ClassicNotesIndex? Index, string? Reason) Read(JsonElement root) =>
        root.MemberOf("notes", JsonValueKind.Array) is not { } notes ? (null, "is JSON, but no list of notes")
        : (new ClassicNotesIndex(root.TextOf("last_updated") ?? "", [.. notes.EnumerateArray().Select(EntryOf).OfType<ClassicNoteEntry>()])
        {
            CachedAt = root.TextOf("cached_at"),
            IsSound = root.NumberOf("total_notes") is not { } total || total == notes.GetArrayLength(),
        }, null);

    // One without an id names no note.
    private static ClassicNoteEntry? EntryOf(JsonElement note) => note.TextOf("id") is { Length: > 0 } id
        ? new ClassicNoteEntry(
            id,
            note.TextOf("title") ?? "",
            note.TextOf("short_code") ?? "",
            note.TextOf("created_at") ?? "",
            note.TextOf("updated_at") ?? "",
            Math.Clamp(note.NumberOf("file_size") ?? 0, 0, uint.MaxValue),
            Math.Clamp(note.NumberOf("word_count") ?? 0, 0, uint.MaxValue))
        : null;
}
