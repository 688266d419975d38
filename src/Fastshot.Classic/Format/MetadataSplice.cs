using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>Puts other metadata into a document and leaves every other byte of it as it is.</summary>
internal static class MetadataSplice
{
    /// <summary>The document in parts; false where it has no wrapper, or its metadata stand first and the session is not there.</summary>
    public static bool TryApply(ReadOnlyMemory<byte> json, ClassicMetadata metadata, out ReadOnlyMemory<byte>[] parts)
    {
        parts = [];
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var (start, end) = Find(json.Span);
        if (end == 0)
        {
            return false;
        }

        using var block = JsonDocument.Parse(json[start..end]);

        // Within an object, so that the indent is that of its depth.
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject().Name("metadata");
        var head = writer.Written.Length;
        writer.BeginObject();
        foreach (var member in block.RootElement.EnumerateObject())
        {
            Write(writer.Name(member.Name), member, metadata);
        }

        foreach (var name in (ReadOnlySpan<string>)["name", "desc", "tags", "color", "class"])
        {
            if (!block.RootElement.TryGetProperty(name, out _))
            {
                Write(writer.Name(name), name, metadata);
            }
        }

        writer.EndObject();
        parts = [json[..start], writer.Written[head..], json[end..]];
        return true;
    }

    private static void Write(PythonJsonWriter writer, JsonProperty member, ClassicMetadata metadata)
    {
        if (!Write(writer, member.Name, metadata))
        {
            writer.Value(member.Value);
        }
    }

    private static bool Write(PythonJsonWriter writer, string name, ClassicMetadata metadata)
    {
        switch (name)
        {
            case "name":
                writer.Text(metadata.Name);
                return true;
            case "desc":
                writer.Text(metadata.Description);
                return true;
            case "color":
                writer.Text(metadata.Color);
                return true;
            case "class":
                writer.Text(metadata.Class);
                return true;
            case "tags":
                writer.BeginArray();
                foreach (var tag in metadata.Tags)
                {
                    writer.Text(tag);
                }

                writer.EndArray();
                return true;
            default:
                return false;
        }
    }

    // Where the metadata begin and end, in a wrapper.
    private static (int Start, int End) Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        var (start, end, hasSession) = (0, 0, false);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isMetadata, isSession) = (reader.ValueTextEquals("metadata"u8), reader.ValueTextEquals("session"u8));
            reader.Read();
            var at = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            hasSession |= isSession && isObject;
            (start, end) = isMetadata && isObject ? (at, (int)reader.BytesConsumed) : (start, end);
        }

        return hasSession ? (start, end) : (0, 0);
    }
}
