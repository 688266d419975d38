using System.Text;
using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

/// <summary>Whatever bytes come, the decoders refuse them with a reason, throw nothing, and take little memory for it.</summary>
/// <remarks>A million inputs in a full run, shared out; the seed of a failure is printed.</remarks>
public sealed class FormatFuzzTests
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\"\\ud800\"", "\\ud800", "\\u0000", "\\u0061", "9007199254740992", "-1", "1e999", "99999999999999999999", "0.5",
            "null", "true", "{}", "[]", "{", "}", "[", "]", ",", ":", "\"", "\"\"", "\"a\":1,\"a\":1", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "\"format\":2", "\"purged\"", "\"sessions\":{}", "\"shots\":[]", "shots/..", "\xff", "\u00fc", " ", "\n", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x1F, 0x8B, 8, 0],
    ];

    [Fact]
    public void Records()
    {
        var document = PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, FormatSamples.Entries).ToArray();
        Refuse(250_000, document, input =>
        {
            var isRead = PieceReader.TryRead(FormatSamples.Packed(input), PieceKind.Record, FormatSamples.Vault, out var piece, out var refusal);
            Check(isRead, piece, refusal?.Reason);
            if (isRead)
            {
                // What was accepted can be written and is then read as the same.
                var written = PieceWriter.WriteRecord(FormatSamples.Vault, piece!.Entries);
                Assert.True(PieceReader.TryRead(written, PieceKind.Record, FormatSamples.Vault, out var again, out _));
                Assert.Equal(piece.Entries.OrderBy(one => one.Key), again.Entries);
            }
        });
    }

    [Fact]
    public void Manifests() => Refuse(250_000, ManifestWriter.Write(FormatSamples.Manifest, FormatSamples.Vault), input =>
    {
        var isRead = ManifestReader.TryRead(input, FormatSamples.Vault, out var manifest, out var refusal);
        Check(isRead, manifest, refusal?.Reason);
        if (isRead)
        {
            Assert.True(ManifestReader.TryRead(ManifestWriter.Write(manifest!, FormatSamples.Vault), FormatSamples.Vault, out _, out _));
        }
    });

    [Fact]
    public void Descriptions_of_vaults()
    {
        var document = new AboutDocument(FormatSamples.Vault, 1, DateTimeOffset.UnixEpoch).Write();
        Refuse(150_000, document, input => Check(AboutDocument.TryRead(input, out var about, out var reason), about, reason));
    }

    [Fact]
    public void Headers_of_tars()
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader("shots/001.png", 123_456).Write(block);
        Refuse(100_000, block, input => Check(TarHeader.TryRead(input, out var header, out var reason), header.Name, reason));
    }

    [Fact]
    public void Compressed_documents()
    {
        var packed = FormatSamples.Packed(PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, FormatSamples.Entries).Span);
        Refuse(150_000, packed, input =>
        {
            var isUnpacked = Gzip.TryUnpack(input, 64 << 10, out var document, out var reason);
            Assert.Equal(isUnpacked, reason is null);
            Assert.InRange(document.Length, 0, 64 << 10);
        });
    }

    [Fact]
    public void Texts_of_vault_keys()
    {
        var text = "FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W"u8.ToArray();
        Refuse(100_000, text, input =>
        {
            var isKey = VaultKey.TryParse(Encoding.UTF8.GetString(input), out var key, out var problem);
            Assert.Equal(isKey, problem == VaultKeyProblem.None);
            Assert.True(key is null || key.ToText().Length == text.Length);
            key?.Dispose();
        });
    }

    private static void Check(bool isRead, object? read, string? reason)
    {
        Assert.Equal(isRead, reason is null);
        Assert.True(!isRead || read is not null);
        Assert.True(isRead || reason!.Length > 0);
    }

    private static void Refuse(int cases, byte[] original, Action<byte[]> decode)
    {
        var most = 0L;
        Property.Holds(cases, random =>
        {
            var input = Mutation.Of(random, original, Words);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(input);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The input is {Convert.ToHexStringLower(input)}.", e);
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.InRange(most, 0, 4 << 20);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{Scale.Of(cases)} inputs; the greediest took {most:N0} bytes.");
    }
}
