using Fastshot.Core.Configuration;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
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
    Func<Vips?> FindVips);

/// <summary>Everything that a person can do with the sessions of this device; the command line and the web call it.</summary>
public sealed class LocalWorkspace(WorkspaceParts parts) : IDisposable
{
    private readonly AsyncGate _opening = new();
    private SessionLibrary? _library;

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
    public async Task<ImportResult> ImportAsync(
        string path,
        string shown,
        Spool spool,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> askPassphrase,
        CancellationToken cancellationToken = default)
    {
        var library = await LibraryAsync(cancellationToken).ConfigureAwait(false);
        return await new PortableImport(library, parts.Files, NewInspector(), parts.Scheduler)
            .ImportAsync(path, shown, spool, askPassphrase, cancellationToken).ConfigureAwait(false);
    }

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

        using var secret = await NewKeyStore().ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.KeyMissing, "There is no vault key on this device.");
        return await SealedFile.OpenAsync(source, name, secret.Key, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _library?.Dispose();

    private ImageInspector NewInspector() => new(parts.FindVips());

    private FileKeyStore NewKeyStore() =>
        new(parts.Files, Path.Combine(parts.Places.Library, "key"), parts.Random);

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
        NewKeyStore(),
        new SqliteIndexProvider(parts.Files, parts.Places.Library),
        parts.Time,
        parts.Random,
        parts.Scheduler,
        parts.FindVips);
}
