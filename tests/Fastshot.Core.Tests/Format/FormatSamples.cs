using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Format;

/// <summary>Documents of one vault, as tests read and damage them.</summary>
internal static class FormatSamples
{
    public static VaultId Vault { get; } = VaultOf("00112233445566778899aabbccddeeff");

    public static VaultId OtherVault { get; } = VaultOf("ffeeddccbbaa99887766554433221100");

    public static SessionId Session { get; } = SessionId.Parse("7k3mq9x2vw4t8n5b");

    public static Manifest Manifest { get; } = new()
    {
        Session = Session,
        Created = new DateTimeOffset(2026, 11, 22, 10, 15, 0, 123, TimeSpan.FromHours(1)),
        Text = new SessionText { Name = "Login", Description = "a\nb \"ü\"", Tags = ["ui", "web"], Color = "blue", Class = "bug" },
        Source = new Source("d1", "fastshot/1.0", null),
        Board = new BoardSize(2560, 1440.5),
        Shots =
        [
            new Shot
            {
                File = "shots/001.png",
                MediaType = "image/png",
                Width = 1280,
                Height = 720,
                Size = 123_456,
                Sha256 = Digest.Of("x"u8),
                Placement = new Placement(100, -80.25) { Scale = 0.5, Opacity = 0.75, Hidden = true },
                Captured = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
                Title = "窗口",
                Annotations = [new Annotation("text", new UnknownMembers([new("text", Json("\"hi\"")), new("x", Json("5"))]))],
            },
        ],
    };

    /// <summary>A record's entries: one version for all fields, a version for each, and purged sessions.</summary>
    public static ImmutableArray<KeyValuePair<EntryId, Entry>> Entries { get; } =
    [
        new(SessionId.Parse("0000000000000000"), new Entry.Live(
        [
            new Field("created", new FieldVersion(1, new Change(7)), Json("\"2026-11-22T10:15:00+01:00\"")),
            new Field("name", new FieldVersion(1, new Change(7)), Json("\"Login\"")),
        ])),
        new(Session, new Entry.Live(
        [
            new Field("name", new FieldVersion(2, new Change(8)), Json("\"später\"")),
            new Field("tag/ü", new FieldVersion(3, new Change(9)), Json("true")),
        ])),
        new(SessionId.Parse("yyyyyyyyyyyyyyyy"), new Entry.Purged(4) { Seen = [new SeenField(1, new FieldVersion(2, new Change(3)))] }),
        new(SessionId.Parse("zzzzzzzzzzzzzzzz"), new Entry.Purged(4)),
    ];

    public static CanonicalValue Json(string text) => new(Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A record of any document, packed as records are.</summary>
    public static byte[] Packed(ReadOnlySpan<byte> document) => Gzip.Pack(document, length => Padme.RoundUp(length, 1024));

    public static Refusal? RefusalOfRecord(string document)
    {
        Assert.Equal(PieceReader.TryRead(Packed(Bytes(document)), PieceKind.Record, Vault, out var piece, out var refusal), piece is not null);
        return refusal;
    }

    public static Refusal? RefusalOfManifest(string document)
    {
        Assert.Equal(ManifestReader.TryRead(Bytes(document), Vault, out var manifest, out var refusal), manifest is not null);
        return refusal;
    }

    private static VaultId VaultOf(string text) =>
        VaultId.TryParse(text, out var vault) ? vault : throw new FormatException(text);
}
