using System.Text;
using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

public sealed class CanonicalCursorTests
{
    private const string Characters = "aé漢\"\\\n\u0001{}[],:";

    private static readonly byte[][] Words =
        [.. new[] { "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "1e9", "\\ud800" }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Any_canonical_value_is_walked_through_as_the_base_library_does() => Property.Holds(20_000, random =>
    {
        var value = CanonicalWriter.Of(writer => WriteAny(random, writer, depth: 0));
        using var document = JsonDocument.Parse(value.Memory);
        var cursor = new CanonicalCursor(value.Utf8);

        AssertSame(document.RootElement, ref cursor);
    });

    [Fact]
    public void Whatever_the_bytes_are_a_walk_ends_and_throws_nothing() => Property.Holds(100_000, random =>
    {
        var value = CanonicalWriter.Of(writer => WriteAny(random, writer, depth: 0));
        var damaged = Mutation.Of(random, value.Utf8, Words);

        Visit(new CanonicalCursor(damaged));
    });

    [Fact]
    public void A_value_of_another_kind_reads_as_absent_and_is_passed()
    {
        var cursor = new CanonicalCursor("{\"a\":{\"x\":[1,\"}\"]},\"b\":\"t\",\"c\":[],\"d\":1.5,\"e\":9}"u8);

        Assert.True(cursor.EntersObject());
        Assert.True(cursor.NextMember(out _));
        Assert.Null(cursor.Text());
        Assert.True(cursor.NextMember(out _));
        Assert.Equal(-1, cursor.Integer(-1));
        Assert.True(cursor.NextMember(out _));
        Assert.Equal(double.NaN, cursor.Number());
        Assert.True(cursor.NextMember(out _));
        Assert.Equal(-1, cursor.Integer(-1));
        Assert.True(cursor.NextMember(out var last));
        Assert.Equal("e", Encoding.UTF8.GetString(last));
        Assert.Equal(9, cursor.Integer(-1));
        Assert.False(cursor.NextMember(out _));
    }

    private static void WriteAny(Random random, CanonicalWriter writer, int depth)
    {
        switch (random.Next(depth > 3 ? 4 : 6))
        {
            case 0:
                writer.Number(random.NextInt64(-Limits.Counter, Limits.Counter));
                break;
            case 1:
                writer.Number(Math.Round(random.NextDouble() * 1000, 3));
                break;
            case 2:
                writer.Text(new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => Characters[random.Next(Characters.Length)])]));
                break;
            case 3:
                writer.Boolean(random.Next(2) == 0);
                break;
            case 4:
                writer.BeginArray();
                for (var i = random.Next(4); i > 0; i--)
                {
                    WriteAny(random, writer, depth + 1);
                }

                writer.EndArray();
                break;
            default:
                writer.BeginObject();
                for (var i = random.Next(4); i > 0; i--)
                {
                    WriteAny(random, writer.Name($"m{9 - i}"), depth + 1);
                }

                writer.EndObject();
                break;
        }
    }

    private static void AssertSame(JsonElement expected, ref CanonicalCursor cursor)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.True(cursor.EntersObject());
                foreach (var member in expected.EnumerateObject())
                {
                    Assert.True(cursor.NextMember(out var name));
                    Assert.Equal(member.Name, Encoding.UTF8.GetString(name));
                    AssertSame(member.Value, ref cursor);
                }

                Assert.False(cursor.NextMember(out _));
                break;
            case JsonValueKind.Array:
                Assert.True(cursor.EntersArray());
                foreach (var item in expected.EnumerateArray())
                {
                    Assert.True(cursor.NextItem());
                    AssertSame(item, ref cursor);
                }

                Assert.False(cursor.NextItem());
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), cursor.Text());
                break;
            case JsonValueKind.Number when expected.TryGetInt64(out var whole):
                Assert.Equal(whole, cursor.Integer(long.MinValue));
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetDouble(), cursor.Number());
                break;
            default:
                cursor.Skip();
                break;
        }
    }

    // A value of n bytes has fewer than n parts, so a walk that does not end is seen.
    private static void Visit(CanonicalCursor cursor)
    {
        var parts = 0;
        while (cursor.EntersObject() ? cursor.NextMember(out _) : cursor.EntersArray() && cursor.NextItem())
        {
            Assert.True(++parts < 10_000);
            cursor.Text();
            cursor.NextMember(out _);
            cursor.Number();
            cursor.NextItem();
            cursor.Skip();
        }
    }
}
