using System.Globalization;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Sync;

/// <summary>Reads what <see cref="SyncMemoryWriter"/> wrote. Anything else is an exception of the parsers.</summary>
internal sealed class SyncMemoryReader(SyncMemory memory)
{
    public void Read(JsonElement root)
    {
        memory.LastSync = TimeOf(root, "lastSync");
        memory.LastCheck = TimeOf(root, "lastCheck");
        memory.AboutETag = root.TryGetProperty("about", out var about) ? about.GetString() : null;
        memory.LastLook = TimeOf(root, "lastLook");
        memory.HeadETag = root.TryGetProperty("head", out var head) ? head.GetString() : null;
        memory.HeadMet = TimeOf(root, "headMetSince") is { } since ? (root.GetProperty("headMet").GetString() ?? "", since) : null;
        memory.SentSinceLook = root.TryGetProperty("sentSinceLook", out var sent) ? sent.GetInt64() : 0;
        memory.IsUntold = root.TryGetProperty("untold", out var untold) && untold.GetBoolean();
        memory.TakesConditions = root.TryGetProperty("takesConditions", out var takes) ? takes.GetBoolean() : null;
        foreach (var row in Rows(root, "own"))
        {
            memory.Own[SessionId.Parse(row[0])] = Number(row[1]);
        }

        foreach (var row in Rows(root, "sentSincePull"))
        {
            memory.SentSincePull.Add(SessionId.Parse(row[0]));
        }

        foreach (var row in Rows(root, "wishes"))
        {
            memory.Wishes[SessionId.Parse(row[0])] = Version(row, 1);
        }

        foreach (var row in Rows(root, "trash"))
        {
            memory.Trash[SessionId.Parse(row[0])] = (Version(row, 1), Seen(row, 3));
        }

        foreach (var row in Rows(root, "gone"))
        {
            memory.Gone[new ArchiveName(Name(row[0]), Number(row[1]))] = Seen(row, 2);
        }

        foreach (var row in RowsIfAny(root, "unnamed"))
        {
            memory.Unnamed[new ArchiveName(Name(row[0]), Number(row[1]))] = Seen(row, 2);
        }

        foreach (var row in RowsIfAny(root, "foreign"))
        {
            memory.Foreign[row[0]] = row[1];
        }

        foreach (var row in Rows(root, "whole"))
        {
            memory.Whole[Name(row[0])] = Seen(row, 1);
        }
    }

    private static Digest Name(string hex) => Digest.TryParseHex(hex, out var name) ? name : throw new FormatException(hex);

    private static DateTimeOffset? TimeOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : null;

    private static IEnumerable<string[]> Rows(JsonElement root, string name) =>
        root.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(one => one.GetString() ?? "").ToArray());

    // Older files have them not.
    private static IEnumerable<string[]> RowsIfAny(JsonElement root, string name) => root.TryGetProperty(name, out _) ? Rows(root, name) : [];

    private static FieldVersion Version(string[] row, int at) => new(
        Number(row[at]), Change.TryParse(row[at + 1], out var change) ? change : throw new FormatException(row[at + 1]));

    private static DaysSeen Seen(string[] row, int at) =>
        new(checked((int)Number(row[at])), DateOnly.FromDayNumber(checked((int)Number(row[at + 1]))));

    private static long Number(string text) => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
