using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>The sessions of this device: a vault in a folder, and the index by which it lists and searches.</summary>
/// <remarks>Several processes may work on one library at once; the person's changes are durable when a task ends.</remarks>
public sealed class SessionLibrary : IDisposable
{
    private const int PrefixLengthMin = 4;
    private const int CandidatesMax = 10;

    private readonly LibraryParts _parts;
    private readonly VaultSecret _secret;
    private readonly OpenedVault _vault;
    private readonly LibraryIndex _index;
    private readonly List<LibraryNotice> _notices = [];

    private SessionLibrary(LibraryParts parts, FolderStore store, VaultSecret secret)
    {
        (_parts, _secret) = (parts, secret);
        _vault = new OpenedVault(parts.OfVault(store), secret);
        _index = new LibraryIndex(parts.Indexes, _vault, parts.Scheduler, _notices.Add);
        Previews = new PreviewCache(parts, _vault);
        Objects = new LibraryObjects(parts, _vault, _index);
        KeyFiles = new LibraryKeyFiles(parts, _vault, secret);
        Contents = new LibraryContents(parts, _vault, this);
        Edits = new LibraryEdits(parts, this);
        Sealing = new LibrarySealing(this, _vault);
    }

    public VaultId Vault => _vault.Id;

    /// <summary>The rules by which this library is kept and synced.</summary>
    internal ProtocolRules Rules => _parts.Rules;

    /// <summary>What was mended or gone around since the library was opened.</summary>
    public IReadOnlyList<LibraryNotice> Notices => _notices;

    public PreviewCache Previews { get; }

    /// <summary>The sealed objects, as a sync copies them.</summary>
    public LibraryObjects Objects { get; }

    public LibraryContents Contents { get; }

    public LibraryEdits Edits { get; }

    /// <summary>Seals anew what is here.</summary>
    public LibrarySealing Sealing { get; }

    /// <summary>The key files by which other devices open this library's vault.</summary>
    public LibraryKeyFiles KeyFiles { get; }

