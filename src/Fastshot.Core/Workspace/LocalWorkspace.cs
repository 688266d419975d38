using Fastshot.Core.Configuration;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Workspace;

/// <summary>What a workspace is wired from.</summary>
/// <param name="DeviceName">What people call this device.</param>
/// <param name="Program">Name and version, as <c>fastshot/1.0</c>.</param>
public sealed record WorkspaceParts(
    Places Places,
    string DeviceName,
    string Platform,
    string Program,
    IFileSystem Files,
    TimeProvider Time,
    IRandom Random,
    IScheduler Scheduler,
    Func<Vips?> FindVips,
    Func<WebPEncoder?> FindWebP)
{
    /// <summary>How a place of each scheme is opened; nothing is asked of it before its first request.</summary>
    public required IReadOnlyDictionary<string, Func<RemoteAddress, CancellationToken, Task<IObjectStore>>> Stores { get; init; }

    /// <summary>The keyring of this computer, and when it is used.</summary>
    public Keyrings Keyrings { get; init; } = Keyrings.None;

    /// <summary>Puts into words what ended an operation, for those who look at it later.</summary>
    public Func<Exception, OperationFailure> DescribeFailure { get; init; } = e => new OperationFailure("failed", e.Message, Hint: null);
}

/// <summary>Everything that a person can do with the sessions of this device; the command line and the web call it.</summary>
public sealed class LocalWorkspace(WorkspaceParts parts) : IDisposable
{
    private const int MemoryBytesMax = 4 << 20;

    private readonly AsyncGate _opening = new();
    private readonly Dictionary<string, IObjectStore> _places = new(StringComparer.Ordinal);
    private SessionLibrary? _library;
    private OperationQueue? _operations;

    /// <summary>What runs longer than a second. Whoever takes work on there awaits it before the workspace is disposed.</summary>
    public OperationQueue Operations
    {
        get
        {
            if (_operations is null)
            {
                var queue = new OperationQueue(
                    new OperationParts(OperationHistory, parts.Time, parts.Random, parts.Scheduler, parts.DescribeFailure));
                Interlocked.CompareExchange(ref _operations, queue, null);
            }

            return _operations;
        }
    }

    /// <summary>What the processes of this device ran last.</summary>
    public OperationHistory OperationHistory => new(parts.Files, Path.Combine(parts.Places.State, "operations"), parts.Random);

    /// <summary>The library, or null where nothing was saved yet; it stays open until the workspace is disposed.</summary>
    public Task<SessionLibrary?> FindLibraryAsync(CancellationToken cancellationToken = default) =>
        OpenOnceAsync(SessionLibrary.OpenAsync, cancellationToken);

