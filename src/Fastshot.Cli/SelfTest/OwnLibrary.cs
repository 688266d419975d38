using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;

namespace Fastshot.Cli.SelfTest;

/// <summary>The person's library, opened beside a copy of its index: whatever is met in it, nothing there is written.</summary>
internal sealed class OwnLibrary(Invocation call, Scratch scratch) : IDisposable
{
    private static readonly string[] IndexFiles = ["index.db", "index.db-wal"];

    private SessionLibrary? _opened;
    private bool _isLooked;

    /// <summary>Whether the library has an index; without one it is made anew at the next start, and that is no damage.</summary>
    public bool HasIndex => File.Exists(Path.Combine(call.Places.Library, IndexFiles[0]));

    /// <summary>What is wrong with the index's file itself, once the library was opened; null where nothing is.</summary>
    public string? IndexProblem { get; private set; }

    /// <summary>Opens it by a copy of its index; null where nothing was saved yet. It stays open until this is disposed.</summary>
    public async Task<SessionLibrary?> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_isLooked)
        {
            var folder = FolderOf("own-index");
            foreach (var name in IndexFiles)
            {
                var from = Path.Combine(call.Places.Library, name);
                if (File.Exists(from))
                {
                    File.Copy(from, Path.Combine(folder, name), overwrite: true);
                }
            }

            IndexProblem = HasIndex ? ProblemIn(folder) : null;
            _opened = await OpenAsync(folder, cancellationToken).ConfigureAwait(false);
            _isLooked = true;
        }

        return _opened;
    }

    /// <summary>Opens it with an index made anew from its vault. The caller disposes it.</summary>
    public Task<SessionLibrary?> OpenAnewAsync(CancellationToken cancellationToken) =>
        OpenAsync(FolderOf("own-index-anew"), cancellationToken);

    /// <summary>Looks one side of its vault through, by copies of what it remembers of its remote.</summary>
    /// <param name="place">Where its devices meet, to look there; null for this device's side.</param>
    public VaultTrust Trust(SessionLibrary library, IObjectStore? place)
    {
        var folder = FolderOf(place is null ? "own-memory-here" : "own-memory-there");
        foreach (var file in Directory.EnumerateFiles(call.Places.Library, $"sync-{library.Vault}.*"))
        {
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }

        var surroundings = call.Surroundings;
        return new VaultTrust(
            library,
            place,
            isRemote: place is not null,
            surroundings.Files,
            Path.Combine(folder, $"sync-{library.Vault}.json"),
            surroundings.Random,
            surroundings.Time);
    }

    public void Dispose() => _opened?.Dispose();

    // Looked through whole: a start looks at no more than it needs.
    private string? ProblemIn(string folder)
    {
        using var index = new SqliteIndexProvider(call.Surroundings.Files, folder).TryOpen(out var reason);
        return index is null ? reason : index.Problem();
    }

    private Task<SessionLibrary?> OpenAsync(string indexFolder, CancellationToken cancellationToken)
    {
        var surroundings = call.Surroundings;
        return SessionLibrary.OpenAsync(
            new LibraryParts(
                call.Places.Library,
                FolderOf("own-cache"),
                Environment.MachineName,
                "selftest",
                $"fastshot/{App.Version}",
                surroundings.Files,
                new DeviceKeyStore(surroundings.Files, Path.Combine(call.Places.Library, "key"), surroundings.Random, call.KeyringsOf(call.Places)),
                new SqliteIndexProvider(surroundings.Files, indexFolder),
                surroundings.Time,
                surroundings.Random,
                surroundings.Scheduler,
                () => WebPEncoder.Installed),
            cancellationToken);
    }

    private string FolderOf(string name) => Directory.CreateDirectory(Path.Combine(scratch.Folder, name)).FullName;
}
