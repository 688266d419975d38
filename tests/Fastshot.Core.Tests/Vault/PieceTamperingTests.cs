using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Vault;

/// <summary>Whoever holds the bucket and not the key changes a piece, bit by bit, and names it by what came of it.</summary>
public sealed class PieceTamperingTests
{
    private static readonly SyncOptions Often = new() { Sizes = new CompactionSizes { RecordsMin = 2, TierWidth = 3 } };

    [Theory]
    [InlineData(VaultNames.LogPrefix)]
    [InlineData(VaultNames.SegmentsPrefix)]
    [InlineData(VaultNames.CheckpointsPrefix)]
    public async Task Every_flipped_bit_and_every_truncation_is_refused_under_the_old_name_and_under_a_new_one(string prefix)
    {
        var meeting = new Meeting();
        var device = await meeting.FirstAsync();
        for (var i = 0; i < 6; i++)
        {
            await device.SaveAsync();
        }

        await device.SyncAsync(Often);
        using var library = await device.OpenAsync();
        var there = meeting.StoreOf(library);
        var key = (await there.ListAllAsync(prefix, Deadline.Token))[0].Key;
        var bytes = (await there.ReadAsync(key.Value))!;
        Assert.True(VaultNames.TryParsePiece(key, out var name));
        Assert.NotNull(library.Objects.Read(name, bytes).Piece);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(library.Objects.Read(name, flipped).Piece);
            Assert.Null(library.Objects.Read(new PieceName(name.Kind, Digest.Of(flipped), name.Sessions), flipped).Piece);
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes.AsMemory(0, length);
            Assert.Null(library.Objects.Read(name, cut).Piece);
            Assert.Null(library.Objects.Read(new PieceName(name.Kind, Digest.Of(cut.Span), name.Sessions), cut).Piece);
        }
    }

    [Fact]
    public async Task A_piece_of_one_kind_is_none_of_another()
    {
        var meeting = new Meeting();
        var device = await meeting.FirstAsync();
        for (var i = 0; i < 6; i++)
        {
            await device.SaveAsync();
        }

        await device.SyncAsync(Often);
        using var library = await device.OpenAsync();
        foreach (var info in await meeting.StoreOf(library).ListAllAsync("", Deadline.Token))
        {
            if (VaultNames.TryParsePiece(info.Key, out var name))
            {
                var bytes = (await meeting.StoreOf(library).ReadAsync(info.Key.Value))!;
                foreach (var kind in Enum.GetValues<PieceKind>())
                {
                    Assert.Equal(kind == name.Kind, library.Objects.Read(new PieceName(kind, name.Name, name.Sessions), bytes).Piece is not null);
                }
            }
        }
    }
}
