using System.Text;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

public sealed class CheckpointTests
{
    private const string Head = """{"format":1,"kind":"checkpoint","vault":"00112233445566778899aabbccddeeff",""";
    private const string Name = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string Rest = "\"sessions\":{},\"texts\":[]}";

    [Fact]
    public void A_checkpoint_has_this_document()
    {
        var checkpoint = new Checkpoint(
            [new SegmentName(default, 1000, 7, IsText: false), new SegmentName(default, 2000, 3, IsText: true)],
            new HashSet<Digest> { default });

        var document = PieceWriter.Document(PieceKind.Checkpoint, FormatSamples.Vault, [], checkpoint);

        Assert.Equal(
            Head + $"\"covers\":[\"{Name}\"],\"segments\":[[\"{Name}\",1000,7]],\"sessions\":{{}},\"texts\":[[\"{Name}\",2000,3]]}}",
            Encoding.UTF8.GetString(document.Span));
    }

    [Fact]
    public void What_is_written_is_read_back() => Property.Holds(2_000, random =>
    {
        var checkpoint = new Checkpoint(
            [.. Enumerable.Range(0, random.Next(4)).Select(i => Segment(random, isText: false)), .. Enumerable.Range(0, random.Next(3)).Select(_ => Segment(random, isText: true))],
            Enumerable.Range(0, random.Next(5)).Select(_ => Any(random)).ToHashSet());

        var plaintext = PieceWriter.WriteCheckpoint(FormatSamples.Vault, checkpoint, FormatSamples.Entries);

        Assert.True(PieceReader.TryRead(plaintext, PieceKind.Checkpoint, FormatSamples.Vault, out var piece, out var refusal), refusal?.Reason);
        Assert.Equal(checkpoint.Segments, piece.Checkpoint!.Segments);
        Assert.Equal(checkpoint.Covers.Order(), piece.Checkpoint.Covers.Order());
        Assert.Equal(FormatSamples.Entries.OrderBy(one => one.Key), piece.Entries);
    });

    [Fact]
    public void A_segment_is_read_back_and_is_no_record()
    {
        var plaintext = PieceWriter.WriteSegment(FormatSamples.Vault, FormatSamples.Entries);

        Assert.True(PieceReader.TryRead(plaintext, PieceKind.Segment, FormatSamples.Vault, out var piece, out _));
        Assert.Equal(FormatSamples.Entries.OrderBy(one => one.Key), piece.Entries);
        Assert.Null(piece.Checkpoint);
        Assert.False(PieceReader.TryRead(plaintext, PieceKind.Record, FormatSamples.Vault, out _, out var refusal));
        Assert.Equal("is no record", refusal.Reason);
    }

    [Theory]
    [InlineData("\"segments\":[]," + Rest, "what it stands for")]
    [InlineData("\"covers\":[]," + Rest, "what it stands for")]
    [InlineData("\"covers\":[],\"segments\":[],\"sessions\":{}}", "what it stands for")]
    [InlineData("\"covers\":{},\"segments\":[]," + Rest, "list of what it covers")]
    [InlineData("\"covers\":[1],\"segments\":[]," + Rest, "list of what it covers")]
    [InlineData("\"covers\":[\"\\ud800\"],\"segments\":[]," + Rest, "list of what it covers")]
    [InlineData("\"covers\":[\"short\"],\"segments\":[]," + Rest, "list of what it covers")]
    [InlineData("\"covers\":[],\"covers\":[],\"segments\":[]," + Rest, "list of what it covers")]
    [InlineData("\"covers\":[],\"segments\":[],\"segments\":[]," + Rest, "list of segments")]
    [InlineData("\"covers\":[],\"segments\":[[\"" + Name + "\",1]]," + Rest, "list of segments")]
    [InlineData("\"covers\":[],\"segments\":[[\"" + Name + "\",-1,1]]," + Rest, "list of segments")]
    [InlineData("\"covers\":[],\"segments\":[[\"" + Name + "\",33554433,1]]," + Rest, "list of segments")]
    [InlineData("\"covers\":[],\"segments\":[[\"" + Name + "\",1,1,1]]," + Rest, "list of segments")]
    [InlineData("\"covers\":[],\"segments\":[[7,1,1]]," + Rest, "list of segments")]
    public void What_is_no_checkpoint_is_refused_with_a_reason(string json, string words)
    {
        var packed = FormatSamples.Packed(FormatSamples.Bytes(Head + json));

        Assert.False(PieceReader.TryRead(packed, PieceKind.Checkpoint, FormatSamples.Vault, out _, out var refusal));
        Assert.Contains(words, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_may_be_covered_or_named_is_refused()
    {
        Assert.Null(RefusalOf(covers: Limits.CoversRead, segments: Limits.Segments));
        Assert.Contains("covers", RefusalOf(covers: Limits.CoversRead + 1, segments: 0)!.Reason, StringComparison.Ordinal);
        Assert.Contains("segments", RefusalOf(covers: 0, segments: Limits.Segments + 1)!.Reason, StringComparison.Ordinal);

        static Refusal? RefusalOf(int covers, int segments)
        {
            var random = new Random(1);
            var json = $"{Head}\"covers\":[{string.Join(',', Enumerable.Range(0, covers).Select(_ => $"\"{Any(random).Base64Url}\""))}],"
                + $"\"segments\":[{string.Join(',', Enumerable.Repeat($"[\"{Name}\",1,1]", segments))}],{Rest}";
            PieceReader.TryRead(FormatSamples.Packed(FormatSamples.Bytes(json)), PieceKind.Checkpoint, FormatSamples.Vault, out _, out var refusal);
            return refusal;
        }
    }

    private static SegmentName Segment(Random random, bool isText) =>
        new(Any(random), random.Next(Limits.SegmentBytes), random.Next(), isText);

    private static Digest Any(Random random)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        random.NextBytes(bytes);
        return new Digest(bytes);
    }
}
