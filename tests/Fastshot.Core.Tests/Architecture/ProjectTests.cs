using System.Xml.Linq;

namespace Fastshot.Core.Tests.Architecture;

/// <summary>Keeps the references between projects those of docs/architecture.md, "Projects".</summary>
public sealed class ProjectTests
{
    private const string Core = "Fastshot.Core";
    private const string Cli = "Fastshot.Cli";

    public static TheoryData<string> Sources => [.. Projects("src")];

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_project_names_only_what_it_may(string project)
    {
        var isAllowed = Path.GetFileNameWithoutExtension(project) switch
        {
            Core => (Func<string, bool>)(_ => false),
            Cli => _ => true,
            _ => name => name == Core,
        };

        Assert.DoesNotContain(References(project), name => !isAllowed(name));
    }

    [Fact]
    public void Sources_never_name_tests()
    {
        var sources = Projects("src").Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.All(Projects("src"), project => Assert.Subset(sources, References(project).ToHashSet<string?>()));
    }

    [Fact]
    public void Every_project_is_in_the_solution() =>
        Assert.Equal(
            Projects(""),
            XDocument.Load(Repository.PathOf("Fastshot.slnx")).Descendants("Project")
                .Select(one => one.Attribute("Path")!.Value)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_of_the_sources_is_described()
    {
        var described = MarkdownTable.Below("docs/architecture.md", "## Projects").Select(row => row[0].Trim('`'));

        Assert.Empty(Projects("src").Select(project => Path.GetDirectoryName(project)!).Except(described));
    }

    [Fact]
    public void Every_package_has_a_decision()
    {
        var decisions = string.Concat(
            Repository.Files("docs/decisions").Select(file => File.ReadAllText(Repository.PathOf(file))));
        var packages = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants()
            .Where(one => one.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(one => one.Attribute("Include")!.Value);

        Assert.DoesNotContain(packages, package => !decisions.Contains(WithoutPart(package), StringComparison.Ordinal));
    }

    // Parts of xunit.v3 and of an analyzer's name are covered by the whole.
    private static string WithoutPart(string package) => package switch
    {
        "xunit.v3.extensibility.core" or "xunit.v3.assert" => "xunit.v3",
        "Microsoft.CodeAnalysis.BannedApiAnalyzers" => "BannedApiAnalyzers",
        _ => package,
    };

    private static IEnumerable<string> Projects(string folder) =>
        Repository.Files(folder).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference")
            .Select(one => Path.GetFileNameWithoutExtension(one.Attribute("Include")!.Value.Replace('\\', '/')));
}
