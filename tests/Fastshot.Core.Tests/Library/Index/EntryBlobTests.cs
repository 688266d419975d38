using System.Buffers;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Library.Index;

public sealed class EntryBlobTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var samples = new IndexSamples(3);
        var output = new ArrayBufferWriter<byte>();
        foreach (var (id, entry) in Enumerable.Range(0, Scale.Of(10_000)).Select(_ => samples.Piece(500)))
        {
            EntryBlob.Write(output, id, entry);

            Assert.True(EntryBlob.TryRead(output.WrittenSpan, out var readId, out var read));
            Assert.Equal((id, entry), (readId, read));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Limits.Counter)]
    public void Counters_of_any_size_are_kept(long counter)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryBlob.Write(output, EntryId.Vault, new Entry.Purged(counter));

        Assert.True(EntryBlob.TryRead(output.WrittenSpan, out var id, out var entry));
        Assert.Equal((EntryId.Vault, new Entry.Purged(counter)), (id, entry));
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_refused()
    {
        var output = new ArrayBufferWriter<byte>();
        var (id, entry) = IndexSamples.Pair(IndexSamples.Session("Login"));
        EntryBlob.Write(output, id, entry);
        var blob = output.WrittenSpan.ToArray();

        for (var length = 0; length < blob.Length; length++)
        {
            Assert.False(EntryBlob.TryRead(blob.AsSpan(0, length), out _, out _), $"cut at {length}");
        }

        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EntryBlob.TryRead(blob, out _, out _), $"bit {bit}");
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
