using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

/// <summary>An archive counts only under its own name, for its own session, in its own vault.</summary>
public sealed class ExchangedArchiveTests : IAsyncLifetime
{
    private readonly FakeFileSystem _files = new(new ManualTime());
    private readonly LibraryHome _home;
    private SessionLibrary _library = null!;
    private SessionInfo _first = null!;
    private SessionInfo _second = null!;

    public ExchangedArchiveTests() => _home = new LibraryHome(_files);

    public async ValueTask InitializeAsync()
    {
        _library = await _home.OpenAsync();
        _first = (await _library.SaveAsync(LargeSession(1), progress: null, Deadline.Token)).Session;
        _second = (await _library.SaveAsync(LargeSession(2), progress: null, Deadline.Token)).Session;
    }

    public ValueTask DisposeAsync()
    {
        _library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Archives_that_changed_places_are_refused_both()
    {
        var (first, second) = (await ReadAsync(PathOf(_first)), await ReadAsync(PathOf(_second)));
        await WriteAsync(PathOf(_first), second);
        await WriteAsync(PathOf(_second), first);

        foreach (var session in new[] { _first, _second })
        {
            await RefusedAsync(session, "stands in the place of");
            await Assert.ThrowsAsync<VaultException>(() => _library.Previews.GetAsync(session.Content!.Archive!.Value, session.Id, Deadline.Token));
        }
    }

    [Fact]
    public async Task Another_archive_of_the_same_session_is_refused_at_its_end_and_nothing_of_it_is_exported()
    {
        // The same content, sealed again: all that differs is its name.
        var content = await _library.OpenContentAsync(_first, Deadline.Token);
        ArchiveName again;
        await using (content)
        {
            using var vault = await OpenVaultAsync();
            again = await vault.WriteArchiveAsync(ArchiveContent.Of(content, content.Manifest), progress: null, Deadline.Token);
        }

        await WriteAsync(PathOf(_first), await ReadAsync(PathOf(again)));

        await RefusedAsync(_first, "its name is not the hash of its bytes");
        await Assert.ThrowsAsync<VaultException>(() => new SessionExport(_library, _files, new SeededRandom(3))
            .ToFolderAsync(_first, "/out", progress: null, Deadline.Token));
        Assert.Null(await _files.StatAsync("/out/manifest.json", Deadline.Token));
    }

    [Fact]
    public async Task An_archive_of_another_vault_is_refused()
    {
        var other = new LibraryHome(_files, "/other");
        using var library = await other.OpenAsync(seed: 9);
        var foreign = (await library.SaveAsync(LargeSession(1) with { Id = _first.Id }, progress: null, Deadline.Token)).Session;
        await WriteAsync(PathOf(_first), await ReadAsync(PathOf(foreign, other)));

        await RefusedAsync(_first, "not sealed by this key");
    }

    [Fact]
    public async Task An_archive_that_names_another_vault_is_refused_although_the_key_opens_it()
    {
        using var secret = await _home.Parts().Keys.ReadAsync(Deadline.Token);
        var stranger = VaultSecret.FromRecoveryKey(secret!.Key.Span, VaultId.FromBytes(new byte[VaultId.SizeBytes]));
        using var vault = new OpenedVault(PartsOfVault(), stranger);
        var content = await _library.OpenContentAsync(_first, Deadline.Token);
        ArchiveName foreign;
        await using (content)
        {
            foreign = await vault.WriteArchiveAsync(ArchiveContent.Of(content, content.Manifest), progress: null, Deadline.Token);
        }

        await RefusedAsync(_first with { Content = _first.Content! with { Archive = foreign } }, "belongs to another vault");
    }

    [Fact]
    public async Task A_preview_that_a_power_cut_damaged_in_the_cache_is_read_from_the_archive_again()
    {
        var archive = _first.Content!.Archive!.Value;
        var kept = await _library.Previews.GetAsync(archive, _first.Id, Deadline.Token);
        var cached = new PackedPreview("png", new SeededRandom(5).Bytes(5000));
        await _library.Previews.PutAsync(archive, cached, Deadline.Token);
        Assert.Equal(cached.Bytes.ToArray(), (await _library.Previews.GetAsync(archive, _first.Id, Deadline.Token))!.Bytes.ToArray());

        var seen = new HashSet<string>();
        foreach (var disk in _files.StatesAfterCrash())
        {
            using var library = await new LibraryHome(disk).OpenAsync();
            var found = await library.Previews.GetAsync(archive, _first.Id, Deadline.Token);
            seen.Add(Convert.ToHexString(found!.Bytes.Span));
        }

        Assert.Equal(
            new HashSet<string> { Convert.ToHexString(kept!.Bytes.Span), Convert.ToHexString(cached.Bytes.Span) }, seen);
    }

    [Fact]
    public async Task A_file_in_the_cache_that_is_larger_than_any_preview_is_none()
    {
        var archive = _first.Content!.Archive!.Value;
        await _library.Previews.PutAsync(archive, new PackedPreview("png", new byte[Limits.PreviewBytes + 1]), Deadline.Token);

        var found = await _library.Previews.GetAsync(archive, _first.Id, Deadline.Token);

        Assert.InRange(found!.Bytes.Length, 1, Limits.PreviewBytes);
    }

    // More than one chunk of plaintext, so that its end is not read with its beginning.
    private static NewSession LargeSession(int number)
    {
        var bytes = new SeededRandom((ulong)number).Bytes(200_000);
        var session = LibraryHome.Session(number);
        return session with
        {
            Shots =
            [
                session.Shots[0] with
                {
                    Size = bytes.Length,
                    Sha256 = Digest.Of(bytes),
                    OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)),
                },
            ],
        };
    }

    private async Task RefusedAsync(SessionInfo session, string words)
    {
        var e = await Assert.ThrowsAsync<VaultException>(() => LibraryHome.PicturesAsync(_library, session));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    private VaultParts PartsOfVault() => new(
        new FolderStore(_files, _home.Vault, new SeededRandom(7)), _home.Time, new SeededRandom(8), _home.Parts().Scheduler);

    private async Task<OpenedVault> OpenVaultAsync() =>
        new(PartsOfVault(), (await _home.Parts().Keys.ReadAsync(Deadline.Token))!);

    private string PathOf(SessionInfo session, LibraryHome? home = null) => PathOf(session.Content!.Archive!.Value, home);

    private string PathOf(ArchiveName archive, LibraryHome? home = null) =>
        Path.Combine((home ?? _home).Vault, VaultNames.Archive(archive.Sha256).Value);

    private async Task<byte[]> ReadAsync(string path) => (await _files.ReadSmallAsync(path, 1 << 24, Deadline.Token))!;

    private async Task WriteAsync(string path, byte[] bytes)
    {
        await _files.DeleteAsync(path, Deadline.Token);
        await new AtomicFile(_files, new SeededRandom(4)).WriteAsync(path, bytes, overwrite: false, Deadline.Token);
    }
}
