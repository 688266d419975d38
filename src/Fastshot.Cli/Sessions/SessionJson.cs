using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>A session in the shape that scripts know (docs/cli.md, "JSON shapes").</summary>
/// <param name="Device">What people call the device that saved it, or its id.</param>
/// <param name="IsLocal">Whether its content is on this device.</param>
/// <param name="IsSynced">Whether all that is known of it here was at the remote after the last sync.</param>
internal sealed record SessionJson(SessionInfo Session, string Device, bool IsLocal, bool IsSynced)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMembers(writer);
        writer.WriteEndObject();
    }

    /// <summary>The members without the braces, so that more can follow.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        var text = Session.Text;
        writer.WriteString("id", Session.Id.Text);
        writer.WriteString("name", text.Name);
        writer.WriteString("description", text.Description);
        writer.WriteStartArray("tags");
        foreach (var tag in text.Tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
        writer.WriteString("color", text.Color);
        writer.WriteString("class", text.Class);
        writer.WriteString("created", Rfc3339.Format(Session.Created));
        writer.WriteNumber("size", Session.Content?.SizeBytes ?? 0);
        writer.WriteNumber("imageCount", Session.Content?.ImageCount ?? 0);
        writer.WriteString("device", Device);
        writer.WriteString("state", Session.Trashed is null ? "live" : "trash");
        writer.WriteBoolean("local", IsLocal);
        writer.WriteBoolean("synced", IsSynced);
        writer.WriteString("classicFile", Session.Source.ClassicFile);
    }
}
