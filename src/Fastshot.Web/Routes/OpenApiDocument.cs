using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Routes;

/// <summary>The OpenAPI document, written from the table of routes and the shapes that they name.</summary>
internal static class OpenApiDocument
{
    private const string Suffix = "Shape";

    // Those of events stand in no route.
    private static readonly Type[] EventShapes =
    [
        typeof(SnapshotShape), typeof(OperationShape), typeof(LibraryChangeShape), typeof(RemoteChangeShape), typeof(SettingsChangedShape),
        typeof(ProblemShape),
    ];

    public static async Task SendAsync(ApiCall call, RouteTable table)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer, table);
        }

        call.Response.ContentType = "application/json";
        call.Response.ContentLength = bytes.Length;
        await call.Response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), call.Aborted).ConfigureAwait(false);
    }

    /// <summary>The name of a shape in the document.</summary>
    public static string NameOf(Type shape) => shape.Name.EndsWith(Suffix, StringComparison.Ordinal) ? shape.Name[..^Suffix.Length] : shape.Name;

    private static void Write(Utf8JsonWriter writer, RouteTable table)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.1.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Fastshot");
        writer.WriteString("version", "1");
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var path in table.Routes.GroupBy(route => route.Pattern))
        {
            writer.WriteStartObject(path.Key);
            foreach (var route in path)
            {
                writer.WritePropertyName(route.Method.ToLowerInvariant());
                Write(writer, route);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        foreach (var shape in ShapesOf(table).OrderBy(NameOf, StringComparer.Ordinal))
        {
            writer.WritePropertyName(NameOf(shape));
            WriteShape(writer, InfoOf(shape));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ApiRoute route)
    {
        writer.WriteStartObject();
        writer.WriteString("summary", route.Summary);
        writer.WriteStartArray("parameters");
        foreach (var name in route.Parts.Where(part => part[0] == '{').Select(part => part[1..^1]))
        {
            WriteParameter(writer, name, "path");
        }

        foreach (var name in route.Query)
        {
            WriteParameter(writer, name, "query");
        }

        writer.WriteEndArray();
        if (route.Body is not BodyKind.None)
        {
            writer.WriteStartObject("requestBody");
            writer.WriteBoolean("required", true);
            WriteContent(writer, route.Body is BodyKind.Upload ? "multipart/form-data" : "application/json", route.Takes);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("responses");
        writer.WriteStartObject($"{route.Status}");
        writer.WriteString("description", route.Summary);
        WriteContent(writer, route.Produces, route.Gives);
        writer.WriteEndObject();
        writer.WriteStartObject("default");
        writer.WriteString("description", "Why it was refused.");
        WriteContent(writer, "application/problem+json", typeof(ProblemShape));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, string name, string place)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("in", place);
        writer.WriteBoolean("required", place == "path");
        writer.WriteStartObject("schema");
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, string mediaType, Type? shape)
    {
        writer.WriteStartObject("content");
        writer.WriteStartObject(mediaType);
        if (shape is not null)
        {
            writer.WriteStartObject("schema");
            writer.WriteString("$ref", ReferenceTo(shape));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter writer, JsonTypeInfo info)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var property in info.Properties)
        {
            writer.WritePropertyName(property.Name);
            WriteType(writer, property.PropertyType, property.IsGetNullable);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("required");
        foreach (var property in info.Properties)
        {
            writer.WriteStringValue(property.Name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, Type type, bool isNullable)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var hasNull = isNullable || inner != type;
        writer.WriteStartObject();
        if (ItemOf(inner) is { } item)
        {
            WriteTypeName(writer, "array", hasNull);
            writer.WritePropertyName("items");
            WriteType(writer, item, isNullable: false);
        }
        else if (IsShape(inner) && hasNull)
        {
            writer.WriteStartArray("anyOf");
            writer.WriteStartObject();
            writer.WriteString("$ref", ReferenceTo(inner));
            writer.WriteEndObject();
            writer.WriteStartObject();
            writer.WriteString("type", "null");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else if (IsShape(inner))
        {
            writer.WriteString("$ref", ReferenceTo(inner));
        }
        else
        {
            WriteTypeName(writer, inner == typeof(string) ? "string" : inner == typeof(bool) ? "boolean" : "number", hasNull);
        }

        writer.WriteEndObject();
    }

    private static void WriteTypeName(Utf8JsonWriter writer, string name, bool isNullable)
    {
        if (!isNullable)
        {
            writer.WriteString("type", name);
            return;
        }

        writer.WriteStartArray("type");
        writer.WriteStringValue(name);
        writer.WriteStringValue("null");
        writer.WriteEndArray();
    }

    // All that routes and events name, and what these name in turn.
    private static HashSet<Type> ShapesOf(RouteTable table)
    {
        var shapes = new HashSet<Type>();
        var open = new Queue<Type>(table.Routes.SelectMany(route => new[] { route.Takes, route.Gives }).OfType<Type>().Concat(EventShapes));
        while (open.TryDequeue(out var shape))
        {
            if (shapes.Add(shape))
            {
                foreach (var property in InfoOf(shape).Properties)
                {
                    var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                    type = ItemOf(type) ?? type;
                    if (IsShape(type))
                    {
                        open.Enqueue(type);
                    }
                }
            }
        }

        return shapes;
    }

    private static string ReferenceTo(Type shape) => $"#/components/schemas/{NameOf(shape)}";

    private static bool IsShape(Type type) => type.Name.EndsWith(Suffix, StringComparison.Ordinal);

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static JsonTypeInfo InfoOf(Type shape) => WebJson.Shared.GetTypeInfo(shape)
        ?? throw new InvalidOperationException($"{shape.Name} is not among the shapes that become JSON.");
}
