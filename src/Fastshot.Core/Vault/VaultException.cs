namespace Fastshot.Core.Vault;

/// <summary>What is wrong with a vault or one of its objects, as far as a caller can act on it.</summary>
public enum VaultError
{
    /// <summary>There is no vault in this place.</summary>
    NoVault,

    /// <summary>The key is not this vault's.</summary>
    WrongKey,

    /// <summary>The passphrase does not open it.</summary>
    WrongPassphrase,

    /// <summary>The bytes are not what was written: cut, changed, or never an object of this vault.</summary>
    Damaged,

    /// <summary>An object that must be there is not.</summary>
    Missing,

    /// <summary>Written by a newer program.</summary>
    NewerFormat,

    /// <summary>Larger than the format allows.</summary>
    TooLarge,

    /// <summary>Its key was changed: another vault came in its place.</summary>
    Replaced,

    /// <summary>What was to be written changed between two readings.</summary>
    SourceChanged,
}

/// <summary>The only exception of a vault, besides its store's.</summary>
public sealed class VaultException(VaultError error, string message, Exception? inner = null)
    : IOException(message, inner)
{
    public VaultError Error { get; } = error;

    /// <summary>What a person can do about it, where more is known than its kind says.</summary>
    public string? Hint { get; init; }
}
