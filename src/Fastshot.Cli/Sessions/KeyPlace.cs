using System.Text.Json;
using Fastshot.Core.Library;

namespace Fastshot.Cli.Sessions;

/// <summary>Where the key of this library is kept, in words and as JSON.</summary>
internal static class KeyPlace
{
    public static string Words(KeyLocation location) =>
        location.Keyring is { } keyring ? $"{keyring}; {location.File} names it there" : $"{location.File}, a file that only its owner can read";

    public static void Write(Utf8JsonWriter writer, KeyLocation? location)
    {
        if (location is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("store", location.Keyring is null ? "file" : "system");
        writer.WriteString("keyring", location.Keyring);
        writer.WriteString("file", location.File);
        writer.WriteEndObject();
    }
}
