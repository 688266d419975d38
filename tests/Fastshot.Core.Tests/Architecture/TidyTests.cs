using System.Text.RegularExpressions;

namespace Fastshot.Core.Tests.Architecture;

/// <summary>Keeps the sources as CONTRIBUTING.md asks for them.</summary>
public sealed partial class TidyTests
{
    // A file holds one concept. Of ours, nine in ten have fewer than 160 lines; one of 400 has become two.
    private const int SourceLinesMax = 400;

    // A contract suite and a fake disk are read by looking one thing up.
    private const int TestLinesMax = 450;

    private const int ReadmeLinesMax = 150;

    public static TheoryData<string, string> Refused => new()
    {
        { "a pragma", @"^\s*#pragma\b" },
        { "a region", @"^\s*#(end)?region\b" },
        { "a note to self", @"\b(TODO|FIXME|HACK|XXX)\b" },
        { "a suppressed rule", @"\[(assembly: )?(System\.Diagnostics\.CodeAnalysis\.)?SuppressMessage\b" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void No_source_holds(string what, string pattern)
    {
        var offences =
            from file in Sources("src").Concat(Sources("tests")).Where(file => !file.EndsWith("/TidyTests.cs", StringComparison.Ordinal))
            from line in File.ReadLines(Repository.PathOf(file))
            where Regex.IsMatch(line, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            select $"{file} holds {what}: {line.Trim()}";

        Assert.Empty(offences);
    }

    [Theory]
    [InlineData("src", SourceLinesMax)]
    [InlineData("tests", TestLinesMax)]
    public void A_file_holds_one_concept(string folder, int linesMax) =>
        Assert.DoesNotContain(Sources(folder), file => LinesOf(file) > linesMax);

    [Fact]
    public void Every_type_says_what_it_is()
    {
        var offences =
            from file in Sources("src")
            let lines = File.ReadAllLines(Repository.PathOf(file))
            from index in Enumerable.Range(0, lines.Length)
            where TypeDeclaration().IsMatch(lines[index]) && !HasSummary(lines, index)
            select $"{file}: {lines[index].Trim()}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Nothing_was_left_behind() =>
        Assert.DoesNotContain(Repository.Files(), Leftover().IsMatch);

    [Fact]
    public void The_readme_is_short() => Assert.InRange(LinesOf("README.md"), 1, ReadmeLinesMax);

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var offences =
            from document in Documents()
            from Match link in Link().Matches(File.ReadAllText(Repository.PathOf(document)))
            let target = Path.Combine(Path.GetDirectoryName(Repository.PathOf(document))!, link.Groups["path"].Value)
            where !Path.Exists(target)
            select $"{document} links to {link.Groups["path"].Value}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Every_section_that_the_code_names_exists()
    {
        var offences =
            from file in Sources("src").Concat(Sources("tests"))
            from Match named in NamedSection().Matches(File.ReadAllText(Repository.PathOf(file)))
            let document = Repository.PathOf(named.Groups["document"].Value)
            where !File.Exists(document) || !File.ReadLines(document).Any(line => IsHeading(line, named.Groups["section"].Value))
            select $"{file} names {named.Value}";

        Assert.Empty(offences);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Repository.Files(folder).Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    private static IEnumerable<string> Documents() =>
        Repository.Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal) && !file.Contains("/vectors/", StringComparison.Ordinal));

    private static int LinesOf(string file) => File.ReadLines(Repository.PathOf(file)).Count();

    private static bool IsHeading(string line, string section) =>
        line.StartsWith('#') && line.TrimStart('#', ' ').StartsWith(section, StringComparison.Ordinal);

    // Upwards over attributes, to the comment of the type.
    private static bool HasSummary(string[] lines, int index)
    {
        var above = lines[..index].Reverse().Select(line => line.Trim()).SkipWhile(line => line.StartsWith('['));
        return above.TakeWhile(line => line.StartsWith("///", StringComparison.Ordinal)).Any(line => line.Contains("<summary>", StringComparison.Ordinal));
    }

    // At the start of a line: a type inside another one is described with it.
    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe|ref) )+(?:class|record|struct|interface|enum) ", RegexOptions.None, 1000)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\.(?:orig|rej|bak|swp|tmp|log)$|~$|/(?:Class1|UnitTest1|Thumbs\.db|\.DS_Store)\b", RegexOptions.None, 1000)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\]\((?<path>[^)#:\s]+)(?:#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("(?<document>docs/[a-z-]+\\.md), \"(?<section>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedSection();
}
