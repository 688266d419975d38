using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Format;

/// <summary>Reads the older program's documents: with and without wrapper, and both temporary caches.</summary>
/// <remarks>Pictures stay where they are in the document; nothing of their size is allocated.</remarks>
public static class ClassicDocumentReader
{
    private const int DepthMax = 32;
    private const int ValueBytesMax = 4 << 20;
    private const string Collage = "thumbnail_collage";

    private static readonly string[] Rendered = ["image_data", "image", "annotated_original_data", "window_id"];

    /// <summary>Reads one document.</summary>
    /// <exception cref="ClassicFormatException">It is no such document.</exception>
    public static ClassicDocument Read(ReadOnlyMemory<byte> utf8)
    {
        var json = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(json.Span))
        {
            throw new ClassicFormatException(ClassicError.WrongKeyOrDamaged, "is no UTF-8: damaged, or under another key");
        }

        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = DepthMax });
            var document = ReadTop(ref reader, json);
            return reader.Read()
                ? throw new ClassicFormatException(ClassicError.Damaged, "goes on after its end")
                : document;
        }
        catch (JsonException e)
        {
            throw new ClassicFormatException(ClassicError.Damaged, JsonMembers.ReasonOf(e), e);
        }
        catch (InvalidOperationException e)
        {
            // What the reader says of text that is no UTF-8, or of half a surrogate pair.
            throw new ClassicFormatException(ClassicError.Damaged, JsonMembers.ReasonOf(e), e);
        }
    }

    private static ClassicDocument ReadTop(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        reader.Read();
        var outer = new Session();
        Session? inner = null;
        ClassicMetadata? metadata = null;
        ExpectObject(ref reader);
        while (NextName(ref reader) is { } name)
        {
            if (name == "session" && reader.TokenType == JsonTokenType.StartObject)
            {
                inner = new Session();
                while (NextName(ref reader) is { } member)
                {
                    ReadMember(ref reader, json, member, inner);
                }
            }
            else if (name == "metadata" && reader.TokenType == JsonTokenType.StartObject)
            {
                metadata = ReadMetadata(ref reader, json);
            }
            else
            {
                ReadMember(ref reader, json, name, outer);
            }
        }

        var session = inner is not null && metadata is not null ? inner : outer;
        return new ClassicDocument
        {
            Metadata = inner is not null ? metadata : null,
            Timestamp = session.Timestamp,
            Windows = session.Windows is { } windows
                ? [.. windows]
                : throw new ClassicFormatException(ClassicError.Damaged, "is JSON, but no session: it has no list of windows"),
            Unknown = new UnknownMembers(session.Unknown),
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string name, Session session)
    {
        if (name == "windows" && reader.TokenType == JsonTokenType.StartArray)
        {
            session.Windows = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (session.Windows.Count == Limits.Shots)
                {
                    throw new ClassicFormatException(ClassicError.TooLarge, $"has more than {Limits.Shots:N0} windows");
                }

                session.Windows.Add(ReadWindow(ref reader, json));
            }
        }
        else if (name == "timestamp" && reader.TokenType == JsonTokenType.String)
        {
            session.Timestamp = reader.GetString();
        }
        else
        {
            Keep(ref reader, name, session.Unknown);
        }
    }

    /// <summary>The metadata block as an element: of an index, or as it was kept.</summary>
    internal static ClassicMetadata MetadataOf(JsonElement block)
    {
        var members = new Dictionary<string, CanonicalValue>(StringComparer.Ordinal);
        var metadata = new ClassicMetadata();
        foreach (var member in block.EnumerateObject().Where(member => member.Name != Collage))
        {
            metadata = With(metadata, member.Name, member.Value);
            AddTo(members, member.Name, member.Value);
        }

        return metadata with { Members = new UnknownMembers(members) };
    }

    private static ClassicMetadata ReadMetadata(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var members = new Dictionary<string, CanonicalValue>(StringComparer.Ordinal);
        var metadata = new ClassicMetadata();
        while (NextName(ref reader) is { } name)
        {
            if (name == Collage && reader.TokenType == JsonTokenType.String)
            {
                metadata = metadata with { Thumbnail = TextOf(ref reader, json) };
                continue;
            }

            if (name == Collage || ElementOf(ref reader) is not { } element)
            {
                reader.Skip();
                continue;
            }

            metadata = With(metadata, name, element);
            AddTo(members, name, element);
        }

        return metadata with { Members = new UnknownMembers(members) };
    }

    private static ClassicMetadata With(ClassicMetadata metadata, string name, JsonElement element) => (name, element.ValueKind) switch
    {
        ("name", JsonValueKind.String) => metadata with { Name = element.GetString()! },
        ("desc", JsonValueKind.String) => metadata with { Description = element.GetString()! },
        ("color", JsonValueKind.String) => metadata with { Color = element.GetString()! },
        ("class", JsonValueKind.String) => metadata with { Class = element.GetString()! },
        ("created_at", JsonValueKind.String) => metadata with { CreatedAt = element.GetString() },
        ("tags", JsonValueKind.Array) => metadata with { Tags = element.Texts() },
        _ => metadata,
    };

    private static ClassicWindow ReadWindow(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        ExpectObject(ref reader);
        var window = new ClassicWindow();
        var unknown = new Dictionary<string, CanonicalValue>(StringComparer.Ordinal);
        ReadOnlyMemory<byte>? rendered = null;
        while (NextName(ref reader) is { } name)
        {
            if (name is "original_image_data" or "original_image" && reader.TokenType == JsonTokenType.String)
            {
                window = window with { Picture = TextOf(ref reader, json) };
            }
            else if (name is "image_data" or "image" && reader.TokenType == JsonTokenType.String)
            {
                rendered = TextOf(ref reader, json);
            }
            else if (Rendered.Contains(name, StringComparer.Ordinal) || ElementOf(ref reader) is not { } element)
            {
                reader.Skip();
            }
            else
            {
                window = With(window, name, element, unknown);
            }
        }

        return window with { Picture = window.Picture ?? rendered, Unknown = new UnknownMembers(unknown) };
    }

    private static ClassicWindow With(
        ClassicWindow window, string name, JsonElement element, Dictionary<string, CanonicalValue> unknown)
    {
        switch (name)
        {
            case "index":
                return window;
            case "geometry" when element.ValueKind == JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    window = WithNumber(window, member.Name, member.Value);
                }

                return window;
            case "x" or "y" or "width" or "height" when element.ValueKind == JsonValueKind.Number:
                return WithNumber(window, name, element);
            case "position" when IsPair(element):
                return WithNumber(WithNumber(window, "x", element[0]), "y", element[1]);
            case "size" when IsPair(element):
                return WithNumber(WithNumber(window, "width", element[0]), "height", element[1]);
            case "scale" when element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var scale) && scale is >= 1e-6 and <= 1e6:
                return window with { Scale = scale };
            case "is_hidden" when element.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return window with { IsHidden = element.GetBoolean() };
            case "draw_history":
                return window with { Annotations = DrawHistory.Read(element) };
            default:
                AddTo(unknown, name, element);
                return window;
        }
    }

    private static bool IsPair(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2;

    private static ClassicWindow WithNumber(ClassicWindow window, string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var number) || Math.Abs(number) > 1e9)
        {
            return window;
        }

        var value = (int)number;
        return name switch
        {
            "x" => window with { X = value },
            "y" => window with { Y = value },
            "width" => window with { Width = value },
            "height" => window with { Height = value },
            _ => window,
        };
    }

    // The text itself, in place. Python escapes nothing in Base64; another writer may escape the slash.
    private static ReadOnlyMemory<byte> TextOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (!reader.ValueIsEscaped)
        {
            return json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        var text = new byte[reader.ValueSpan.Length];
        return text.AsMemory(0, reader.CopyString(text));
    }

    private static void ExpectObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ClassicFormatException(ClassicError.Damaged, "is JSON, but no session: an object is missing");
        }
    }

    // Moves to the value of the next member of an object, or past its end.
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        var name = reader.GetString();
        reader.Read();
        return name;
    }

    // The value at the reader, which ends on its last token; null, and the reader where it was, where it is too long to be kept.
    private static JsonElement? ElementOf(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        ahead.Skip();
        return ahead.BytesConsumed - reader.TokenStartIndex <= ValueBytesMax ? JsonElement.ParseValue(ref reader) : null;
    }

    private static void Keep(ref Utf8JsonReader reader, string name, Dictionary<string, CanonicalValue> unknown)
    {
        if (ElementOf(ref reader) is { } element)
        {
            AddTo(unknown, name, element);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void AddTo(Dictionary<string, CanonicalValue> members, string name, JsonElement element)
    {
        if (CanonicalJson.TryCanonicalize(element, out var value))
        {
            members[name] = value;
        }
    }

    private sealed class Session
    {
        public string? Timestamp { get; set; }

        public List<ClassicWindow>? Windows { get; set; }

        public Dictionary<string, CanonicalValue> Unknown { get; } = new(StringComparer.Ordinal);
    }
}
