using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Tests.Vault;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Format;

/// <summary>Whatever bytes come, the decoders refuse them with a reason, throw nothing, and take little memory for it.</summary>
/// <remarks>More than a million inputs in a full run, shared out; the seed is printed.</remarks>
public sealed class FormatFuzzTests(ITestOutputHelper output)
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
    public Task Records() => PiecesAsync("record", PieceKind.Record, 250_000, PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, FormatSamples.Entries));

    [Fact]
    public Task Segments() => PiecesAsync("segment", PieceKind.Segment, 100_000, PieceWriter.Document(PieceKind.Segment, FormatSamples.Vault, FormatSamples.Entries));

    [Fact]
    public Task Checkpoints() => PiecesAsync(
        "checkpoint",
        PieceKind.Checkpoint,
        150_000,
        PieceWriter.Document(
            PieceKind.Checkpoint,
            FormatSamples.Vault,
            FormatSamples.Entries,
            new Checkpoint([new SegmentName(Digest.Of("a"u8), 1000, 7, IsText: false), new SegmentName(Digest.Of("b"u8), 2000, 3, IsText: true)], new HashSet<Digest> { Digest.Of("c"u8) })));

    [Fact]
    public Task Manifests() => RunAsync("manifest", 200_000, ManifestWriter.Write(FormatSamples.Manifest, FormatSamples.Vault), input =>
    {
        var isRead = ManifestReader.TryRead(input, FormatSamples.Vault, out var manifest, out var refusal);
        if (isRead)
        {
            Assert.True(ManifestReader.TryRead(ManifestWriter.Write(manifest!, FormatSamples.Vault), FormatSamples.Vault, out _, out _));
        }

        return Answer(isRead, manifest, refusal?.Reason);
    });

    [Fact]
    public Task Descriptions_of_vaults() => RunAsync(
        "about",
        100_000,
        new AboutDocument(FormatSamples.Vault, 1, DateTimeOffset.UnixEpoch).Write(),
        input => Answer(AboutDocument.TryRead(input, out var about, out var reason), about, reason));

    [Fact]
    public Task Headers_of_tars()
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader("shots/001.png", 123_456).Write(block);
        return RunAsync("tar-header", 100_000, block, input => Answer(TarHeader.TryRead(input, out var header, out var reason), header.Name, reason));
    }

    [Fact]
    public async Task Archives()
    {
        var store = new MemoryStore(new ManualTime());
        using var vault = VaultSamples.Open(store);
        using var secret = VaultSecret.Generate(new SeededRandom(1));
        var name = await vault.WriteArchiveAsync(VaultSamples.Content(10, 600), cancellationToken: Deadline.Token);
        using var plaintext = new MemoryStream();
        await using (var opened = await SealedFile.OpenAsync(
            new MemoryStream((await store.ReadAsync(VaultNames.Archive(name.Sha256).Value))!), "it", Encoding.ASCII.GetBytes(secret.RevealKey()), Deadline.Token))
        {
            await opened.CopyToAsync(plaintext, Deadline.Token);
        }

        output.WriteLine(await new Fuzzer("archive", [plaintext.ToArray()], Words, async input =>
        {
            try
            {
                await using var reader = await ArchiveReader.OpenAsync(new MemoryStream(input), "it", vault: null, cancellationToken: Deadline.Token);
                await reader.ReadToEndAsync(Deadline.Token);
                return "read";
            }
            catch (VaultException e)
            {
                return e.Message;
            }
        }).RunAsync(100_000));
    }

    [Fact]
    public Task Compressed_documents()
    {
        var packed = FormatSamples.Packed(PieceWriter.Document(PieceKind.Record, FormatSamples.Vault, FormatSamples.Entries).Span);
        return RunAsync("gzip", 100_000, packed, input =>
        {
            var isUnpacked = Gzip.TryUnpack(input, 64 << 10, out var document, out var reason);
            Assert.InRange(document.Length, 0, 64 << 10);
            return Answer(isUnpacked, "", reason);
        });
    }

    [Fact]
    public Task Texts_of_vault_keys()
    {
        var text = "FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W"u8.ToArray();
        return RunAsync("vault-key", 100_000, text, input =>
        {
            var isKey = VaultKey.TryParse(Encoding.UTF8.GetString(input), out var key, out var problem);
            Assert.Equal(isKey, problem == VaultKeyProblem.None);
            Assert.True(key is null || key.ToText().Length == text.Length);
            key?.Dispose();
            return problem.ToString();
        });
    }

    [Fact]
    public Task Key_files_of_the_device() => RunAsync(
        "device-key", 50_000, "FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W\nvault 00112233445566778899aabbccddeeff\n"u8.ToArray(), input =>
        {
            try
            {
                using var secret = VaultSecret.Parse(input);
                return "read";
            }
            catch (VaultException e)
            {
                return e.Message;
            }
        });

    [Fact]
    public Task Configurations() => RunAsync(
        "configuration",
        100_000,
        "# a\n[Sync]\nremote = s3://b/p?endpoint=http://h:1\nbandwidth_up=5%%\ncache_size: 2 GiB\ncache_age = 30d\n  more\n[DEFAULT]\nproxy_url = http://u:p@h:3128\ntrash_days=7\n"u8.ToArray(),
        input =>
        {
            var settings = Settings.From(ConfigFile.Parse(input));
            return string.Join('|', settings.Problems.Select(one => one.ToString()));
        });

    [Fact]
    public Task Addresses_and_small_texts() => RunAsync("texts", 100_000, "file:///mnt/nas/shots 2026-11-22T10:15:00+01:00 10MB 30d s3://b"u8.ToArray(), input =>
    {
        var text = Encoding.UTF8.GetString(input);
        var answer = RemoteAddress.TryParse(text, path => "/" + path, out _, out var reason) ? "address" : reason;
        foreach (var word in text.Split(' ').Append(text))
        {
            answer += $" {Rfc3339.TryParse(word, out _)} {ByteSize.TryParse(word, out _)} {Core.Configuration.Age.TryParse(word, out _)} {ObjectKey.TryParse(word, out _)} {SessionId.TryParse(word, out _)}";
        }

        return answer;
    });

    [Fact]
    public Task What_a_device_remembers_of_a_remote()
    {
        var memory = new SyncMemory { LastSync = DateTimeOffset.UnixEpoch, IsUntold = true };
        memory.Trash[FormatSamples.Session] = (new FieldVersion(1, new Change(7)), new DaysSeen(2, new DateOnly(2026, 11, 22)));
        memory.Gone[new ArchiveName(Digest.Of("x"u8), 5)] = new DaysSeen(1, new DateOnly(2026, 11, 22));
        memory.Foreign["x"] = "y";
        return RunAsync("sync-memory", 50_000, memory.ToBytes(), input => SyncMemory.Parse(input).LastSync is null ? "lost" : "read");
    }

    [Fact]
    public Task Operations()
    {
        Assert.True(OperationId.TryParse("993bjw4hqsanxqpq", out var id));
        var document = OperationFile.Write(new OperationSnapshot
        {
            Id = id,
            Kind = "sync",
            Subject = "/mnt/nas",
            State = OperationState.Failed,
            Queued = DateTimeOffset.UnixEpoch,
            Started = DateTimeOffset.UnixEpoch,
            Again = ["sync"],
            Progress = new OperationProgress("push", 1, 2, 3),
            Counts = [new("pushed", 1)],
            Failure = new OperationFailure("offline", "It is away.", "Try again."),
        });
        return RunAsync("operation", 50_000, document, input => OperationFile.Parse(input, id) is null ? "refused" : "read");
    }

    [Fact]
    public async Task Rows_of_the_index()
    {
        var blobs = FormatSamples.Entries.Select(one =>
        {
            var written = new System.Buffers.ArrayBufferWriter<byte>();
            EntryBlob.Write(written, one.Key, one.Value);
            return written.WrittenSpan.ToArray();
        }).ToList();
        output.WriteLine(await new Fuzzer("index-row", blobs, [], input => EntryBlob.TryRead(WithChecksum(input), out _, out var entry) ? entry.GetType().Name : "refused").RunAsync(100_000));
    }

    private Task PiecesAsync(string name, PieceKind kind, int cases, ReadOnlyMemory<byte> document) => RunAsync(name, cases, document.ToArray(), input =>
    {
        var isRead = PieceReader.TryRead(FormatSamples.Packed(input), kind, FormatSamples.Vault, out var piece, out var refusal);
        if (isRead && kind is PieceKind.Record)
        {
            // What was accepted can be written and is then read as the same.
            var written = PieceWriter.WriteRecord(FormatSamples.Vault, piece!.Entries);
            Assert.True(PieceReader.TryRead(written, PieceKind.Record, FormatSamples.Vault, out var again, out _));
            Assert.Equal(piece.Entries.OrderBy(one => one.Key), again.Entries);
        }

        return Answer(isRead, piece, refusal?.Reason);
    });

    private async Task RunAsync(string name, int cases, byte[] original, Func<byte[], string> decode) =>
        output.WriteLine(await new Fuzzer(name, [original], Words, decode).RunAsync(cases));

    // So that the damage gets past it.
    private static byte[] WithChecksum(byte[] blob)
    {
        if (blob.Length > sizeof(uint))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(blob, EntryBlob.Checksum(blob.AsSpan(sizeof(uint))));
        }

        return blob;
    }

    private static string Answer(bool isRead, object? read, string? reason)
    {
        Assert.Equal(isRead, reason is null);
        Assert.True(!isRead || read is not null);
        Assert.True(isRead || reason!.Length > 0);
        return reason ?? "read";
    }
}
