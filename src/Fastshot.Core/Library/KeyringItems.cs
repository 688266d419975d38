using System.Text;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>The items that a library has in the keyring; none is left there that no key file names.</summary>
/// <remarks>
/// Before an item is added, and before the file that names one is replaced, a file <c>key.pending-…</c> says so durably.
/// What it lists and no key file names is removed once the key file stands, or by the next change after a crash.
/// </remarks>
internal sealed class KeyringItems(IFileSystem files, string keyPath, IRandom random)
{
    private const int BytesMax = 4096;
    private const int ItemSizeBytes = 16;

    private readonly string _folder = Path.GetDirectoryName(keyPath) ?? throw new ArgumentException("A key file has a folder.", nameof(keyPath));

    private string OwnName => Path.GetFileName(keyPath);

    private string BesidePrefix => $"{OwnName}.";

    private string PendingPrefix => $"{BesidePrefix}pending-";

    /// <summary>Whether a file of the library's folder holds the key of a vault that is not the library's own.</summary>
    public bool IsKeyBeside(string name) =>
        name.StartsWith(BesidePrefix, StringComparison.Ordinal) && VaultId.TryParse(name[BesidePrefix.Length..], out _);

    /// <summary>Adds a secret under a new name, and makes sure that it can be read back; the caller then names it in a key file.</summary>
    /// <param name="before">What the key file names until then.</param>
    public async Task<KeyNote> AddAsync(IKeyring keyring, VaultSecret secret, KeyNote? before, CancellationToken cancellationToken)
    {
        var note = new KeyNote(secret.Vault, random.NewName(ItemSizeBytes), KeyNote.FolderOf(_folder));
        await AnnounceAsync(note.Item, [note, before], cancellationToken).ConfigureAwait(false);
        var bytes = secret.ToBytes();
        byte[]? kept = null;
        try
        {
            await keyring.AddAsync(note.Item, $"Fastshot, key of the vault {secret.Vault.Text[..8]}", bytes, cancellationToken).ConfigureAwait(false);
            kept = await keyring.ReadAsync(note.Item, cancellationToken).ConfigureAwait(false);
            return bytes.AsSpan().SequenceEqual(kept)
                ? note
                : throw new KeyringException(KeyringState.Open, $"{keyring.Name} does not give back what it was given.");
        }
        finally
        {
            Wiping.Wipe(bytes);
            Wiping.Wipe(kept);
        }
    }

    /// <summary>Says that a key file is about to stop naming its item.</summary>
    public Task LeaveAsync(KeyNote before, CancellationToken cancellationToken) =>
        AnnounceAsync(random.NewName(ItemSizeBytes), [before], cancellationToken);

    /// <summary>Removes the key files that a process which ended had not finished: they may hold a key.</summary>
    public async Task RemoveHalvesAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in await files.ListAsync(_folder, cancellationToken).ConfigureAwait(false) ?? [])
        {
            if (entry.Name.StartsWith(BesidePrefix, StringComparison.Ordinal) && entry.Name.EndsWith(".tmp", StringComparison.Ordinal))
            {
                await files.DeleteAsync(Path.Combine(_folder, entry.Name), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes what was announced and is named by no key file. Where the keyring refuses, the next change tries again.</summary>
    public async Task SettleAsync(Func<IKeyring?> find, CancellationToken cancellationToken)
    {
        var entries = await files.ListAsync(_folder, cancellationToken).ConfigureAwait(false) ?? [];
        var pending = entries.Where(entry => IsPending(entry.Name)).Select(entry => Path.Combine(_folder, entry.Name)).ToList();
        if (pending.Count == 0)
        {
            return;
        }

        var named = await NamedAsync(entries, cancellationToken).ConfigureAwait(false);
        foreach (var path in pending)
        {
            if (await RemoveAsync(find, await AnnouncedAsync(path, cancellationToken).ConfigureAwait(false), named, cancellationToken).ConfigureAwait(false))
            {
                await files.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> RemoveAsync(
        Func<IKeyring?> find, IReadOnlyList<string> items, HashSet<string> named, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var item in items.Where(item => !named.Contains(item)))
            {
                if (find() is not { } keyring)
                {
                    return false;
                }

                await keyring.RemoveAsync(item, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (KeyringException)
        {
            return false; // The key is where it belongs; what is left over stays announced.
        }
    }

    // A library that was copied brings its notes along; their items are the other library's to remove.
    private async Task AnnounceAsync(string name, IEnumerable<KeyNote?> notes, CancellationToken cancellationToken)
    {
        var own = KeyNote.FolderOf(_folder);
        var lines = notes.Where(note => note?.Folder == own).Select(note => note!.Item).Prepend(own).ToList();
        if (lines.Count > 1)
        {
            await new AtomicFile(files, random).WriteAsync(
                Path.Combine(_folder, PendingPrefix + name), Encoding.ASCII.GetBytes(string.Join('\n', lines)), overwrite: true, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> AnnouncedAsync(string path, CancellationToken cancellationToken) =>
        await files.ReadSmallAsync(path, BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
        && Encoding.UTF8.GetString(bytes).Split('\n') is [var folder, .. var items]
        && folder == KeyNote.FolderOf(_folder)
            ? [.. items.Where(KeyNote.IsName)]
            : [];

    private async Task<HashSet<string>> NamedAsync(IReadOnlyList<FileEntry> entries, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry.Name == OwnName || IsKeyBeside(entry.Name)))
        {
            var bytes = await files.ReadSmallAsync(Path.Combine(_folder, entry.Name), VaultSecret.BytesMax, cancellationToken).ConfigureAwait(false);
            if (KeyNote.Read(bytes) is { } note)
            {
                named.Add(note.Item);
            }

            Wiping.Wipe(bytes);
        }

        return named;
    }

    private bool IsPending(string name) => name.StartsWith(PendingPrefix, StringComparison.Ordinal) && KeyNote.IsName(name[PendingPrefix.Length..]);
}
