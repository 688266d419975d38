namespace Fastshot.Cli.Tests.Documents;

/// <summary>The rows of a table in a document that name, in their last cell, the tests that show them.</summary>
internal static class NamedTests
{
    private static readonly Lazy<List<string>> Sources = new(() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)]);

    /// <summary>`Class.Method` in the last cell.</summary>
    public static string[] In(string row) =>
        [.. row.Split('|')[^2].Split('`').Where((part, i) => i % 2 == 1 && part.Contains('.', StringComparison.Ordinal))];

    /// <summary>Those of the tests that a row names that nobody wrote.</summary>
    public static IEnumerable<string> MissingIn(string row) => In(row).Where(test => !Sources.Value.Any(source => Declares(source, test)));

    private static bool Declares(string source, string test)
    {
        var (type, method) = (test.Split('.')[0], test.Split('.')[1]);
        return " (:\r\n".Any(end => source.Contains($" class {type}{end}", StringComparison.Ordinal))
            && new[] { "void", "async Task", "Task" }.Any(result => source.Contains($"    public {result} {method}(", StringComparison.Ordinal));
    }
}
