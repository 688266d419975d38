using Fastshot.Core.Crypto;

namespace Fastshot.Core.Vault;

/// <summary>What is wrong with a vault key that somebody typed, in words.</summary>
internal static class VaultKeyWords
{
    public static string Of(VaultKeyProblem problem) => problem switch
    {
        VaultKeyProblem.NotAVaultKey => "That is no vault key: it starts with FSK1.",
        VaultKeyProblem.BadCharacter => "The vault key is mistyped: it holds a character that no key has.",
        VaultKeyProblem.WrongLength => "The vault key is mistyped: characters are missing, or there are too many.",
        _ => "The vault key is mistyped: its check characters do not fit the others.",
    };
}