    /// <summary>The library, created where there is none.</summary>
    public async Task<SessionLibrary> LibraryAsync(CancellationToken cancellationToken = default) =>
        await OpenOnceAsync(
            async (libraryParts, token) =>
                await SessionLibrary.OpenOrCreateAsync(libraryParts, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException("A library was created and is not there.");

    /// <summary>The library with an index that was made anew from its pieces; the old one is kept aside. Null where there is no library.</summary>
    public async Task<SessionLibrary?> ReindexAsync(CancellationToken cancellationToken = default)
    {
        using (await _opening.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            _library?.Dispose();
            _library = null;
            var library = NewLibraryParts();
            if (await library.Keys.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } secret)
            {
                return null;
            }

            secret.Dispose();
            await library.Indexes.SetAsideAsync(cancellationToken).ConfigureAwait(false);
            return _library = await SessionLibrary.OpenAsync(library, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where this device keeps the key of the library's vault.</summary>
    public DeviceKeyStore Keys =>
        new(parts.Files, Path.Combine(parts.Places.Library, "key"), parts.Random, parts.Keyrings);

    /// <summary>Temporary files for one operation; the caller disposes it.</summary>
    public Spool NewSpool() => new(parts.Files, Path.Combine(parts.Places.Cache, "spool"), parts.Random, parts.Time);

    /// <summary>Looks at images before they are saved.</summary>
    public Task<IntakeResult> LookAsync(
        IReadOnlyList<ImageInput> inputs,
        Spool spool,
        IProgress<IntakeProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new ImageIntake(parts.Files, NewInspector(), parts.Scheduler).LookAsync(inputs, spool, progress, cancellationToken);

    /// <summary>Takes one portable file into the library.</summary>
    public Task<ImportResult> ImportAsync(
        string path,
        string shown,
        Spool spool,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> askPassphrase,
        CancellationToken cancellationToken = default) =>
        new PortableImport(FindLibraryAsync, LibraryAsync, parts.Files, NewInspector(), parts.Scheduler)
            .ImportAsync(path, shown, spool, askPassphrase, cancellationToken);

    /// <summary>Copies of sessions that leave the library.</summary>
    public SessionExport Export(SessionLibrary library) => new(library, parts.Files, parts.Random);

    /// <summary>Opens one sealed file by a passphrase or vault key, or, where that is null, by this library's key.</summary>
    /// <exception cref="LibraryException">There is no library, and so no key.</exception>
    public async Task<Stream> UnsealAsync(
        Stream source, string name, ReadOnlyMemory<byte>? passphrase, CancellationToken cancellationToken = default)
    {
        if (passphrase is { } given)
        {
            return await SealedFile.OpenAsync(source, name, given, cancellationToken).ConfigureAwait(false);
        }

        using var secret = await Keys.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.KeyMissing, "There is no vault key on this device.");
        return await SealedFile.OpenAsync(source, name, secret.Key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The place of an address, open until the workspace is disposed; null where this program knows no such scheme.</summary>
    /// <exception cref="StoreException">What the settings name for it is not there.</exception>
    public async Task<IObjectStore?> PlaceOfAsync(RemoteAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!parts.Stores.TryGetValue(address.Scheme, out var open))
        {
            return null;
        }

        using (await _opening.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_places.TryGetValue(address.Text, out var place))
            {
                place = await open(address, cancellationToken).ConfigureAwait(false);
                _places.Add(address.Text, place);
            }

            return place;
        }
    }

    /// <summary>The library's vault at a place.</summary>
    public VaultRemote Remote(RemoteAddress address, IObjectStore place, SessionLibrary library)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(library);
        return new VaultRemote(place, address.IsBucket, library, parts.Files, MemoryFileOf(library), parts.Random, parts.Time);
    }

    /// <summary>Looks at one side of the library's vault, and mends it from the other.</summary>
    /// <param name="place">Where devices meet, or null where there is no such place.</param>
    /// <param name="isRemote">Whether the remote is looked at, and not this device.</param>
    public VaultTrust Trust(SessionLibrary library, IObjectStore? place, bool isRemote)
    {
        ArgumentNullException.ThrowIfNull(library);
        return new VaultTrust(library, place, isRemote, parts.Files, MemoryFileOf(library), parts.Random, parts.Time);
    }

    /// <summary>Keeps what was downloaded within limits.</summary>
    /// <param name="place">Where the library's vault meets its devices, or null where there is no such place.</param>
    public CacheCleaning CacheCleaning(SessionLibrary library, IObjectStore? place)
    {
        ArgumentNullException.ThrowIfNull(library);
        return new CacheCleaning(library, place, parts.Files, MemoryFileOf(library), parts.Time);
    }

    /// <summary>The sealed objects of this device as they lie there, with or without their key.</summary>
    public IObjectStore SealedHere => new FolderStore(parts.Files, Path.Combine(parts.Places.Library, "vault"), parts.Random);

    /// <summary>Which sessions stand at the remote as they stand here, as far as is known without asking there.</summary>
    public Task<SyncedSessions> SyncedSessionsAsync(SessionLibrary library, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        return SyncedSessions.ReadAsync(library, parts.Files, MemoryFileOf(library), cancellationToken);
    }

    /// <summary>Forgets what stands at the remote: from now on the devices of this library meet at another place.</summary>
    public Task ForgetSyncedAsync(SessionLibrary library, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        return SyncedSessions.ForgetAsync(parts.Files, MemoryFileOf(library), cancellationToken);
    }

    /// <summary>What opens a vault at a place: a passphrase of one of its key files, or its recovery key. The caller disposes it.</summary>
    /// <exception cref="VaultException">It does not.</exception>
    public async Task<VaultSecret> UnlockAsync(
        IObjectStore place, VaultId vault, ReadOnlyMemory<byte> passphraseOrKey, CancellationToken cancellationToken = default) =>
        await UnlockStoreAsync(VaultPlace.StoreOf(place, vault), vault, passphraseOrKey, cancellationToken).ConfigureAwait(false);

    /// <summary>The same for a vault that lies on this device, by the copies of key files here. The caller disposes it.</summary>
    /// <exception cref="VaultException">It does not open it.</exception>
    public async Task<VaultSecret> UnlockHereAsync(
        VaultId vault, ReadOnlyMemory<byte> passphraseOrKey, CancellationToken cancellationToken = default)
    {
        var joined = SessionLibrary.JoinedFolder(parts.Places.Library, vault);
        var store = await parts.Files.StatAsync(joined, cancellationToken).ConfigureAwait(false) is null
            ? SealedHere
            : new FolderStore(parts.Files, joined, parts.Random);
        return await UnlockStoreAsync(store, vault, passphraseOrKey, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VaultSecret> UnlockStoreAsync(
        IObjectStore store, VaultId vault, ReadOnlyMemory<byte> passphraseOrKey, CancellationToken cancellationToken)
    {
        if (!VaultSecret.LooksLikeRecoveryKey(passphraseOrKey.Span))
        {
            return await new KeyFiles(store, parts.Scheduler).UnlockAsync(vault, passphraseOrKey, cancellationToken).ConfigureAwait(false);
        }

        var secret = VaultSecret.FromRecoveryKey(passphraseOrKey.Span, vault);
        if (await VaultPlace.IsOpenedByAsync(store, secret, cancellationToken).ConfigureAwait(false))
        {
            return secret;
        }

        secret.Dispose();
        throw new VaultException(VaultError.WrongKey, $"The recovery key is not that of the vault {vault}.");
    }

    /// <summary>Makes this device one of those of another vault; the library of this workspace is opened anew when it is next asked for.</summary>
    public async Task JoinAsync(
        VaultSecret secret, IProgress<JoiningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var own = await FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        await new LibraryJoining(NewLibraryParts()).JoinAsync(secret, own, progress, cancellationToken).ConfigureAwait(false);
        _library = null;
    }

    /// <summary>The vault that came in place of the library's, or is being made for that; null where its key was not changed.</summary>
    public async Task<VaultId?> SuccessorAsync(CancellationToken cancellationToken = default) =>
        await FindLibraryAsync(cancellationToken).ConfigureAwait(false) is { } library
            ? await Successor.OfAsync(library, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Changes of the vault's key; whoever runs one asks for the library anew afterwards, by <see cref="ReopenAsync"/>.</summary>
    public VaultRotation Rotation(RemoteAddress address, IObjectStore place)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new VaultRotation(NewLibraryParts(), place, address.IsBucket, MemoryFileOf);
    }

    /// <summary>The library as it is after its vault was changed.</summary>
    public async Task<SessionLibrary> ReopenAsync(CancellationToken cancellationToken = default)
    {
        _library?.Dispose();
        _library = null;
        return await LibraryAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _library?.Dispose();
        foreach (var place in _places.Values.OfType<IDisposable>())
        {
            place.Dispose();
        }

        _places.Clear();
    }

    private string MemoryFileOf(SessionLibrary library) => MemoryFileOf(library.Vault);

    private string MemoryFileOf(VaultId vault) => Path.Combine(parts.Places.Library, $"sync-{vault}.json");

    private ImageInspector NewInspector() => new(parts.FindVips);

    private async Task<SessionLibrary?> OpenOnceAsync(
        Func<LibraryParts, CancellationToken, Task<SessionLibrary?>> open, CancellationToken cancellationToken)
    {
        using (await _opening.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            return _library ??= await open(NewLibraryParts(), cancellationToken).ConfigureAwait(false);
        }
    }

    private LibraryParts NewLibraryParts() => new(
        parts.Places.Library,
        parts.Places.Cache,
        parts.DeviceName,
        parts.Platform,
        parts.Program,
        parts.Files,
        Keys,
        new SqliteIndexProvider(parts.Files, parts.Places.Library),
        parts.Time,
        parts.Random,
        parts.Scheduler,
        parts.FindWebP)
    {
        IndexesBeside = folder => new SqliteIndexProvider(parts.Files, folder),
        Memory = new PieceMemory(MemoryBytesMax),
    };
}
