using System.Runtime.InteropServices;
using System.Text;
using Fastshot.Core.Crypto;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Vault;

/// <summary>What it takes to open a vault: its key, and which vault it is. Printed nowhere, wiped when disposed.</summary>
public sealed class VaultSecret : IDisposable
{
    /// <summary>Longer texts are no secret of a vault.</summary>
    public const int BytesMax = 1024;

    private const string VaultLabel = "vault ";

    private static ReadOnlySpan<byte> RecoveryKeyStart => "FSK1"u8;

    private readonly VaultKey _key;

    private VaultSecret(VaultKey key, VaultId vault) => (_key, Vault) = (key, vault);

    public VaultId Vault { get; }

    /// <summary>The passphrase of every object: the key's canonical text. Wiped when this is disposed.</summary>
    public ReadOnlyMemory<byte> Key => _key.Passphrase;

    /// <summary>A new vault's.</summary>
    public static VaultSecret Generate(IRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> id = stackalloc byte[VaultId.SizeBytes];
        random.Fill(id);
        return new VaultSecret(VaultKey.Generate(random), VaultId.FromBytes(id));
    }

    /// <summary>That of an opened key file, which it takes over.</summary>
    internal static VaultSecret Of(KeyFile file) =>
        VaultId.TryParse(file.Vault, out var vault)
            ? new VaultSecret(file.Key, vault)
            : throw new ArgumentException("A key file names a vault.", nameof(file));

    /// <summary>Whether a text is meant as a recovery key and not as a passphrase, mistyped or not.</summary>
    public static bool LooksLikeRecoveryKey(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= RecoveryKeyStart.Length && Ascii.EqualsIgnoreCase(utf8[..RecoveryKeyStart.Length], RecoveryKeyStart);

    /// <summary>Makes a vault's secret of its recovery key, as a person types it (UTF-8).</summary>
    /// <exception cref="VaultException">It is mistyped.</exception>
    public static VaultSecret FromRecoveryKey(ReadOnlySpan<byte> utf8, VaultId vault) =>
        new(KeyOf(utf8), vault);

    /// <summary>Reads what <see cref="ToBytes"/> wrote, or what <c>age -d</c> of a key file prints.</summary>
    /// <exception cref="VaultException">It is mistyped or something else.</exception>
    public static VaultSecret Parse(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> key = default, label = default;
        var count = 0;
        foreach (var range in utf8.Split((byte)'\n'))
        {
            var line = utf8[range].Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                if (count == 0)
                {
                    key = line;
                }

                label = line;
                count++;
            }
        }

        // Only the vault's id becomes a string: it is no secret, and the key is one.
        return count == 2
            && label.StartsWith("vault "u8)
            && VaultId.TryParse(Encoding.UTF8.GetString(label[VaultLabel.Length..]), out var vault)
            ? new VaultSecret(KeyOf(key), vault)
            : throw new VaultException(VaultError.WrongKey, "The key does not consist of a vault key and the vault's id.");
    }

    private static VaultKey KeyOf(ReadOnlySpan<byte> utf8)
    {
        var text = GC.AllocateArray<char>(Encoding.UTF8.GetCharCount(utf8), pinned: true);
        try
        {
            Encoding.UTF8.GetChars(utf8, text);
            return VaultKey.TryParse(text, out var key, out var problem)
                ? key
                : throw new VaultException(VaultError.WrongKey, VaultKeyWords.Of(problem));
        }
        finally
        {
            Wiping.Wipe(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>The recovery key, for the person's eyes only.</summary>
    public string RevealKey() => _key.ToText();

    /// <summary>The key's text and, on a second line, the vault. The caller wipes it.</summary>
    public byte[] ToBytes() => [.. Key.Span, .. Encoding.ASCII.GetBytes($"\n{VaultLabel}{Vault}\n")];

    /// <summary>The same secret, to be disposed by itself.</summary>
    internal VaultSecret Copy()
    {
        var bytes = ToBytes();
        try
        {
            return Parse(bytes);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    /// <summary>A key file for a passphrase, which is valid during the call.</summary>
    internal byte[] SealKeyFile(ReadOnlyMemory<byte> passphrase, IRandom random, int logWorkFactor)
    {
        // Not disposed: the key stays this secret's.
        var file = new KeyFile(_key, Vault.Text);
        return file.Seal(passphrase, random, logWorkFactor);
    }

    public override string ToString() => $"VaultSecret({Vault})";

    public void Dispose() => _key.Dispose();
}
