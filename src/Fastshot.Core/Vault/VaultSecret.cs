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

    /// <summary>Reads what <see cref="ToBytes"/> wrote, or what <c>age -d</c> of a key file prints.</summary>
    /// <exception cref="VaultException">It is mistyped or something else.</exception>
    public static VaultSecret Parse(ReadOnlySpan<byte> utf8)
    {
        var lines = Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != 2
            || !lines[1].StartsWith(VaultLabel, StringComparison.Ordinal)
            || !VaultId.TryParse(lines[1][VaultLabel.Length..], out var vault))
        {
            throw new VaultException(VaultError.WrongKey, "The key does not consist of a vault key and the vault's id.");
        }

        return VaultKey.TryParse(lines[0], out var key, out var problem)
            ? new VaultSecret(key, vault)
            : throw new VaultException(VaultError.WrongKey, VaultKeyWords.Of(problem));
    }

    /// <summary>The recovery key, for the person's eyes only.</summary>
    public string RevealKey() => _key.ToText();

    /// <summary>The key's text and, on a second line, the vault. The caller wipes it.</summary>
    public byte[] ToBytes() => [.. Key.Span, .. Encoding.ASCII.GetBytes($"\n{VaultLabel}{Vault}\n")];

    public override string ToString() => $"VaultSecret({Vault})";

    public void Dispose() => _key.Dispose();
}
