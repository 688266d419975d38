namespace Fastshot.Cli.Tests.Documents;

/// <summary>Holds the table of faults in docs/sync-protocol.md to its word: each row names a test that exists.</summary>
public sealed class FailureTableTests
{
    // As many as the protocol was designed with, and those that came since.
    private const int RowsMin = 17;

    private static readonly string[] Rows =
    [
        .. File.ReadLines(Repository.PathOf("docs/sync-protocol.md"))
            .SkipWhile(line => line != "## What can fail").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1),
    ];

    [Fact]
    public void Each_fault_names_a_test()
    {
        Assert.True(Rows.Length >= RowsMin, $"{Rows.Length} rows.");
        Assert.All(Rows, row => Assert.True(NamedTests.In(row).Length > 0, row));
    }

    [Fact]
    public void Each_test_that_is_named_exists() => Assert.Empty(Rows.SelectMany(NamedTests.MissingIn));
}
