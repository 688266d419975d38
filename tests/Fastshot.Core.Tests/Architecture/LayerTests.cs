using System.Text.RegularExpressions;

namespace Fastshot.Core.Tests.Architecture;

/// <summary>Keeps the folders of Fastshot.Core the layers that docs/architecture.md draws.</summary>
public sealed partial class LayerTests
{
    // Each layer, with the layers that it may name. Every layer may name Runtime.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Runtime"] = [],
        ["Model"] = [],
        ["Crypto"] = [],
        ["Imaging"] = [],
        ["Storage"] = [],
        ["Format"] = ["Model"],
        ["Catalog"] = ["Model", "Format"],
        ["Vault"] = ["Model", "Crypto", "Storage", "Format", "Catalog"],
        ["Library"] = ["Model", "Imaging", "Storage", "Catalog", "Vault"],
        ["Exchange"] = ["Model", "Imaging", "Storage", "Format", "Vault", "Library"],
        ["Configuration"] = ["Storage"],
        ["Sync"] = ["Model", "Storage", "Catalog", "Vault", "Library"],
        ["Trust"] = ["Model", "Storage", "Catalog", "Vault", "Library", "Sync"],
        ["Operations"] = ["Storage"],
        ["Workspace"] =
        [
            "Model", "Crypto", "Imaging", "Storage", "Format", "Catalog", "Vault", "Library", "Exchange",
            "Configuration", "Sync", "Trust", "Operations",
        ],
    };

    // Within Fastshot.Core the beginning of a namespace may be left out.
    private static readonly Regex PartOfName = new(
        $@"(?<![\w.])(Core\.)?(?<layer>{string.Join('|', MayUse.Keys)})\.(?=[A-Z])",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    public static TheoryData<string> Layers => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_names_only_the_layers_below_it(string layer)
    {
        string[] allowed = ["Runtime", layer, .. MayUse[layer]];
        var offences =
            from file in Directory.EnumerateFiles(Path.Combine(CoreFolder(), layer), "*.cs", SearchOption.AllDirectories)
            from named in LayersNamedBy(File.ReadAllText(file))
            where !allowed.Contains(named)
            select $"{Path.GetFileName(file)} names {named}";

        Assert.Empty(offences.Distinct());
    }

    [Theory]
    [InlineData("using Fastshot.Core.Library.Index;", "Library")]
    [InlineData("var x = Library.SessionLibrary.OpenAsync();", "Library")]
    [InlineData("typeof(Core.Sync.SyncPlan)", "Sync")]
    [InlineData("List<Vault.KeyFiles> files", "Vault")]
    [InlineData("library.Vault.Text, image.Format.Extension // Sync.Push", null)]
    [InlineData("MyLibrary.X(\"Library\"); Library = 3;", null)]
    public void A_layer_is_named_by_its_namespace_whole_or_in_part(string code, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], LayersNamedBy(code));

    [Fact]
    public void Every_folder_is_a_layer() =>
        Assert.Equal(
            MayUse.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(CoreFolder())
                .Select(folder => Path.GetFileName(folder)!)
                .Except(["bin", "obj"])
                .Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_in_the_documents_is_this_one()
    {
        var written = MarkdownTable.Below("docs/architecture.md", "## Layers");

        Assert.Equal(
            MayUse.Select(row => $"{row.Key}: {(row.Value is [] ? "–" : string.Join(", ", row.Value))}").Order(StringComparer.Ordinal),
            written.Select(row => $"{row[0]}: {row[1]}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> LayersNamedBy(string code) =>
        LayerName().Matches(code).Concat(PartOfName.Matches(Comment().Replace(code, "")))
            .Select(match => match.Groups["layer"].Value);

    [GeneratedRegex(@"\bFastshot\.Core\.(?<layer>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LayerName();

    [GeneratedRegex("//.*", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    private static string CoreFolder() => Repository.PathOf("src/Fastshot.Core");
}
