using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>One session in the overall list. The time is that of its upload, the checksum <c>etag:</c> or <c>sha256:</c> and a hash.</summary>
public sealed record ClassicOverallEntry(string FileName, string CreatedAt, long FileSize, string Checksum);

/// <summary>The list of all sessions of a bucket, in the order of its listing: what a device asks for first.</summary>
public sealed record ClassicOverallList(string LastUpdated, ImmutableArray<ClassicOverallEntry> Sessions)
{
    /// <summary>The longest list that is read, in bytes: of some two hundred thousand sessions.</summary>
    public const int BytesMax = 64 << 20;

    private static readonly string[] Members = ["filename", "created_at", "file_size", "checksum"];
    private static readonly string[] SortedMembers = [.. Members.Order(StringComparer.Ordinal)];

    /// <summary>Names in the list that no session can have; they are told of, and left alone.</summary>
    public ImmutableArray<string> Refused { get; init; } = [];

    /// <summary>Whether its checksum and its count fit what it lists: one that was cut or changed by hand is not believed.</summary>
    public bool IsSound { get; init; } = true;

    /// <summary>Reads a list; one that is no such list, or damaged, is refused with the reason.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClassicOverallList? list, [NotNullWhen(false)] out string? reason) =>
        JsonMembers.TryRead(
            utf8,
            root => root.MemberOf("sessions", JsonValueKind.Array) is { } sessions
                ? (ListOf(root, sessions), null)
                : (null, "is JSON, but no list of sessions"),
            out list,
            out reason);

    /// <summary>As the older program writes it.</summary>
    public byte[] Write()
    {
        var checksum = ClassicChecksum.OfSorted(writer => WriteSessions(writer, isSorted: true));
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject()
            .Name("version").Text("1.0")
            .Name("last_updated").Text(LastUpdated)
            .Name("total_sessions").Number(Sessions.Length)
            .Name("sessions");
        WriteSessions(writer, isSorted: false);
        return writer.Name("checksum").Text(checksum).EndObject().Written.ToArray();
    }

    private static ClassicOverallList ListOf(JsonElement root, JsonElement sessions)
    {
        var entries = ImmutableArray.CreateBuilder<ClassicOverallEntry>(sessions.GetArrayLength());
        var refused = ImmutableArray.CreateBuilder<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in sessions.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.Object ? item.TextOf("filename") ?? "" : "";
            if (!ClassicNames.TrySession(name, out _))
            {
                refused.Add(name);
            }
            else if (names.Add(name))
            {
                entries.Add(new ClassicOverallEntry(
                    name, item.TextOf("created_at") ?? "", item.NumberOf("file_size") ?? 0, item.TextOf("checksum") ?? ""));
            }
        }

        var isCounted = root.NumberOf("total_sessions") is not { } total || total == sessions.GetArrayLength();
        var isUnchanged = root.TextOf("checksum") is not { Length: > 0 } checksum
            || checksum == ClassicChecksum.OfSorted(writer => writer.Value(sessions));
        return new ClassicOverallList(root.TextOf("last_updated") ?? "", entries.ToImmutable())
        {
            Refused = refused.ToImmutable(),
            IsSound = isCounted && isUnchanged,
        };
    }

    // The checksum is of the members in the order of their names, which is not the one in which they stand.
    private void WriteSessions(PythonJsonWriter writer, bool isSorted)
    {
        writer.BeginArray();
        foreach (var entry in Sessions)
        {
            writer.BeginObject();
            foreach (var name in isSorted ? SortedMembers : Members)
            {
                writer.Name(name);
                _ = name switch
                {
                    "filename" => writer.Text(entry.FileName),
                    "created_at" => writer.Text(entry.CreatedAt),
                    "file_size" => writer.Number(entry.FileSize),
                    _ => writer.Text(entry.Checksum),
                };
            }

            writer.EndObject();
        }

        writer.EndArray();
    }
}
