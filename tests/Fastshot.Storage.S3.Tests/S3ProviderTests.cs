using System.Globalization;
using System.Text.RegularExpressions;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3.Tests;

/// <summary>Keeps docs/storage, docs/cost.md and the program the same.</summary>
public sealed partial class S3ProviderTests
{
    public static TheoryData<string, string, string> Rows => [.. PageRow().Matches(Document("docs/storage/README.md"))
        .Select(row => (row.Groups["name"].Value, row.Groups["page"].Value, row.Groups["address"].Value))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_provider_has_its_page_and_the_prices_that_the_page_says(string name, string page, string address)
    {
        Assert.True(S3Address.TryParse(
            address.Replace("BUCKET", "bucket", StringComparison.Ordinal).Replace("PORT", "9000", StringComparison.Ordinal), out var parsed, out var reason), reason);
        var provider = S3Provider.Of(parsed.Endpoint);

        Assert.Equal($"docs/storage/{page}", provider.Page);
        Assert.Contains(address, Document(provider.Page), StringComparison.Ordinal);
        Assert.Equal(PricesOf(name), provider.Prices);
    }

    [Fact]
    public void Every_provider_of_the_page_of_prices_is_known() =>
        Assert.Empty(PriceRow().Matches(Document("docs/cost.md")).Select(row => row.Groups["name"].Value).Except(Rows.Select(row => row.Data.Item1)));

    private static StorePrices? PricesOf(string name)
    {
        var row = PriceRow().Matches(Document("docs/cost.md")).SingleOrDefault(row => row.Groups["name"].Value == name);
        return row is null ? null : new StorePrices(Price("put"), Price("list"), Price("get"), Price("out"));

        decimal Price(string group) => decimal.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static string Document(string path) => File.ReadAllText(Repository.PathOf(path));

    [GeneratedRegex(@"^\| (?<name>[^|]+?) \| \[[^\]]+\]\((?<page>[a-z0-9-]+\.md)\) \| `(?<address>s3://[^`]+)` \|$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageRow();

    [GeneratedRegex(@"^\| (?<name>[^|]+?) \| (?<put>[\d.]+) \| (?<list>[\d.]+) \| (?<get>[\d.]+) \| (?<out>[\d.]+) \|$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PriceRow();
}
