using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>Why a key file does not give its vault key.</summary>
public enum KeyFileError
{
    /// <summary>It is not an age file with a passphrase, asks for a work factor that no key file has, or holds something else.</summary>
    NotAKeyFile,

    /// <summary>The passphrase is another one.</summary>
    WrongPassphrase,

    /// <summary>It was changed or cut.</summary>
    Damaged,
}

/// <summary>The age file that protects a vault key with what a person types, and says which vault it opens.</summary>
public sealed class KeyFile : IDisposable
{
    /// <summary>The work factor of new key files, as a power of two: about half a second, and 256 MiB of memory.</summary>
    public const int LogWorkFactor = 18;

    private const int VaultLength = 32;

    private const int PlaintextSizeMax = 1024;

    private const string VaultLabel = "vault ";

    /// <summary>Takes over the key, which is wiped with this.</summary>
    public KeyFile(VaultKey key, string vault)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNotEqual(IsVault(vault), true, nameof(vault));
        (Key, Vault) = (key, vault);
    }

    public VaultKey Key { get; }

    /// <summary>The vault's id: 32 lower-case hexadecimal digits.</summary>
    public string Vault { get; }

    /// <summary>The work factor that trying a key file costs, or null where the bytes are no key file.</summary>
    public static int? LogWorkFactorOf(ReadOnlySpan<byte> sealedFile) =>
        AgeHeader.TryParse(sealedFile, out var header, out _)
        && ScryptStanza.TryFind(header, out var stanza, out _)
        && WorkFactors.KeyFiles.Accepts(stanza.LogWorkFactor)
            ? stanza.LogWorkFactor
            : null;

    /// <summary>Runs scrypt, for as long as the file's work factor says.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> sealedFile,
        ReadOnlyMemory<byte> passphrase,
        [NotNullWhen(true)] out KeyFile? keyFile,
        [NotNullWhen(false)] out KeyFileError? error)
    {
        keyFile = null;
        if (!Age.TryOpen(
            sealedFile, passphrase, WorkFactors.KeyFiles, PlaintextSizeMax, out var plaintext, out var failure))
        {
            error = failure.Error switch
            {
                AgeError.NoMatch when LogWorkFactorOf(sealedFile) is not null => KeyFileError.WrongPassphrase,
                AgeError.Header or AgeError.Hmac or AgeError.Payload => KeyFileError.Damaged,
                _ => KeyFileError.NotAKeyFile,
            };
            return false;
        }

        var isKeyFile = TryRead(plaintext, out keyFile);
        CryptographicOperations.ZeroMemory(plaintext);
        error = isKeyFile ? null : KeyFileError.NotAKeyFile;
        return isKeyFile;
    }

    /// <summary>Seals by a passphrase, which is taken as it is; runs scrypt twice, to prove the result.</summary>
    public byte[] Seal(ReadOnlyMemory<byte> passphrase, IRandom random, int logWorkFactor = LogWorkFactor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(WorkFactors.KeyFiles.Accepts(logWorkFactor), true, nameof(logWorkFactor));
        byte[] plaintext = [.. Key.Passphrase.Span, (byte)'\n', .. Encoding.ASCII.GetBytes($"{VaultLabel}{Vault}\n")];
        try
        {
            return Age.Seal(plaintext, passphrase, logWorkFactor, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public override string ToString() => $"KeyFile({Vault})";

    public void Dispose() => Key.Dispose();

    private static bool TryRead(ReadOnlySpan<byte> plaintext, [NotNullWhen(true)] out KeyFile? keyFile)
    {
        keyFile = null;
        var lines = new LineCursor(plaintext);
        Span<char> text = stackalloc char[PlaintextSizeMax];
        try
        {
            if (!lines.TryNext(out var line) || !lines.TryNext(out var vaultLine) || lines.Position != plaintext.Length)
            {
                return false;
            }

            var vault = Encoding.ASCII.GetString(vaultLine);
            var length = Encoding.ASCII.GetChars(line, text);
            if (!vault.StartsWith(VaultLabel, StringComparison.Ordinal)
                || !IsVault(vault[VaultLabel.Length..])
                || !VaultKey.TryParse(text[..length], out var key, out _))
            {
                return false;
            }

            keyFile = new KeyFile(key, vault[VaultLabel.Length..]);
            return true;
        }
        finally
        {
            text.Clear();
        }
    }

    private static bool IsVault([NotNullWhen(true)] string? vault) =>
        vault is { Length: VaultLength } && vault.All(char.IsAsciiHexDigitLower);
}
