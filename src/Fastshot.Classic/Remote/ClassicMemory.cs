using System.Globalization;
using System.Text.Json;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>What a session was when this device and the bucket last agreed on it.</summary>
/// <param name="Stamp">By which the overall list tells whether the session's object changed.</param>
/// <param name="Text">Hashes of its metadata, field by field.</param>
/// <param name="Content">The version of its content.</param>
internal sealed record KnownSession(SessionId Id, string Stamp, string Text, string Content);

/// <summary>What this device remembers of a bucket between syncs. Losing it loses nothing: the sessions tell their file names.</summary>
internal sealed class ClassicMemory
{
    private const int FormatCurrent = 1;

    public DateTimeOffset? LastSync { get; set; }

    /// <summary>When the bucket was last listed, or first met.</summary>
    public DateTimeOffset? LastList { get; set; }

    /// <summary>The sessions of the bucket, by their file names.</summary>
    public Dictionary<string, KnownSession> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>File names of sessions that left the bucket and lie in the trash for it; they come back when it has them again.</summary>
    public HashSet<string> Left { get; } = new(StringComparer.Ordinal);

    /// <summary>Purges by hand that wait for a sync, each with the trashing that the person saw.</summary>
    public Dictionary<SessionId, FieldVersion> Wishes { get; } = [];

    /// <summary>Sessions in the trash, each with the trashing that was seen and for how long.</summary>
    public Dictionary<SessionId, (FieldVersion Trashing, DaysSeen Seen)> Trash { get; } = [];

    /// <summary>Whether the bucket had a session as it is here, when the two last met.</summary>
    public bool Agrees(LocalSession local) =>
        local.File is { } file && Sessions.TryGetValue(file, out var known) && known.Id == local.Info.Id
        && known.Text == local.Text && known.Content == local.Content;

    /// <summary>File names of sessions that were purged here.</summary>
    /// <remarks>That a session is not found here is no reason to delete it there; that it was purged here is.</remarks>
    public async Task<IReadOnlySet<string>> PurgedAsync(
        SessionLibrary library, IReadOnlyDictionary<string, LocalSession> byFile, CancellationToken cancellationToken)
    {
        var purged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, known) in Sessions.Where(one => !byFile.ContainsKey(one.Key)))
        {
            if (await library.EntryOfAsync(known.Id, cancellationToken).ConfigureAwait(false) is Entry.Purged)
            {
                purged.Add(file);
            }
        }

        return purged;
    }

    /// <summary>How many changes of this device the bucket has not: sessions that were saved, edited or deleted since the two met.</summary>
    public async Task<int> WaitingAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var locals = await LocalSession.ReadAsync(library, cancellationToken).ConfigureAwait(false);
        var byFile = ClassicPlan.ByFile(locals);
        var purged = await PurgedAsync(library, byFile, cancellationToken).ConfigureAwait(false);
        return locals.Count(local => !local.IsTrashed && !Agrees(local))
            + Sessions.Keys.Count(file => purged.Contains(file) || byFile.GetValueOrDefault(file) is { IsTrashed: true });
    }

    /// <summary>Reads what was written; what cannot be read counts as lost.</summary>
    public static ClassicMemory Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            return new ClassicMemory();
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer);
        }

        return bytes.ToArray();
    }

    private static ClassicMemory Read(JsonElement root)
    {
        var memory = new ClassicMemory();
        if (root.GetProperty("format").GetInt32() != FormatCurrent)
        {
            return memory;
        }

        memory.LastSync = TimeOf(root, "lastSync");
        memory.LastList = TimeOf(root, "lastList");
        foreach (var one in root.GetProperty("sessions").EnumerateObject())
        {
            var known = one.Value;
            memory.Sessions[one.Name] = new KnownSession(
                SessionId.Parse(TextOf(known, "id")), TextOf(known, "stamp"), TextOf(known, "text"), TextOf(known, "content"));
        }

        memory.Left.UnionWith(root.GetProperty("left").EnumerateArray().Select(file => file.GetString()!));
        foreach (var one in root.GetProperty("wishes").EnumerateObject())
        {
            memory.Wishes[SessionId.Parse(one.Name)] = VersionOf(one.Value.GetString()!);
        }

        foreach (var one in root.GetProperty("trash").EnumerateObject())
        {
            memory.Trash[SessionId.Parse(one.Name)] = (
                VersionOf(TextOf(one.Value, "trashing")),
                new DaysSeen(one.Value.GetProperty("days").GetInt32(), DateOnly.ParseExact(TextOf(one.Value, "last"), "yyyy-MM-dd")));
        }

        return memory;
    }

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string TextOf(FieldVersion version) => FormattableString.Invariant($"{version.Counter}-{version.Change.Text}");

    private static FieldVersion VersionOf(string text) =>
        text.Split('-', 2) is [var counter, var change] && Change.TryParse(change, out var read)
            ? new FieldVersion(long.Parse(counter, NumberStyles.None, CultureInfo.InvariantCulture), read)
            : throw new FormatException(text);

    private static DateTimeOffset? TimeOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset() : null;

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format", FormatCurrent);
        WriteTime(writer, "lastSync", LastSync);
        WriteTime(writer, "lastList", LastList);
        writer.WriteStartObject("sessions");
        foreach (var (file, known) in Sessions)
        {
            writer.WriteStartObject(file);
            writer.WriteString("id", known.Id.Text);
            writer.WriteString("stamp", known.Stamp);
            writer.WriteString("text", known.Text);
            writer.WriteString("content", known.Content);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("left");
        foreach (var file in Left)
        {
            writer.WriteStringValue(file);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("wishes");
        foreach (var (session, trashing) in Wishes)
        {
            writer.WriteString(session.Text, TextOf(trashing));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("trash");
        foreach (var (session, (trashing, seen)) in Trash)
        {
            writer.WriteStartObject(session.Text);
            writer.WriteString("trashing", TextOf(trashing));
            writer.WriteNumber("days", seen.Count);
            writer.WriteString("last", seen.Last.ToString("yyyy-MM-dd"));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } moment)
        {
            writer.WriteString(name, moment);
        }
    }
}
