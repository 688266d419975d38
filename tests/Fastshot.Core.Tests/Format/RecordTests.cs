using System.Text;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

public sealed class RecordTests
{
    private const string Head = """{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","sessions":""";

    [Fact]
    public void A_record_has_this_document()
    {
        var expected = Head
            + """{"0000000000000000":[1,"AAAAAAAAAAc",{"created":"2026-11-22T10:15:00+01:00","name":"Login"}]"""
            + ""","7k3mq9x2vw4t8n5b":{"name":[2,"AAAAAAAAAAg","später"],"tag/ü":[3,"AAAAAAAAAAk",true]}"""
            + ""","yyyyyyyyyyyyyyyy":["purged",4,"AAAAAQAAAAAAAAACAAAAAAAAAAM"],"zzzzzzzzzzzzzzzz":["purged",4]}}""";

        var document = PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, FormatSamples.Entries);

        Assert.Equal(expected, Encoding.UTF8.GetString(document.Span));
    }

    [Fact]
    public void What_is_written_is_read_back_in_whole_KiB() => Property.Holds(10_000, random =>
    {
        var entries = Enumerable.Range(0, random.Next(4))
            .Select(_ => new KeyValuePair<EntryId, Entry>(RandomEntries.Id(random), RandomEntries.Entry(random)))
            .OrderBy(one => one.Key).ToList();

        var plaintext = PieceWriter.WriteRecord(FormatSamples.Vault, entries);

        Assert.Equal(0, plaintext.Length % 1024);
        Assert.True(PieceReader.TryRead(plaintext, PieceKind.Record, FormatSamples.Vault, out var piece, out var refusal), refusal?.Reason);
        Assert.Equal(entries, piece.Entries);
    });

    [Fact]
    public void Members_of_the_document_that_are_unknown_are_passed_over_wherever_they_stand()
    {
        var json = """{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","new":[{"a":1}],"sessions":{},"z":null}""";

        Assert.Null(FormatSamples.RefusalOfRecord(json));
    }

    [Fact]
    public void Fields_and_values_that_are_unknown_are_carried()
    {
        var json = Head + """{"7k3mq9x2vw4t8n5b":{"~new/thing":[9007199254740991,"AAAAAAAAAAg",{"b":[1.50,{}],"a":null}]}}}""";

        Assert.True(PieceReader.TryRead(FormatSamples.Packed(FormatSamples.Bytes(json)), PieceKind.Record, FormatSamples.Vault, out var piece, out _));
        var written = PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, piece.Entries);
        Assert.Contains("""[9007199254740991,"AAAAAAAAAAg",{"~new/thing":{"a":null,"b":[1.50,{}]}}]""", Encoding.UTF8.GetString(written.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":2,"kind":"record","vault":"00112233445566778899aabbccddeeff","sessions":{}}""", "format 2")]
    [InlineData("""{"format":2,"anything":[]}""", "format 2")]
    public void A_newer_format_is_said_to_be_newer(string json, string words)
    {
        var refusal = FormatSamples.RefusalOfRecord(json);

        Assert.True(refusal!.IsNewerFormat);
        Assert.Contains(words, refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "does not start with its format")]
    [InlineData("""{"kind":"record","format":1}""", "does not start with its format")]
    [InlineData("""{"format":99999999999,"kind":"record"}""", "does not start with its format")]
    [InlineData("""{"format":1,"kind":"manifest"}""", "no record")]
    [InlineData("""{"format":1,"kind":"recor\ud800"}""", "no record")]
    [InlineData("""{"format":1,"kind":"record","vault":"ffeeddccbbaa99887766554433221100","sessions":{}}""", "another vault")]
    [InlineData("""{"format":1,"kind":"record","vault":"0011223344556677889\ud800aabbccddeeff","sessions":{}}""", "another vault")]
    [InlineData("""{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff"}""", "names no sessions")]
    [InlineData("""{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","sessions":{},"sessions":{}}""", "twice")]
    [InlineData("""{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","sessions":[]}""", "no object")]
    [InlineData("""{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","session\ud800":{}}""", "")]
    [InlineData("""{"format":1,"kind":"record","vault":"00112233445566778899aabbccddeeff","sessions":{}}{}""", "not JSON")]
    [InlineData(Head + "{\"short\":[\"purged\",1]}}", "wrongly or twice")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1],\"7k3mq9x2vw4t8n5b\":[\"purged\",1]}}", "wrongly or twice")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",9007199254740992]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",-1]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"\"]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"AAAA\"]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"$$$$\"]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"AAAAAf__________AAAAAAAAAAM\"]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"AAAAAQAAAAAAAAACAAAAAAAAAAMAAAABAAAAAAAAAAIAAAAAAAAAAw\"]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purged\",1,\"AAAAAQAAAAAAAAACAAAAAAAAAAM\",1]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"purge\\ud800\",1]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[\"gone\",1]}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":17}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"a\":[1,\"AAAAAAAAAAk\",1,2]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"a\":[1,\"AAAAAAAAAAl\",1]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"a\":[1.5,\"AAAAAAAAAAk\",1]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"a\":[1,\"AAAAAAAAAAk\",\"\\ud800\"]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"a\":[1,\"AAAAAAAAAAk\",{\"b\":1,\"b\":2}]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":{\"\\ud800\":[1,\"AAAAAAAAAAk\",1]}}}", "no known form")]
    [InlineData(Head + "{\"7k3mq9x2vw4t8n5b\":[1,\"AAAAAAAAAAk\",{\"b\":1,\"a\":1,\"b\":2}]}}", "twice")]
    public void What_is_no_record_is_refused_with_a_reason(string json, string words) =>
        Assert.Contains(words, FormatSamples.RefusalOfRecord(json)!.Reason, StringComparison.Ordinal);

    [Fact]
    public void Fields_up_to_the_limit_are_read_and_one_more_is_refused()
    {
        Assert.Null(FormatSamples.RefusalOfRecord(WithFields(Limits.Fields)));
        Assert.Contains("256 fields", FormatSamples.RefusalOfRecord(WithFields(Limits.Fields + 1))!.Reason, StringComparison.Ordinal);

        static string WithFields(int count) =>
            Head + "{\"7k3mq9x2vw4t8n5b\":[1,\"AAAAAAAAAAk\",{"
            + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i:0000}\":1")) + "}]}}";
    }

    [Fact]
    public void An_entry_up_to_the_limit_is_read_and_a_longer_one_is_refused()
    {
        var around = "[1,\"AAAAAAAAAAk\",{\"a\":\"\"}]".Length;
        Assert.Null(FormatSamples.RefusalOfRecord(WithText(Limits.EntryBytes - around)));
        Assert.Contains("65536", FormatSamples.RefusalOfRecord(WithText(Limits.EntryBytes - around + 1))!.Reason, StringComparison.Ordinal);

        static string WithText(int length) =>
            $"{Head}{{\"7k3mq9x2vw4t8n5b\":[1,\"AAAAAAAAAAk\",{{\"a\":\"{new string('x', length)}\"}}]}}}}";
    }

    [Fact]
    public void Text_that_is_no_UTF_8_is_refused()
    {
        byte[] document = [.. FormatSamples.Bytes(Head), .. "{\"\xff\":1}}"u8, 0xFF];

        Assert.False(PieceReader.TryRead(FormatSamples.Packed(document), PieceKind.Record, FormatSamples.Vault, out _, out var refusal));
        Assert.Equal("is not UTF-8", refusal.Reason);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains(
            "not JSON",
            FormatSamples.RefusalOfRecord($"{Head}{{\"7k3mq9x2vw4t8n5b\":[1,\"AAAAAAAAAAk\",{{\"a\":{new string('[', 100_000)}")!.Reason,
            StringComparison.Ordinal);
}
