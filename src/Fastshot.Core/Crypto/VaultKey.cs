using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>What is wrong with a text that should be a vault key.</summary>
public enum VaultKeyProblem
{
    /// <summary>Nothing is.</summary>
    None,

    /// <summary>It does not begin as a vault key does.</summary>
    NotAVaultKey,

    /// <summary>It holds a character that no vault key has.</summary>
    BadCharacter,

    /// <summary>Characters are missing, or there are too many.</summary>
    WrongLength,

    /// <summary>Its check characters do not fit the others: one of them is mistyped.</summary>
    BadCheck,
}

/// <summary>The 256 random bits that seal everything in a vault; whoever has them can read it all.</summary>
public sealed class VaultKey : IDisposable
{
    public const int SizeBytes = 32;

    private const string Prefix = "FSK1";

    private const int PrefixLength = 4;

    private const int GroupLength = 4;

    private const int KeyCharacters = ((SizeBytes * 8) + 4) / 5;

    private const int CheckCharacters = 4;

    private const int TextLength =
        PrefixLength + ((KeyCharacters + CheckCharacters) / GroupLength * (GroupLength + 1));

    // Far above any way of writing a key, so that a large paste costs nothing.
    private const int InputMax = 256;

    // Pinned, so that the collector leaves no copy behind.
    private readonly byte[] _text = GC.AllocateUninitializedArray<byte>(TextLength, pinned: true);
    private bool _isDisposed;

    private VaultKey(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = stackalloc char[KeyCharacters + CheckCharacters];
        Crockford.Encode(bytes, characters[..KeyCharacters]);
        WriteCheck(bytes, characters[KeyCharacters..]);
        var rest = _text.AsSpan();
        rest = rest[Encoding.ASCII.GetBytes(Prefix, rest)..];
        for (var i = 0; i < characters.Length; i += GroupLength)
        {
            rest[0] = (byte)'-';
            _ = Encoding.ASCII.GetBytes(characters.Slice(i, GroupLength), rest[1..]);
            rest = rest[(GroupLength + 1)..];
        }

        characters.Clear();
    }

    /// <summary>The passphrase of everything that the key seals: its canonical text. Wiped when the key is disposed.</summary>
    public ReadOnlyMemory<byte> Passphrase
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _text;
        }
    }

    public static VaultKey Generate(IRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[SizeBytes];
        random.Fill(bytes);
        return FromBytes(bytes);
    }

    /// <summary>Reads a key as people write it: any case, with or without dashes, O for 0, I and L for 1.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out VaultKey? key,
        out VaultKeyProblem problem)
    {
        Span<char> plain = stackalloc char[InputMax];
        Span<byte> bytes = stackalloc byte[SizeBytes];
        try
        {
            problem = Read(text.Trim(), plain, bytes);
            key = problem is VaultKeyProblem.None ? new VaultKey(bytes) : null;
            return key is not null;
        }
        finally
        {
            plain.Clear();
            Wiping.Wipe(bytes);
        }
    }

    /// <summary>The canonical text: FSK1 and fourteen groups of four characters, joined by dashes.</summary>
    public string ToText() => Encoding.ASCII.GetString(Passphrase.Span);

    public override string ToString() => "VaultKey(***)";

    public void Dispose()
    {
        _isDisposed = true;
        Wiping.Wipe(_text);
    }

    private static VaultKey FromBytes(Span<byte> bytes)
    {
        try
        {
            return new VaultKey(bytes);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    private static VaultKeyProblem Read(ReadOnlySpan<char> text, Span<char> plain, Span<byte> bytes)
    {
        var length = 0;
        foreach (var character in text[..Math.Min(text.Length, InputMax)])
        {
            if (character != '-')
            {
                plain[length++] = character;
            }
        }

        var characters = plain[..length];
        if (!IsPrefix(characters))
        {
            return VaultKeyProblem.NotAVaultKey;
        }

        characters = characters[PrefixLength..];
        if (!Crockford.IsText(characters))
        {
            return VaultKeyProblem.BadCharacter;
        }

        if (text.Length > InputMax || characters.Length != KeyCharacters + CheckCharacters)
        {
            return VaultKeyProblem.WrongLength;
        }

        Span<char> check = stackalloc char[CheckCharacters];
        var isKey = Crockford.TryDecode(characters[..KeyCharacters], bytes);
        WriteCheck(bytes, check);
        return isKey && Crockford.AreSame(characters[KeyCharacters..], check)
            ? VaultKeyProblem.None
            : VaultKeyProblem.BadCheck;
    }

    private static bool IsPrefix(ReadOnlySpan<char> text) =>
        text.Length >= PrefixLength
        && text.StartsWith(Prefix.AsSpan(0, PrefixLength - 1), StringComparison.OrdinalIgnoreCase)
        && text[PrefixLength - 1] is '1' or 'I' or 'i' or 'L' or 'l';

    // The first twenty bits of the key's SHA-256.
    private static void WriteCheck(ReadOnlySpan<byte> bytes, Span<char> check)
    {
        Span<byte> hash = stackalloc byte[ShortSha256.HashSizeBytes];
        ShortSha256.Hash(bytes, hash);
        Crockford.Encode(hash, check);
    }
}
