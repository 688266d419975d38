using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Sync;
using Fastshot.Core.Tests.Exchange;
using Fastshot.Core.Tests.Library;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Core.Tests.Workspace;

/// <summary>The facade as the command line uses it: on the real disk, with homes and places that are folders.</summary>
public sealed class LocalWorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly List<LocalWorkspace> _opened = [];

    [Fact]
    public async Task Looking_creates_nothing_and_asking_for_a_library_creates_it_once()
    {
        var workspace = Open("A");

        Assert.Null(await workspace.FindLibraryAsync(Deadline.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));

        var libraries = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            i % 2 == 0 ? workspace.LibraryAsync(Deadline.Token) : FindAsync()));
        Assert.Single(libraries.OfType<SessionLibrary>().Distinct());
        Assert.Same(libraries[0], await workspace.FindLibraryAsync(Deadline.Token));

        async Task<SessionLibrary> FindAsync() => (await workspace.FindLibraryAsync(Deadline.Token))!;
    }

    [Fact]
    public async Task Images_are_looked_at_saved_exported_and_imported_elsewhere()
    {
        var (first, second) = (Open("A"), Open("B"));
        await File.WriteAllBytesAsync(In("a.png"), ExchangeHome.Picture(1), Deadline.Token);
        SessionInfo saved;
        await using (var spool = first.NewSpool())
        {
            var images = await first.LookAsync([new ImageInput.FromPath(In("a.png"), "a.png")], spool, progress: null, Deadline.Token);
            Assert.Empty(images.Problems);
            var library = await first.LibraryAsync(Deadline.Token);
            saved = (await library.SaveAsync(
                new NewSession { Text = new SessionText { Name = "A" }, Shots = images.Shots, Board = images.Board }, progress: null, Deadline.Token)).Session;
            await first.Export(library).ToFileAsync(saved, In("x.fastshot"), passphrase: null, progress: null, Deadline.Token);
        }

        var imported = await ImportAsync(second, "x.fastshot");

        Assert.Equal(saved.Id, imported.Imported!.Id);
        Assert.NotNull((await ImportAsync(second, "x.fastshot")).SkippedBecause);
    }

    [Fact]
    public async Task An_import_that_is_refused_creates_no_library()
    {
        await File.WriteAllTextAsync(In("x.fastshot"), "hello", Deadline.Token);

        await Assert.ThrowsAsync<VaultException>(() => ImportAsync(Open("A"), "x.fastshot"));

        Assert.False(Directory.Exists(In("A/library")));
    }

    [Fact]
    public async Task A_sealed_file_is_opened_by_the_librarys_key_or_by_what_is_given()
    {
        var workspace = Open("A");
        var withoutLibrary = await Assert.ThrowsAsync<LibraryException>(() => UnsealAsync(workspace, new byte[10], passphrase: null));
        Assert.Equal(LibraryError.KeyMissing, withoutLibrary.Error);

        await SaveAsync(workspace, 1);
        var record = await File.ReadAllBytesAsync(Directory.EnumerateFiles(In("A/library/vault/log")).First(), Deadline.Token);
        Assert.Equal([0x1F, 0x8B], (await UnsealAsync(workspace, record, passphrase: null))[..2]); // It is gzip.
        var file = Core.Crypto.Age.Seal("text"u8, "pass"u8.ToArray(), logWorkFactor: 2, new SeededRandom(1));
        Assert.Equal("text"u8.ToArray(), await UnsealAsync(workspace, file, "pass"u8.ToArray()));
        Assert.Equal(VaultError.WrongPassphrase, (await Assert.ThrowsAsync<VaultException>(() => UnsealAsync(workspace, file, "wrong"u8.ToArray()))).Error);
        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => UnsealAsync(workspace, file, passphrase: null))).Error);
    }

    [Fact]
    public async Task A_place_is_opened_by_its_scheme_and_one_that_is_unknown_is_none()
    {
        var workspace = Open("A");

        Assert.NotNull(await workspace.PlaceOfAsync(AddressOf("nas"), Deadline.Token));
        Assert.True(RemoteAddress.TryParse("gopher://nas/shots", Path.GetFullPath, out var unknown, out _));
        Assert.Null(await workspace.PlaceOfAsync(unknown, Deadline.Token));
    }

    [Fact]
    public async Task A_second_device_unlocks_the_vault_joins_it_and_gets_its_sessions()
    {
        var (first, second) = (Open("A"), Open("B"));
        var id = await SaveAsync(first, 1);
        var (place, vault) = await PublishAsync(first, "right");
        await SaveAsync(second, 2); // It has a library of its own.
        var own = await second.LibraryAsync(Deadline.Token);

        using (var secret = await second.UnlockAsync(place, vault, "right"u8.ToArray(), Deadline.Token))
        {
            await second.JoinAsync(secret, progress: null, Deadline.Token);
        }

        var joined = await second.LibraryAsync(Deadline.Token);
        Assert.NotSame(own, joined);
        Assert.Equal(vault, joined.Vault);
        await second.Remote(AddressOf("nas"), place, joined).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
        Assert.Equal(id, (await joined.FindAsync(id.Text, Deadline.Token)).Id);
        Assert.Equal(["session 1", "session 2"], (await LibraryHome.SessionsAsync(joined)).Select(one => one.Text.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_does_not_unlock_a_vault_says_what_it_is()
    {
        var (first, second) = (Open("A"), Open("B"));
        await SaveAsync(first, 1);
        var (place, vault) = await PublishAsync(first, "right");
        using var own = await KeyOfAsync("A");
        var key = own.RevealKey();
        using var stranger = VaultSecret.Generate(new SeededRandom(5));

        Assert.Equal(VaultError.WrongPassphrase, await ErrorAsync("wrong"));
        Assert.Contains("mistyped", await WordsAsync(key[..^1] + (key[^1] == '0' ? '1' : '0')), StringComparison.Ordinal);
        Assert.Contains("not that of the vault", await WordsAsync(stranger.RevealKey()), StringComparison.Ordinal);
        using var opened = await second.UnlockAsync(place, vault, Encoding.UTF8.GetBytes(key.ToLowerInvariant()), Deadline.Token);
        Assert.Equal(key, opened.RevealKey());
        Assert.False(Directory.Exists(In("B")));

        async Task<VaultError> ErrorAsync(string typed) => (await RefusedAsync(typed)).Error;

        async Task<string> WordsAsync(string typed)
        {
            var e = await RefusedAsync(typed);
            Assert.Equal(VaultError.WrongKey, e.Error);
            return e.Message;
        }

        Task<VaultException> RefusedAsync(string typed) =>
            Assert.ThrowsAsync<VaultException>(() => second.UnlockAsync(place, vault, Encoding.UTF8.GetBytes(typed), Deadline.Token));
    }

    [Fact]
    public async Task What_a_device_remembers_of_a_remote_lies_beside_its_library()
    {
        var workspace = Open("A");
        await SaveAsync(workspace, 1);
        var (place, vault) = await PublishAsync(workspace, "right");
        var library = await workspace.LibraryAsync(Deadline.Token);

        await workspace.Remote(AddressOf("nas"), place, library).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);

        Assert.True(File.Exists(In($"A/library/sync-{vault}.json")));
    }

    public void Dispose()
    {
        _opened.ForEach(workspace => workspace.Dispose());
        _root.Dispose();
    }

    private string In(string name) => Path.Combine(_root.Path, name);

    private LocalWorkspace Open(string home)
    {
        var workspace = new LocalWorkspace(new WorkspaceParts(
            Places.Under(SystemKind.Linux, In(home)), "laptop", "linux", "fastshot/test", DiskFileSystem.Instance, TimeProvider.System,
            SystemRandom.Instance, ThreadPoolScheduler.Instance, () => null, () => null)
        {
            Stores = new Dictionary<string, Func<RemoteAddress, CancellationToken, Task<IObjectStore>>>(StringComparer.Ordinal)
            {
                ["file"] = (address, _) =>
                    Task.FromResult<IObjectStore>(new FolderStore(DiskFileSystem.Instance, address.Folder, SystemRandom.Instance)),
            },
        });
        _opened.Add(workspace);
        return workspace;
    }

    private RemoteAddress AddressOf(string folder) =>
        RemoteAddress.TryParse(folder, In, out var address, out var reason) ? address : throw new FormatException(reason);

    private static async Task<SessionId> SaveAsync(LocalWorkspace workspace, int number)
    {
        var library = await workspace.LibraryAsync(Deadline.Token);
        return (await library.SaveAsync(LibraryHome.Session(number), progress: null, Deadline.Token)).Session.Id;
    }

    private async Task<(IObjectStore Place, VaultId Vault)> PublishAsync(LocalWorkspace workspace, string passphrase)
    {
        Directory.CreateDirectory(In("nas"));
        var place = (await workspace.PlaceOfAsync(AddressOf("nas"), Deadline.Token))!;
        var library = await workspace.LibraryAsync(Deadline.Token);
        await library.KeyFiles.PublishAsync(place, Encoding.UTF8.GetBytes(passphrase), Deadline.Token);
        await workspace.Remote(AddressOf("nas"), place, library).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
        return (place, library.Vault);
    }

    private async Task<VaultSecret> KeyOfAsync(string home) =>
        VaultSecret.Parse(await File.ReadAllBytesAsync(In($"{home}/library/key"), Deadline.Token));

    private async Task<ImportResult> ImportAsync(LocalWorkspace workspace, string file)
    {
        await using var spool = workspace.NewSpool();
        return await workspace.ImportAsync(
            In(file), file, spool, _ => throw new InvalidOperationException("Nobody should be asked."), Deadline.Token);
    }

    private static async Task<byte[]> UnsealAsync(LocalWorkspace workspace, byte[] file, byte[]? passphrase)
    {
        ReadOnlyMemory<byte>? given = passphrase is null ? (ReadOnlyMemory<byte>?)null : passphrase.AsMemory();
        await using var opened = await workspace.UnsealAsync(new MemoryStream(file), "x", given, Deadline.Token);
        using var bytes = new MemoryStream();
        await opened.CopyToAsync(bytes, Deadline.Token);
        return bytes.ToArray();
    }
}
