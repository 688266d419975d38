using System.Collections.Immutable;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Vault;

/// <summary>Vaults and contents of sessions, all made of a seed.</summary>
internal static class VaultSamples
{
    public static SessionId Session { get; } = SessionId.Parse("7k3mq9x2vw4t8n5b");

    /// <summary>The vault of a seed: the same seed has the same key.</summary>
    public static OpenedVault Open(IStagingStore store, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var secret = VaultSecret.Generate(random);
        return new OpenedVault(new VaultParts(store, new ManualTime(), random, ThreadPoolScheduler.Instance), secret);
    }

    /// <summary>Pictures of those sizes, each a file of its own, with a preview.</summary>
    public static ArchiveContent Content(params int[] sizes)
    {
        List<byte[]> pictures = [.. sizes.Select((size, i) => new SeededRandom((ulong)i + 100).Bytes(size))];
        return ContentOf(new PackedPreview("png", new SeededRandom(99).Bytes(Limits.PreviewBytes)), pictures);
    }

    public static ArchiveContent ContentOf(PackedPreview? preview, IReadOnlyList<byte[]> pictures)
    {
        ImmutableArray<Shot> shots = [.. pictures.Select((bytes, i) => ShotOf($"shots/{i + 1:000}.png", bytes))];
        return new ArchiveContent(
            preview,
            new Manifest
            {
                Session = Session,
                Created = DateTimeOffset.UnixEpoch,
                Text = new SessionText { Name = "Login", Tags = ["web"] },
                Source = new Source("d", "fastshot/test", null),
                Board = new BoardSize(100, 100),
                Shots = shots,
            },
            [.. shots.Select((shot, i) => SourceOf(shot, pictures[i]))]);
    }

    public static PictureSource SourceOf(Shot shot, byte[] bytes) =>
        new(shot.File, shot.Size, shot.Sha256, _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)));

    /// <summary>All pictures of an archive, in its order; reading them checks each of its bytes.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAllAsync(ArchiveReader reader)
    {
        var pictures = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await reader.NextAsync(Deadline.Token) is { } picture)
        {
            using var bytes = new MemoryStream();
            await picture.Content.CopyToAsync(bytes, Deadline.Token);
            pictures.Add(picture.Shot.File, bytes.ToArray());
        }

        return pictures;
    }

    private static Shot ShotOf(string file, byte[] bytes) => new()
    {
        File = file,
        MediaType = "image/png",
        Width = 10,
        Height = 10,
        Size = bytes.Length,
        Sha256 = Digest.Of(bytes),
        Placement = new Placement(0, 0),
    };
}
