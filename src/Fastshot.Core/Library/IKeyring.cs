namespace Fastshot.Core.Library;

/// <summary>What a keyring says of itself.</summary>
public enum KeyringState
{
    /// <summary>It takes and gives secrets.</summary>
    Open,

    /// <summary>It is there, and the person has to unlock it first.</summary>
    Locked,

    /// <summary>Nothing answers.</summary>
    Absent,
}

/// <summary>The operating system's keyring: keeps secrets of this person under names of ours.</summary>
/// <remarks>It never asks the person anything. What it refuses is a <see cref="KeyringException"/>.</remarks>
public interface IKeyring
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Whether it can be used now. Never throws for a keyring that is away.</summary>
    Task<KeyringState> LookAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads an item, or returns null where there is none. The caller wipes it.</summary>
    Task<byte[]?> ReadAsync(string item, CancellationToken cancellationToken = default);

    /// <summary>Keeps a new item durably.</summary>
    /// <param name="label">What a person sees of it in the keyring's own window.</param>
    Task AddAsync(string item, string label, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken = default);

    /// <summary>Removes an item; one that is not there is no error.</summary>
    Task RemoveAsync(string item, CancellationToken cancellationToken = default);
}

/// <summary>The only exception of a keyring.</summary>
public sealed class KeyringException(KeyringState state, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>In which state it refused; <see cref="KeyringState.Open"/> where it failed for a reason of its own.</summary>
    public KeyringState State { get; } = state;
}

/// <summary>Where a new key goes.</summary>
public enum KeyringUse
{
    /// <summary>Into the keyring where one is open, else into a file.</summary>
    Auto,

    /// <summary>Into a file.</summary>
    File,

    /// <summary>Into the keyring, or nowhere.</summary>
    System,
}

/// <summary>The keyring of this computer, and when it is used.</summary>
/// <param name="Find">Loads it when it is first needed; null where this computer has no kind that is known.</param>
/// <param name="ForNewAsync">Where the key of a library goes that is made now.</param>
public sealed record Keyrings(Func<IKeyring?> Find, Func<CancellationToken, Task<KeyringUse>> ForNewAsync)
{
    /// <summary>That of a library whose key is always a file.</summary>
    public static Keyrings None { get; } = new(() => null, _ => Task.FromResult(KeyringUse.File));
}

/// <summary>Where the key of a library is kept.</summary>
/// <param name="File">The file that holds it, or names its place in the keyring.</param>
/// <param name="Keyring">The keyring's name; null where it is in the file.</param>
public sealed record KeyLocation(string File, string? Keyring);

/// <summary>What came of moving keys.</summary>
/// <param name="Lost">The files of old vaults' keys that the keyring does not have; they stay as they are.</param>
public sealed record KeyMove(int Moved, IReadOnlyList<string> Lost);
