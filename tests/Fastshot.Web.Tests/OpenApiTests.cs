using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fastshot.Web.Tests;

/// <summary>Holds the page's types, the document and docs/web.md to each other.</summary>
public sealed partial class OpenApiTests
{
    // Of the page's file alone: they name what events are called, and what a session can be.
    private static readonly string[] OnlyInTypes = ["Events"];

    [Fact]
    public async Task The_pages_types_are_those_of_the_document()
    {
        await using var run = await WebRun.StartAsync();
        var schemas = (await run.GetAsync("/api/openapi.json")).GetProperty("components").GetProperty("schemas");
        var types = TypesOf(await File.ReadAllTextAsync(Repository.PathOf("client/src/api/types.ts"), Deadline.Token));

        var served = schemas.EnumerateObject().ToDictionary(one => one.Name, one => MembersOf(one.Value), StringComparer.Ordinal);

        Assert.Equal(served.Keys.Order(StringComparer.Ordinal), types.Keys.Except(OnlyInTypes).Order(StringComparer.Ordinal));
        foreach (var (name, members) in served)
        {
            Assert.Equal($"{name}: {string.Join(", ", members.Order(StringComparer.Ordinal))}", $"{name}: {string.Join(", ", types[name].Order(StringComparer.Ordinal))}");
        }
    }

    [Fact]
    public async Task Every_route_is_described_and_every_description_is_a_route()
    {
        await using var run = await WebRun.StartAsync();
        var paths = (await run.GetAsync("/api/openapi.json")).GetProperty("paths");
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/web.md"), Deadline.Token);

        var served = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(one => $"{one.Name.ToUpperInvariant()} {path.Name}")).ToHashSet();
        var described = new HashSet<string>();
        foreach (Match row in RouteRow().Matches(page))
        {
            var verb = row.Groups["verb"].Value;
            var first = row.Groups["path"].Value;
            described.Add($"{verb} {first.Split('?')[0]}");
            foreach (Match more in MorePath().Matches(row.Value))
            {
                described.Add($"{verb} {first[..first.LastIndexOf('/')]}{more.Groups["path"].Value}");
            }
        }

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    // "name", "name?" where it may be null.
    private static List<string> MembersOf(JsonElement schema) =>
        [.. schema.GetProperty("properties").EnumerateObject().Select(one => $"{one.Name}: {KindOf(one.Value)}")];

    private static string KindOf(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return reference.GetString()!.Split('/')[^1];
        }

        if (schema.TryGetProperty("anyOf", out var either))
        {
            return $"{KindOf(either[0])} | null";
        }

        var type = schema.GetProperty("type");
        var (name, isNullable) = type.ValueKind is JsonValueKind.Array ? (type[0].GetString()!, true) : (type.GetString()!, false);
        return (name == "array" ? $"{KindOf(schema.GetProperty("items"))}[]" : name) + (isNullable ? " | null" : "");
    }

    private static Dictionary<string, List<string>> TypesOf(string source)
    {
        var aliases = Alias().Matches(source).Select(one => one.Groups["name"].Value).ToHashSet();
        var types = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (Match one in Interface().Matches(source))
        {
            var members = Member().Matches(one.Groups["members"].Value)
                .Select(member => $"{member.Groups["name"].Value}: {(aliases.Contains(member.Groups["type"].Value) ? "string" : member.Groups["type"].Value)}").ToList();
            if (one.Groups["parent"].Value is { Length: > 0 } parent)
            {
                members.AddRange(types[parent]);
            }

            types[one.Groups["name"].Value] = members;
        }

        return types;
    }

    [GeneratedRegex(@"export interface (?<name>\w+)(?: extends (?<parent>\w+))? \{(?<members>.*?)\n\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Interface();

    [GeneratedRegex(@"^  (?<name>\w+): (?<type>[^;]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"export type (?<name>\w+) =", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alias();

    [GeneratedRegex(@"^\| `(?<verb>GET|POST|PUT|PATCH|DELETE) (?<path>/api/[^` ]+)`[^|]*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RouteRow();

    [GeneratedRegex(@", `(?<path>/[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MorePath();
}
