using System.Globalization;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Holds docs/threat-model.md to its word: each promise names a test, and each test that it names exists.</summary>
public sealed class ThreatModelTests
{
    // A row of the table of promises begins with its number.
    private static readonly string[] Promises =
    [
        .. File.ReadLines(Repository.PathOf("docs/threat-model.md")).Where(line => line is ['|', ' ', >= '0' and <= '9', ..]),
    ];

    [Fact]
    public void Each_promise_has_a_number_and_names_a_test()
    {
        Assert.Equal(
            Enumerable.Range(1, Promises.Length).Select(number => number.ToString(CultureInfo.InvariantCulture)),
            Promises.Select(line => line.Split('|')[1].Trim()));
        Assert.True(Promises.Length >= 15);
        Assert.All(Promises, line => Assert.NotEmpty(NamedTests.In(line)));
    }

    [Fact]
    public void Each_test_that_is_named_exists() => Assert.Empty(Promises.SelectMany(NamedTests.MissingIn));
}