    /// <summary>Opens the library, or returns null where there is none yet; nothing is created.</summary>
    /// <exception cref="LibraryException">There is a vault whose key is missing.</exception>
    /// <exception cref="VaultException">It is of a newer format, or its key does not fit.</exception>
    public static async Task<SessionLibrary?> OpenAsync(LibraryParts parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (await OpenByKeyAsync(parts, cancellationToken).ConfigureAwait(false) is { } library)
        {
            return library;
        }

        var about = Path.Combine(VaultFolder(parts), VaultNames.About.Value);
        if (await parts.Files.StatAsync(about, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        // Another process may have made the library since: the key first, and this last.
        return await OpenByKeyAsync(parts, cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(
                LibraryError.KeyMissing, $"There is a vault in {VaultFolder(parts)}, and its key is missing.");
    }

    /// <summary>Opens the library, and creates it where there is none: the key first, what describes the vault last.</summary>
    public static async Task<SessionLibrary> OpenOrCreateAsync(
        LibraryParts parts, CancellationToken cancellationToken = default)
    {
        if (await OpenAsync(parts, cancellationToken).ConfigureAwait(false) is { } library)
        {
            return library;
        }

        using (var secret = VaultSecret.Generate(parts.Random))
        {
            // Where another process was first, its key counts.
            await parts.Keys.TryAddAsync(secret, cancellationToken).ConfigureAwait(false);
        }

        return await OpenAsync(parts, cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.KeyMissing, "The vault's key vanished while the library was created.");
    }

    /// <summary>Opens another vault of this device beside the own one, by its secret, which stays its caller's; it is created where it is none.</summary>
    internal static async Task<SessionLibrary> OpenBesideAsync(
        LibraryParts parts, VaultSecret secret, bool isOwn, CancellationToken cancellationToken)
    {
        if (!isOwn)
        {
            await EnsureFolderAsync(parts.Files, JoinedFolder(parts, secret.Vault), cancellationToken).ConfigureAwait(false);
        }

        var folder = Path.Combine(parts.Cache, "beside", secret.Vault.Text);
        await EnsureFolderAsync(parts.Files, folder, cancellationToken).ConfigureAwait(false);
        var indexes = parts.IndexesBeside ?? throw new InvalidOperationException("Nothing says where the index of another vault lies.");
        return await OpenAsync(parts with { Indexes = indexes(folder) }, secret.Copy(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One page of what a query finds.</summary>
    public Task<SessionPage> QueryAsync(SessionQuery query, CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Query(query), cancellationToken);

    public Task<IndexCounts> CountAsync(CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Counts, cancellationToken);

    /// <summary>The session of an id or of the beginning of one (4 characters or more).</summary>
    /// <exception cref="LibraryException">There is none, or several.</exception>
    public async Task<SessionInfo> FindAsync(string idOrPrefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrPrefix);
        var prefix = idOrPrefix.ToLowerInvariant();
        var isPrefix = prefix.Length is >= PrefixLengthMin and <= SessionId.Length && Crockford.IsLowerCase(prefix);
        var found = isPrefix
            ? await _index.AskAsync(index => index.WithPrefix(prefix, CandidatesMax + 1), cancellationToken).ConfigureAwait(false)
            : [];
        if (found.Length > 1)
        {
            throw new LibraryException(LibraryError.AmbiguousId, $"'{idOrPrefix}' is the beginning of several ids.")
            {
                Candidates = [.. found.Take(CandidatesMax)],
            };
        }

        return (found is [var id] ? await _index.AskAsync(index => index.Get(id), cancellationToken).ConfigureAwait(false) : null)
            ?? throw new LibraryException(
                LibraryError.NotFound,
                prefix.Length < PrefixLengthMin
                    ? $"'{idOrPrefix}' is too short: an id is given by its first {PrefixLengthMin} characters or more."
                    : $"No session has the id '{idOrPrefix}'.");
    }

    /// <summary>What is known of an id: its fields, that it was purged, or null.</summary>
    public Task<Entry?> EntryOfAsync(EntryId id, CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Find(id), cancellationToken);

    /// <summary>Saves a session; when the task ends it is durable.</summary>
    /// <exception cref="LibraryException">It breaks a rule; the message names each.</exception>
    /// <exception cref="VaultException">It is too large, or a picture changed meanwhile; nothing was saved.</exception>
    public async Task<SavedSession> SaveAsync(
        NewSession session, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var saved = await new SessionSaver(_parts, _vault).SaveAsync(session, progress, cancellationToken).ConfigureAwait(false);
        await CommitAsync([new(saved.Session.Id, Changes.Create(saved.Session))], saved.Device, cancellationToken)
            .ConfigureAwait(false);
        return saved;
    }

    /// <summary>Changes a session's metadata, and returns it as it is then, or, in a dry run, as it would be.</summary>
    /// <exception cref="LibraryException">It would break a rule.</exception>
    public async Task<SessionInfo> EditAsync(
        SessionId id, SessionEdit edit, bool isDryRun = false, CancellationToken cancellationToken = default)
    {
        var current = await EntryAsync(id, cancellationToken).ConfigureAwait(false);
        if (Changes.Edit(id, current, edit, _parts.NewChange(), Rules) is not { } change)
        {
            return SessionReader.Read(id, current);
        }

        var after = SessionReader.Read(id, (Entry.Live)Join.Entries(current, change, Rules));
        SessionTextCheck.ThrowIfInvalid(after.Text);
        if (!isDryRun)
        {
            await CommitAsync([new(id, change)], device: null, cancellationToken).ConfigureAwait(false);
        }

        return after;
    }

    /// <summary>Puts sessions into the trash, all at once; those that lie there stay as they are.</summary>
    public Task TrashAsync(IEnumerable<SessionId> ids, CancellationToken cancellationToken = default) =>
        SetTrashedAsync(ids, _parts.Time.GetLocalNow(), cancellationToken);

    /// <summary>Takes sessions out of the trash, all at once.</summary>
    public Task RestoreAsync(IEnumerable<SessionId> ids, CancellationToken cancellationToken = default) =>
        SetTrashedAsync(ids, time: null, cancellationToken);

    /// <summary>Deletes sessions in the trash for good, with their archives on this device.</summary>
    /// <exception cref="LibraryException">One of them is not in the trash; then none is purged.</exception>
    public async Task PurgeAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var purged = new List<KeyValuePair<EntryId, Entry>>();
        var archives = new List<ArchiveName>();
        foreach (var id in ids.Distinct())
        {
            var current = await EntryAsync(id, cancellationToken).ConfigureAwait(false);
            var session = SessionReader.Read(id, current);
            if (session.Trashed is null)
            {
                throw new LibraryException(LibraryError.NotInTrash, $"The session {id} is not in the trash.");
            }

            purged.Add(new(id, Changes.Purge(current)));
            archives.AddRange(ContentHistory.ArchivesOf(current));
        }

        await CommitAsync(purged, device: null, cancellationToken).ConfigureAwait(false);
        foreach (var archive in archives)
        {
            await _vault.DeleteArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a session's content is on this device.</summary>
    public async Task<bool> HasContentAsync(SessionInfo session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Content?.Archive is { } archive
            && await _vault.HasArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a session's content; the caller disposes the reader.</summary>
    /// <exception cref="LibraryException">It is not on this device.</exception>
    /// <exception cref="VaultException">It is damaged.</exception>
    public async Task<ArchiveReader> OpenContentAsync(SessionInfo session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var reader = session.Content?.Archive is { } archive
            ? await Objects.OpenUsedAsync(archive, session.Id, cancellationToken).ConfigureAwait(false)
            : null;
        return reader
            ?? throw new LibraryException(LibraryError.NotHere, $"The pictures of the session {session.Id} are not on this device.");
    }

    /// <summary>Makes many changes durable in few records.</summary>
    public Task AppendAsync(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, CancellationToken cancellationToken = default) =>
        CommitAsync(entries, device: null, cancellationToken);

    /// <summary>The recovery key: whoever has it can read everything in this vault. That it was shown is remembered.</summary>
    public async Task<string> RevealKeyAsync(CancellationToken cancellationToken = default)
    {
        var file = await DeviceFile.ReadOrCreateAsync(_parts, cancellationToken).ConfigureAwait(false);
        if (!file.HasShownKey)
        {
            await (file with { HasShownKey = true }).WriteAsync(_parts, cancellationToken).ConfigureAwait(false);
        }

        return _secret.RevealKey();
    }

    /// <summary>Whether the person has seen the recovery key once.</summary>
    public async Task<bool> HasShownKeyAsync(CancellationToken cancellationToken = default) =>
        await DeviceFile.ReadAsync(_parts, cancellationToken).ConfigureAwait(false) is { HasShownKey: true };

    /// <summary>What people call the devices that saved here, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DeviceNamesAsync(CancellationToken cancellationToken = default) =>
        await _index.AskAsync(index => index.Find(EntryId.Vault), cancellationToken).ConfigureAwait(false) is Entry.Live vault
            ? VaultReader.DeviceNames(vault)
            : new Dictionary<string, string>();

    public void Dispose()
    {
        _index.Dispose();
        _vault.Dispose();
    }

    internal static string VaultFolder(LibraryParts parts) => Path.Combine(parts.Folder, "vault");

    /// <summary>Where a vault lies that this library joined after it had one of its own.</summary>
    internal static string JoinedFolder(LibraryParts parts, VaultId vault) => JoinedFolder(parts.Folder, vault);

    internal static string JoinedFolder(string folder, VaultId vault) => Path.Combine(folder, "vaults", vault.Text);

    private static async Task<SessionLibrary?> OpenByKeyAsync(LibraryParts parts, CancellationToken cancellationToken) =>
        await parts.Keys.ReadAsync(cancellationToken).ConfigureAwait(false) is { } secret
            ? await OpenAsync(parts, secret, cancellationToken).ConfigureAwait(false)
            : null;

    private static async Task<SessionLibrary> OpenAsync(LibraryParts parts, VaultSecret secret, CancellationToken cancellationToken)
    {
        var folder = JoinedFolder(parts, secret.Vault);
        if (await parts.Files.StatAsync(folder, cancellationToken).ConfigureAwait(false) is null)
        {
            folder = VaultFolder(parts);
            await EnsureFolderAsync(parts.Files, folder, cancellationToken).ConfigureAwait(false);
        }

        var store = new FolderStore(parts.Files, folder, parts.Random);
        var library = new SessionLibrary(parts, store, secret);
        try
        {
            await library._vault.DescribeAsync(cancellationToken).ConfigureAwait(false);
            await library._index.OpenAsync(cancellationToken).ConfigureAwait(false);
            await library.ThrowIfTooNewAsync(cancellationToken).ConfigureAwait(false);
            return library;
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    // Not created again where it stands: that would sync the disk each time that somebody only wants a list.
    private static async Task EnsureFolderAsync(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        if (await files.StatAsync(folder, cancellationToken).ConfigureAwait(false) is not { IsFolder: true })
        {
            await files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ThrowIfTooNewAsync(CancellationToken cancellationToken)
    {
        if (await _index.AskAsync(index => index.Find(EntryId.Vault), cancellationToken).ConfigureAwait(false) is Entry.Live vault
            && VaultReader.ReaderOf(vault) is > OpenedVault.FormatCurrent and var format)
        {
            throw OpenedVault.NewerFormat(format);
        }
    }

    private async Task<Entry.Live> EntryAsync(SessionId id, CancellationToken cancellationToken) =>
        await EntryOfAsync(id, cancellationToken).ConfigureAwait(false) as Entry.Live
        ?? throw new LibraryException(LibraryError.NotFound, $"No session has the id '{id}'.");

    private async Task SetTrashedAsync(IEnumerable<SessionId> ids, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var changes = new List<KeyValuePair<EntryId, Entry>>();
        foreach (var id in ids.Distinct())
        {
            var current = await EntryAsync(id, cancellationToken).ConfigureAwait(false);
            var isTrashed = SessionReader.Read(id, current).Trashed is not null;
            if (isTrashed != time is not null)
            {
                changes.Add(new(id, Changes.Trash(current, time, _parts.NewChange(), Rules)));
            }
        }

        await CommitAsync(changes, device: null, cancellationToken).ConfigureAwait(false);
    }

    // The record is the commit point: what follows may fail without harm.
    private async Task CommitAsync(
        IReadOnlyList<KeyValuePair<EntryId, Entry>> changes, Device? device, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return;
        }

        List<KeyValuePair<EntryId, Entry>> entries = [.. changes];
        if (device is not null)
        {
            var vault = await _index.AskAsync(index => index.Find(EntryId.Vault), cancellationToken).ConfigureAwait(false);
            if (Changes.Introduce(vault as Entry.Live, device, _parts.NewChange()) is { } introduction)
            {
                entries.Add(new(EntryId.Vault, introduction));
            }
        }

        var records = await _vault.Pieces.AppendAsync(entries, cancellationToken).ConfigureAwait(false);
        _index.Learn(entries, records);
    }
}
