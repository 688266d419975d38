using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

public sealed class ManifestTests
{
    private const string Golden =
        """{"format":1,"kind":"manifest","vault":"00112233445566778899aabbccddeeff","board":{"height":1440.5,"width":2560},"class":"bug","color":"blue","created":"2026-11-22T10:15:00.123+01:00","description":"a\nb \"ü\"","name":"Login","session":"7k3mq9x2vw4t8n5b","shots":[{"annotations":[{"text":"hi","type":"text","x":5}],"captured":"2026-11-22T09:00:00+00:00","file":"shots/001.png","height":720,"hidden":true,"mediaType":"image/png","opacity":0.75,"scale":0.5,"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","size":123456,"title":"窗口","width":1280,"x":100,"y":-80.25}],"source":{"classicFile":null,"device":"d1","program":"fastshot/1.0"},"tags":["ui","web"]}""";

    [Fact]
    public void A_manifest_has_these_bytes() =>
        Assert.Equal(Golden, Encoding.UTF8.GetString(ManifestWriter.Write(FormatSamples.Manifest, FormatSamples.Vault)));

    [Fact]
    public void What_is_written_is_written_again_the_same() => Property.Holds(5_000, random =>
    {
        var written = ManifestWriter.Write(RandomManifest(random), FormatSamples.Vault);

        Assert.True(ManifestReader.TryRead(written, FormatSamples.Vault, out var read, out var refusal), refusal?.Reason);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ManifestWriter.Write(read, FormatSamples.Vault)));
    });

    [Theory]
    [InlineData("")]
    [InlineData("aaa")]
    [InlineData("später")]
    [InlineData("zzz")]
    public void Members_that_are_unknown_are_carried_at_every_level(string name)
    {
        var manifest = JsonNode.Parse(Golden)!;
        var shot = manifest["shots"]![0]!;
        JsonNode[] objects = [manifest, manifest["source"]!, shot, shot["annotations"]![0]!];
        foreach (var one in objects)
        {
            one[name] = JsonNode.Parse("""{"deep":[1.50,null]}""");
        }

        Assert.True(ManifestReader.TryRead(FormatSamples.Bytes(manifest.ToJsonString()), FormatSamples.Vault, out var read, out _));
        var written = JsonNode.Parse(ManifestWriter.Write(read, FormatSamples.Vault))!;
        Assert.True(JsonNode.DeepEquals(manifest, written), written.ToJsonString());
    }

    [Fact]
    public void Types_of_annotations_that_are_unknown_are_carried()
    {
        var json = Golden.Replace("\"type\":\"text\"", "\"type\":\"hologram\"", StringComparison.Ordinal);

        Assert.True(ManifestReader.TryRead(FormatSamples.Bytes(json), FormatSamples.Vault, out var read, out _));
        Assert.Equal(json, Encoding.UTF8.GetString(ManifestWriter.Write(read, FormatSamples.Vault)));
    }

    [Fact]
    public void A_newer_format_is_said_to_be_newer()
    {
        var refusal = FormatSamples.RefusalOfManifest("""{"format":2,"kind":"other","shots":17}""");

        Assert.True(refusal!.IsNewerFormat);
        Assert.Contains("update Fastshot", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_vaults_is_refused_unless_any_will_do()
    {
        Assert.False(ManifestReader.TryRead(FormatSamples.Bytes(Golden), FormatSamples.OtherVault, out _, out var refusal));
        Assert.Equal("belongs to another vault", refusal.Reason);
        Assert.True(ManifestReader.TryRead(FormatSamples.Bytes(Golden), vault: null, out _, out _));
    }

    [Theory]
    [InlineData("\"kind\":\"manifest\"", "\"kind\":\"record\"", "no manifest")]
    [InlineData("7k3mq9x2vw4t8n5b", "7K3MQ9X2VW4T8N5B", "names no session")]
    [InlineData("2026-11-22T10:15:00.123+01:00", "yesterday", "created that is no time")]
    [InlineData("\"width\":2560", "\"width\":1e999", "width that is not")]
    [InlineData("\"width\":2560", "\"width\":-1", "width that is not")]
    [InlineData("shots/001.png", "../001.png", "shots/<name>")]
    [InlineData("shots/001.png", "shots/../x", "shots/<name>")]
    [InlineData("shots/001.png", "shots/.x", "shots/<name>")]
    [InlineData("shots/001.png", "shots/a/b", "shots/<name>")]
    [InlineData("shots/001.png", "shots/a.", "shots/<name>")]
    [InlineData("shots/001.png", "shots/A.png", "shots/<name>")]
    [InlineData("shots/001.png", "shots/nul.png", "shots/<name>")]
    [InlineData("shots/001.png", "shots/com7", "shots/<name>")]
    [InlineData("shots/001.png", "shots/", "shots/<name>")]
    [InlineData("shots/001.png", "shots/C:x", "shots/<name>")]
    [InlineData("shots/001.png", "shots/a\\\\b", "shots/<name>")]
    [InlineData("shots/001.png", "/etc/passwd", "shots/<name>")]
    [InlineData("2d711642b7", "2D711642B7", "SHA-256")]
    [InlineData("\"size\":123456", "\"size\":2147483649", "no size")]
    [InlineData("\"size\":123456", "\"size\":-1", "no size")]
    [InlineData("\"width\":1280", "\"width\":0", "no width")]
    [InlineData("\"width\":1280", "\"width\":65536", "no width")]
    [InlineData("\"height\":720", "\"height\":1.5", "no height")]
    [InlineData("\"opacity\":0.75", "\"opacity\":1.01", "opacity")]
    [InlineData("\"scale\":0.5", "\"scale\":0", "scale")]
    [InlineData("\"x\":100", "\"x\":1e10", "x that is not")]
    [InlineData("\"hidden\":true", "\"hidden\":1", "hidden")]
    [InlineData("\"tags\":[\"ui\",\"web\"]", "\"tags\":[1]", "tags")]
    [InlineData("\"tags\":[\"ui\",\"web\"]", "\"tags\":{}", "tags")]
    [InlineData("\"source\":{", "\"source\":[{}],\"z\":{", "source")]
    [InlineData("\"name\":\"Login\"", "\"name\":\"\\ud800\"", "no Unicode")]
    [InlineData("\"name\":\"Login\"", "\"nam\\ud800\":\"Login\"", "")]
    [InlineData("\"kind\":\"manifest\"", "\"kind\":\"manifes\\ud800\"", "")]
    [InlineData("\"name\":\"Login\"", "\"name\":\"Login\",\"name\":\"Login\"", "not JSON")]
    [InlineData("\"shots\":[{", "\"shots\":[17,{", "an object must be")]
    public void What_is_no_manifest_is_refused_with_a_reason(string there, string instead, string words)
    {
        var json = Golden.Replace(there, instead, StringComparison.Ordinal);
        Assert.NotEqual(Golden, json);

        Assert.Contains(words, FormatSamples.RefusalOfManifest(json)!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", Limits.NameLength)]
    [InlineData("description", Limits.DescriptionLength)]
    [InlineData("class", Limits.ClassLength)]
    public void A_text_up_to_its_limit_is_read_and_a_longer_one_is_refused(string name, int lengthMax)
    {
        Assert.Null(With(lengthMax));
        Assert.Contains($"{name} of more than {lengthMax}", With(lengthMax + 1)!.Reason, StringComparison.Ordinal);

        Refusal? With(int length)
        {
            var manifest = JsonNode.Parse(Golden)!;
            manifest[name] = new string('x', length);
            return FormatSamples.RefusalOfManifest(manifest.ToJsonString());
        }
    }

    [Fact]
    public void Tags_up_to_the_limits_are_read_and_more_are_refused()
    {
        Assert.Null(With(Limits.Tags, Limits.TagLength));
        Assert.Contains("more than 50 tags", With(Limits.Tags + 1, 5)!.Reason, StringComparison.Ordinal);
        Assert.Contains("60 characters", With(1, Limits.TagLength + 1)!.Reason, StringComparison.Ordinal);

        static Refusal? With(int count, int length)
        {
            var manifest = JsonNode.Parse(Golden)!;
            manifest["tags"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => JsonValue.Create($"{i}".PadLeft(length, 'x')))]);
            return FormatSamples.RefusalOfManifest(manifest.ToJsonString());
        }
    }

    [Fact]
    public void Shots_up_to_the_limit_are_read_and_one_more_is_refused()
    {
        var shot = FormatSamples.Manifest.Shots[0];
        Assert.Null(With(Limits.Shots));
        Assert.Contains("1000 shots", With(Limits.Shots + 1)!.Reason, StringComparison.Ordinal);

        Refusal? With(int count) => FormatSamples.RefusalOfManifest(Encoding.UTF8.GetString(ManifestWriter.Write(
            FormatSamples.Manifest with { Shots = [.. Enumerable.Repeat(shot, count)] }, FormatSamples.Vault)));
    }

    [Fact]
    public void A_longer_manifest_than_the_limit_is_refused_unread() =>
        Assert.Contains(
            "4194304", FormatSamples.RefusalOfManifest(Golden + new string(' ', Limits.ManifestBytes))!.Reason, StringComparison.Ordinal);

    private static Manifest RandomManifest(Random random) => FormatSamples.Manifest with
    {
        Session = RandomEntries.Id(random),
        Created = new DateTimeOffset(random.NextInt64(700_000_000_000_000_000), TimeSpan.Zero).AddYears(100)
            .ToOffset(TimeSpan.FromMinutes(random.Next(-840, 840))),
        Text = new SessionText
        {
            Name = Text(random),
            Description = Text(random),
            Tags = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Text(random)).Distinct().Order(StringComparer.Ordinal)],
        },
        Board = new BoardSize(random.NextDouble() * 1e9, random.Next() % 1000),
        Shots = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomShot(random))],
        Unknown = new UnknownMembers(ImmutableDictionary<string, CanonicalValue>.Empty.Add(Text(random) + "?", FormatSamples.Json("[1,{}]"))),
    };

    private static Shot RandomShot(Random random) => FormatSamples.Manifest.Shots[0] with
    {
        Width = 1 + random.Next(65_535),
        Title = random.Next(2) == 0 ? null : Text(random),
        Placement = new Placement((random.NextDouble() - 0.5) * 1e9, random.NextDouble()) { Scale = Math.Pow(10, random.Next(-6, 6)) },
        Captured = null,
    };

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => new[] { "a", "ü", "\"", "\\", "\n", "😀", "窗", " ", "\u007f", "\u2028" }[random.Next(10)]));
}
