using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Core.Crypto;

/// <summary>A file key wrapped by a passphrase (C2SP age, "The scrypt recipient type").</summary>
internal sealed class ScryptStanza
{
    public const string Type = "scrypt";

    public const int SaltSize = 16;

    public const int FileKeySize = 16;

    public const int BodySize = FileKeySize + PayloadCipher.TagSize;

    private const int BlocksOfAge = 8;

    private readonly byte[] _salt;
    private readonly ReadOnlyMemory<byte> _body;

    private ScryptStanza(byte[] salt, int logWorkFactor, ReadOnlyMemory<byte> body)
    {
        (_salt, _body) = (salt, body);
        LogWorkFactor = logWorkFactor;
    }

    public int LogWorkFactor { get; }

    private static ReadOnlySpan<byte> SaltLabel => "age-encryption.org/v1/scrypt"u8;

    /// <summary>Finds the one scrypt recipient, which must be the only recipient of its file.</summary>
    public static bool TryFind(
        AgeHeader header,
        [NotNullWhen(true)] out ScryptStanza? stanza,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        stanza = null;
        failure = null;
        if (header.Stanzas.FirstOrDefault(candidate => candidate.Type == Type) is not { } found)
        {
            failure = new AgeFailure(AgeError.NoMatch, "is not sealed by a passphrase");
            return false;
        }

        var salt = new byte[SaltSize];
        var reason = found switch
        {
            _ when header.Stanzas.Count > 1 => "has other recipients beside a passphrase",
            { Arguments.Count: not 3 } => "has a passphrase recipient without exactly three arguments",
            _ when !TryDecodeSalt(found.Arguments[1], salt) => "has a passphrase recipient with a bad salt",
            { Body.Length: not BodySize } => "has a passphrase recipient that wraps a key of another size",
            _ => null,
        };
        if (reason is not null || !TryParseWorkFactor(found.Arguments[2], out var logWorkFactor))
        {
            failure = new AgeFailure(AgeError.Header, reason ?? "has a passphrase recipient with a bad work factor");
            return false;
        }

        stanza = new ScryptStanza(salt, logWorkFactor, found.Body);
        return true;
    }

    /// <summary>Wraps a file key: the 32 bytes of a body.</summary>
    public static void Wrap(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        int logWorkFactor,
        ReadOnlySpan<byte> fileKey,
        Span<byte> body)
    {
        using var cipher = CreateCipher(passphrase, salt, logWorkFactor);
        cipher.Encrypt(ZeroNonce(), fileKey, body[..FileKeySize], body[FileKeySize..BodySize]);
    }

    /// <summary>Runs scrypt, for as long as the work factor says; false where the passphrase does not fit.</summary>
    public bool TryUnwrap(ReadOnlySpan<byte> passphrase, Span<byte> fileKey)
    {
        using var cipher = CreateCipher(passphrase, _salt, LogWorkFactor);
        try
        {
            cipher.Decrypt(ZeroNonce(), _body.Span[..FileKeySize], _body.Span[FileKeySize..], fileKey);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> ZeroNonce() => new byte[PayloadCipher.NonceSize];

    private static ChaCha20Poly1305 CreateCipher(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        int logWorkFactor)
    {
        Span<byte> wrapKey = stackalloc byte[PayloadCipher.KeySize];
        Scrypt.DeriveKey(passphrase, [.. SaltLabel, .. salt], 1 << logWorkFactor, BlocksOfAge, 1, wrapKey);
        try
        {
            return new ChaCha20Poly1305(wrapKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrapKey);
        }
    }

    private static bool TryDecodeSalt(string text, Span<byte> salt) =>
        text.Length <= StrictBase64.LineCharacters
        && StrictBase64.TryDecode(Encoding.ASCII.GetBytes(text), salt, out var count)
        && count == SaltSize;

    // A decimal without sign or leading zero. What is too large for two digits is too large for every reader.
    private static bool TryParseWorkFactor(string text, out int logWorkFactor) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out logWorkFactor)
        && text is { Length: <= 2 } and not ['0', ..];
}
