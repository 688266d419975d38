using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>What stands in the place of a key that is kept in the keyring (docs/vault-format.md, "Vault key text"). No secret.</summary>
/// <param name="Item">The name of the keyring's item.</param>
/// <param name="Folder">For which folder it was made, hashed: a copy of the library must not remove the item.</param>
internal sealed record KeyNote(VaultId Vault, string Item, string Folder)
{
    private const string Title = "fastshot keyring";
    private const string VaultLabel = "vault ";
    private const string ItemLabel = "item ";
    private const string FolderLabel = "folder ";
    private const int NameLengthMax = 64;

    public static KeyNote? Read(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("fastshot keyring\n"u8)
        && Encoding.UTF8.GetString(utf8).Split('\n') is [Title, var vault, var item, var folder, ""]
        && vault.StartsWith(VaultLabel, StringComparison.Ordinal) && VaultId.TryParse(vault[VaultLabel.Length..], out var id)
        && item.StartsWith(ItemLabel, StringComparison.Ordinal) && IsName(item[ItemLabel.Length..])
        && folder.StartsWith(FolderLabel, StringComparison.Ordinal) && IsName(folder[FolderLabel.Length..])
            ? new KeyNote(id, item[ItemLabel.Length..], folder[FolderLabel.Length..])
            : null;

    public byte[] ToBytes() =>
        Encoding.ASCII.GetBytes($"{Title}\n{VaultLabel}{Vault}\n{ItemLabel}{Item}\n{FolderLabel}{Folder}\n");

    /// <summary>A folder as a note names it.</summary>
    public static string FolderOf(string path) => Digest.Of(Encoding.UTF8.GetBytes(path)).Hex[..32];

    /// <summary>Whether a text can be the name of an item.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= NameLengthMax && text.All(char.IsAsciiHexDigitLower);
}
