using System.Globalization;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Sync;

/// <summary>Writes a <see cref="SyncMemory"/> as JSON; nobody but this program reads it.</summary>
internal static class SyncMemoryWriter
{
    public static void Write(Utf8JsonWriter writer, SyncMemory memory)
    {
        writer.WriteStartObject();
        if (memory.LastSync is { } last)
        {
            writer.WriteString("lastSync", last);
        }

        if (memory.LastCheck is { } check)
        {
            writer.WriteString("lastCheck", check);
        }

        if (memory.AboutETag is { } about)
        {
            writer.WriteString("about", about);
        }

        if (memory.LastLook is { } look)
        {
            writer.WriteString("lastLook", look);
        }

        if (memory.HeadETag is { } head)
        {
            writer.WriteString("head", head);
        }

        if (memory.HeadMet is { } met)
        {
            writer.WriteString("headMet", met.ETag);
            writer.WriteString("headMetSince", met.Since);
        }

        writer.WriteNumber("sentSinceLook", memory.SentSinceLook);
        writer.WriteBoolean("untold", memory.IsUntold);
        if (memory.TakesConditions is { } takesConditions)
        {
            writer.WriteBoolean("takesConditions", takesConditions);
        }

        WriteList(writer, "own", memory.Own, one => [one.Key.Text, Text(one.Value)]);
        WriteList(writer, "sentSincePull", memory.SentSincePull, one => [one.Text]);
        WriteList(writer, "wishes", memory.Wishes, one => [one.Key.Text, .. Texts(one.Value)]);
        WriteList(writer, "trash", memory.Trash, one => [one.Key.Text, .. Texts(one.Value.Trashing), .. Texts(one.Value.Seen)]);
        WriteList(writer, "gone", memory.Gone, one => [one.Key.Sha256.Hex, Text(one.Key.Length), .. Texts(one.Value)]);
        WriteList(writer, "unnamed", memory.Unnamed, one => [one.Key.Sha256.Hex, Text(one.Key.Length), .. Texts(one.Value)]);
        WriteList(writer, "foreign", memory.Foreign, one => [one.Key, one.Value]);
        WriteList(writer, "whole", memory.Whole, one => [one.Key.Hex, .. Texts(one.Value)]);
        writer.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Func<T, string[]> row)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartArray();
            foreach (var text in row(item))
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static string[] Texts(FieldVersion version) => [Text(version.Counter), version.Change.Text];

    private static string[] Texts(DaysSeen seen) => [Text(seen.Count), Text(seen.Last.DayNumber)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
