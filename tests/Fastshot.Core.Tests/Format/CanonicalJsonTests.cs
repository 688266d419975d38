using System.Text;
using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData(" { \"b\" : 1 , \"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2],\"b\":1}")]
    [InlineData("\"\\u0041\\/\\n\\u001f\\u00fc\\ud83d\\ude00\"", "\"A/\\n\\u001fü😀\"")]
    [InlineData("{\"\":1,\"\\u0061\":2}", "{\"\":1,\"a\":2}")]
    [InlineData("1.50e+3", "1.50e+3")]
    [InlineData("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2}", "{\"😀\":2,\"\ufb33\":1}")]
    public void One_value_has_one_form(string json, string canonical) => Assert.Equal(canonical, Canonical(json));

    [Fact]
    public void The_canonical_form_of_a_canonical_form_is_itself() => Property.Holds(10_000, random =>
    {
        var once = Canonical(Random(random, 4));

        Assert.Equal(once, Canonical(once));
    });

    [Fact]
    public void Order_and_spaces_do_not_matter() => Property.Holds(10_000, random =>
    {
        var seed = random.Next();

        Assert.Equal(Canonical(Random(new Random(seed), 4)), Canonical(Random(new Random(seed), 4, isShuffled: true)));
    });

    [Fact]
    public void Values_of_a_record_are_read_in_the_same_form() => Property.Holds(10_000, random =>
    {
        var json = Random(random, 4, isShuffled: true);
        var document = FormatSamples.Bytes($"[ {json} ]");
        var reader = new Utf8JsonReader(document);
        reader.Read();
        reader.Read();

        Assert.True(CanonicalReader.TryRead(ref reader, document, out var value));
        Assert.Equal(Canonical(json), value.ToString());
    });

    [Fact]
    public void An_object_of_very_many_members_in_the_worst_order_is_ordered_in_no_time()
    {
        const int Count = 300_000;
        var json = new StringBuilder("{");
        for (var i = Count; i > 0; i--)
        {
            json.Append('"').AppendFormat(null, "{0:000000}", i).Append("\":0").Append(i == 1 ? '}' : ',');
        }

        Assert.StartsWith("{\"000001\":0,\"000002\":0,", Canonical(json.ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("[{\"a\":\"\\udc00\\ud800\"}]")]
    public void What_is_no_Unicode_has_no_canonical_form(string json)
    {
        if (CanonicalJson.TryParse(FormatSamples.Bytes(json), out var document, out var reason))
        {
            using (document)
            {
                Assert.False(CanonicalJson.TryCanonicalize(document.RootElement, out _));
            }
        }
        else
        {
            Assert.NotEmpty(reason);
        }
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}")]
    [InlineData("{}{}")]
    [InlineData("")]
    [InlineData("[1,]")]
    [InlineData("{/**/}")]
    public void Duplicates_and_what_is_not_one_document_are_refused(string json)
    {
        Assert.False(CanonicalJson.TryParse(FormatSamples.Bytes(json), out _, out var reason));
        Assert.StartsWith("is not JSON", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        Assert.True(IsParsed(CanonicalJson.DepthMax));
        Assert.False(IsParsed(CanonicalJson.DepthMax + 1));
        Assert.False(IsParsed(1_000_000));

        static bool IsParsed(int depth)
        {
            var isParsed = CanonicalJson.TryParse(
                FormatSamples.Bytes(new string('[', depth) + new string(']', depth)), out var document, out _);
            document?.Dispose();
            return isParsed;
        }
    }

    [Fact]
    public void A_writer_refuses_members_out_of_order_and_numbers_that_are_none()
    {
        Assert.Throws<InvalidOperationException>(() => new CanonicalWriter().BeginObject().Name("b").Null().Name("a"));
        Assert.Throws<InvalidOperationException>(() => new CanonicalWriter().BeginObject().Name("a").Null().Name("a"));
        Assert.Throws<InvalidOperationException>(() => new CanonicalWriter().BeginArray().Name("a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CanonicalWriter().Number(double.NaN));
    }

    [Fact]
    public void Numbers_are_written_in_the_fewest_digits_that_read_back() => Property.Holds(10_000, random =>
    {
        var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        if (double.IsFinite(number))
        {
            var written = CanonicalWriter.Of(writer => writer.Number(number));
            using var document = JsonDocument.Parse(written.Memory);
            Assert.Equal(number, document.RootElement.GetDouble());
        }
    });

    private static string Canonical(string json)
    {
        Assert.True(CanonicalJson.TryParse(FormatSamples.Bytes(json), out var document, out var reason), reason);
        using (document)
        {
            Assert.True(CanonicalJson.TryCanonicalize(document.RootElement, out CanonicalValue value));
            return value.ToString();
        }
    }

    // The same seed gives the same value; shuffled, its members stand in another order and with spaces.
    private static string Random(Random random, int depth, bool isShuffled = false)
    {
        var space = isShuffled ? " " : "";
        switch (random.Next(depth == 0 ? 4 : 6))
        {
            case 0:
                return random.Next(2) == 0 ? "null" : "true";
            case 1:
                return random.Next(2) == 0 ? "-0" : random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
            case 2:
                return isShuffled ? "\"\\u00e4 \\u0022\"" : "\"ä \\\"\"";
            case 3:
                return $"\"{(char)('a' + random.Next(26))}\"";
            case 4:
                var items = Enumerable.Range(0, random.Next(4)).Select(_ => Random(random, depth - 1, isShuffled)).ToList();
                return $"[{space}{string.Join(space + "," + space, items)}]";
            default:
                string[] names = ["a", "", "z", "ü", "😀", "\uFB33", "aa", "~"];
                var members = names.Where(_ => random.Next(2) == 0).ToList()
                    .ConvertAll(name => $"\"{name}\"{space}:{Random(random, depth - 1, isShuffled)}");
                if (isShuffled)
                {
                    members.Reverse();
                }

                return $"{{{string.Join(space + ",", members)}{space}}}";
        }
    }
}
