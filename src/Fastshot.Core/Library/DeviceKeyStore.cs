using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Keeps the vault's secret in a file that only its owner can read, or in the keyring, which that file then names.</summary>
/// <remarks>
/// The file is the commit point of both kinds (docs/decisions/0034): it is created where none is, by one process only, and
/// replaced whole; an item of the keyring is added before it is named, and removed when nothing names it any more.
/// </remarks>
public sealed class DeviceKeyStore(IFileSystem files, string path, IRandom random, Keyrings? keyrings = null) : IKeyStore
{
    private const int ReadingsMax = 3;

    private readonly Keyrings _keyrings = keyrings ?? Keyrings.None;
    private readonly KeyringItems _items = new(files, path, random);

    public Task<VaultSecret?> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(path, cancellationToken);

    public Task<VaultSecret?> ReadBesideAsync(VaultId vault, CancellationToken cancellationToken = default) =>
        ReadAsync(PathOf(vault), cancellationToken);

    public async Task KeepBesideAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            await WriteAsync(PathOf(secret.Vault), secret, await IsInKeyringAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<bool> TryAddAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (await files.StatAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var use = await _keyrings.ForNewAsync(cancellationToken).ConfigureAwait(false);
        if (use is not KeyringUse.File && await AddItemAsync(secret, use, cancellationToken).ConfigureAwait(false) is { } note)
        {
            var isFirst = await TryCreateAsync(note.ToBytes(), cancellationToken).ConfigureAwait(false);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            return isFirst;
        }

        var bytes = secret.ToBytes();
        try
        {
            return await TryCreateAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    public async Task ReplaceAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var isInKeyring = await IsInKeyringAsync(cancellationToken).ConfigureAwait(false);
            using (var before = await ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (before is not null)
                {
                    await WriteAsync(PathOf(before.Vault), before, isInKeyring, cancellationToken).ConfigureAwait(false);
                }
            }

            await WriteAsync(path, secret, isInKeyring, cancellationToken).ConfigureAwait(false);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where the key is; null where there is none. No keyring is asked.</summary>
    public async Task<KeyLocation?> LocateAsync(CancellationToken cancellationToken = default)
    {
        var (isThere, note) = await NoteAsync(path, cancellationToken).ConfigureAwait(false);
        return isThere ? new KeyLocation(path, note is null ? null : NameOf(_keyrings.Find())) : null;
    }

    /// <summary>The vault whose key the keyring should have; null where the key is in the file, or nowhere.</summary>
    public async Task<VaultId?> VaultInKeyringAsync(CancellationToken cancellationToken = default) =>
        (await NoteAsync(path, cancellationToken).ConfigureAwait(false)).Note?.Vault;

    /// <summary>Moves the key, and those beside it, into the keyring or into files. The own one is last, and must be there.</summary>
    public async Task<KeyMove> MoveAsync(bool toKeyring, CancellationToken cancellationToken = default)
    {
        var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var moved = 0;
            var lost = new List<string>();
            foreach (var one in await KeyFilesAsync(cancellationToken).ConfigureAwait(false))
            {
                var (isThere, note) = await NoteAsync(one, cancellationToken).ConfigureAwait(false);
                if (!isThere || note is not null == toKeyring)
                {
                    continue;
                }

                try
                {
                    using var secret = await ReadAsync(one, cancellationToken).ConfigureAwait(false);
                    if (secret is not null)
                    {
                        await WriteAsync(one, secret, toKeyring, cancellationToken).ConfigureAwait(false);
                        moved++;
                    }
                }
                catch (LibraryException e) when (e.Error is LibraryError.KeyMissing && one != path)
                {
                    lost.Add(one); // That of an old vault, which only its old records need.
                }
            }

            await SettleAsync(cancellationToken).ConfigureAwait(false);
            return new KeyMove(moved, lost);
        }
    }

    /// <summary>Keeps the key anew, where the keyring does not have it any more.</summary>
    public async Task RestoreAsync(VaultSecret secret, bool toKeyring, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            await WriteAsync(path, secret, toKeyring, cancellationToken).ConfigureAwait(false);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string NameOf(IKeyring? keyring) => keyring?.Name ?? "a keyring";

    private string PathOf(VaultId vault) => $"{path}.{vault}";

    // Of those that replace files only one at a time: what it read is what it replaces.
    private async Task<IAsyncDisposable> BeginAsync(CancellationToken cancellationToken)
    {
        await files.CreateFolderAsync(Path.GetDirectoryName(path)!, cancellationToken).ConfigureAwait(false);
        var turn = await files.TryLockAsync($"{path}.lock", cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.InUse, "Another process is changing where the key of this library is kept.");
        try
        {
            await _items.RemoveHalvesAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            await turn.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<VaultSecret?> ReadAsync(string source, CancellationToken cancellationToken)
    {
        for (var reading = 1; ; reading++)
        {
            var bytes = await files.ReadSmallAsync(source, VaultSecret.BytesMax, cancellationToken).ConfigureAwait(false);
            if (bytes is null)
            {
                return null;
            }

            try
            {
                if (KeyNote.Read(bytes) is not { } note)
                {
                    return VaultSecret.Parse(bytes);
                }

                if (await FromKeyringAsync(note, cancellationToken).ConfigureAwait(false) is { } secret)
                {
                    return secret;
                }

                // It may have been moved since the file was read.
                if (reading == ReadingsMax || (await NoteAsync(source, cancellationToken).ConfigureAwait(false)).Note == note)
                {
                    throw new LibraryException(
                        LibraryError.KeyMissing,
                        $"The key of the vault {note.Vault.Text[..8]}… should be in {NameOf(_keyrings.Find())}, and is not there: {source} names it.")
                    {
                        Hint = "A copied library, or an emptied keyring: fastshot key store file asks for a passphrase or the recovery key, and keeps the key anew.",
                    };
                }
            }
            catch (VaultException e)
            {
                throw new VaultException(e.Error, $"{source} holds no vault key. {e.Message}", e);
            }
            finally
            {
                Wiping.Wipe(bytes);
            }
        }
    }

    private async Task<VaultSecret?> FromKeyringAsync(KeyNote note, CancellationToken cancellationToken)
    {
        var bytes = await RequireKeyring().ReadAsync(note.Item, cancellationToken).ConfigureAwait(false);
        try
        {
            var secret = bytes is null ? null : VaultSecret.Parse(bytes);
            if (secret is not null && secret.Vault != note.Vault)
            {
                secret.Dispose();
                throw new VaultException(VaultError.WrongKey, "What the keyring has is the key of another vault.");
            }

            return secret;
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    private IKeyring RequireKeyring() =>
        _keyrings.Find() ?? throw new KeyringException(KeyringState.Absent, "This computer has no keyring that Fastshot knows.");

    private async Task<KeyNote?> AddItemAsync(VaultSecret secret, KeyringUse use, CancellationToken cancellationToken)
    {
        if (use is KeyringUse.System)
        {
            return await _items.AddAsync(RequireKeyring(), secret, before: null, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return _keyrings.Find() is { } keyring && await keyring.LookAsync(cancellationToken).ConfigureAwait(false) is KeyringState.Open
                ? await _items.AddAsync(keyring, secret, before: null, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (KeyringException)
        {
            return null; // One that does not work is as good as none.
        }
    }

    private async Task<bool> TryCreateAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await new AtomicFile(files, random).WriteAsync(path, bytes, overwrite: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            return false;
        }
    }

    private async Task WriteAsync(string target, VaultSecret secret, bool toKeyring, CancellationToken cancellationToken)
    {
        var (_, before) = await NoteAsync(target, cancellationToken).ConfigureAwait(false);
        byte[] bytes;
        if (toKeyring)
        {
            bytes = (await _items.AddAsync(RequireKeyring(), secret, before, cancellationToken).ConfigureAwait(false)).ToBytes();
        }
        else
        {
            if (before is not null)
            {
                await _items.LeaveAsync(before, cancellationToken).ConfigureAwait(false);
            }

            bytes = secret.ToBytes();
        }

        try
        {
            await new AtomicFile(files, random).WriteAsync(target, bytes, overwrite: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    private Task SettleAsync(CancellationToken cancellationToken) => _items.SettleAsync(_keyrings.Find, cancellationToken);

    private async Task<bool> IsInKeyringAsync(CancellationToken cancellationToken) =>
        (await NoteAsync(path, cancellationToken).ConfigureAwait(false)).Note is not null;

    private async Task<(bool IsThere, KeyNote? Note)> NoteAsync(string source, CancellationToken cancellationToken)
    {
        var bytes = await files.ReadSmallAsync(source, VaultSecret.BytesMax, cancellationToken).ConfigureAwait(false);
        var note = KeyNote.Read(bytes);
        Wiping.Wipe(bytes);
        return (bytes is not null, note);
    }

    // The library's own last: until then it opens as before.
    private async Task<IReadOnlyList<string>> KeyFilesAsync(CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        var entries = await files.ListAsync(folder, cancellationToken).ConfigureAwait(false) ?? [];
        return
        [
            .. entries.Select(entry => entry.Name)
                .Where(_items.IsKeyBeside)
                .Order(StringComparer.Ordinal)
                .Select(name => Path.Combine(folder, name)),
            path,
        ];
    }
}
