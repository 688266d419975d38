using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Vault;

public sealed class PieceMemoryTests
{
    private static readonly VaultId Ours = VaultId.FromBytes([.. Enumerable.Repeat((byte)1, VaultId.SizeBytes)]);

    private readonly PieceMemory _memory = new(bytesMax: 100);

    [Fact]
    public void A_piece_that_was_opened_is_found_again()
    {
        var piece = Keep("a", 25);

        Assert.Same(piece, Find("a"));
        Assert.Null(Find("b"));
    }

    [Fact]
    public void A_piece_of_another_vault_is_not_taken_for_one_of_this()
    {
        Keep("a", 25);

        Assert.Null(_memory.Find(NameOf("a"), default));
    }

    [Fact]
    public void What_was_not_needed_for_the_longest_time_is_forgotten_first()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            Keep(name, 25);
        }

        Find("a");
        Keep("e", 20);

        Assert.Null(Find("b"));
        Assert.All((string[])["a", "c", "d", "e"], name => Assert.NotNull(Find(name)));
    }

    [Fact]
    public void One_piece_never_takes_the_place_of_all_others()
    {
        Keep("large", 26);

        Assert.Null(Find("large"));
    }

    private static PieceName NameOf(string text) => new(PieceKind.Record, Digest.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    private Piece? Find(string name) => _memory.Find(NameOf(name), Ours);

    private Piece Keep(string name, int length)
    {
        var piece = new Piece(PieceKind.Record, Ours, []);
        _memory.Keep(NameOf(name), piece, length);
        return piece;
    }
}
