using System.Text.Json.Nodes;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Tests.Vault;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Exchange;

public sealed class SessionExportTests
{
    private readonly FakeFileSystem _files = new(new ManualTime());
    private readonly ExchangeHome _home;

    public SessionExportTests() => _home = new ExchangeHome(_files);

    [Fact]
    public async Task A_folder_gets_the_original_pictures_and_the_manifest_as_last_edited()
    {
        var (library, session) = await _home.SavedAsync(1, 2, 1);
        using var _ = library;
        session = await library.EditAsync(session.Id, new SessionEdit { Name = "Edited" }, cancellationToken: Deadline.Token);
        await _files.CreateFolderAsync("/out", Deadline.Token); // An empty one may stand there.
        var progress = new Reports();

        await _home.Export(library).ToFolderAsync(session, "/out", progress, Deadline.Token);

        Assert.Equal(["manifest.json", "shots/001.png", "shots/002.png"], await _home.NamesAsync("/out"));
        Assert.Equal(ExchangeHome.Picture(1), await _home.ReadAsync("/out/shots/001.png"));
        Assert.Equal(ExchangeHome.Picture(2), await _home.ReadAsync("/out/shots/002.png"));
        var manifest = JsonNode.Parse((await _home.ReadAsync("/out/manifest.json"))!)!;
        Assert.Equal("Edited", manifest["name"]!.GetValue<string>());
        Assert.Equal(3, manifest["shots"]!.AsArray().Count);
        Assert.Equal(ExchangeHome.Picture(1).Length + ExchangeHome.Picture(2).Length, progress.Last);
    }

    [Fact]
    public async Task What_stands_in_the_way_stays_as_it_is()
    {
        var (library, session) = await _home.SavedAsync(1);
        using var _ = library;
        await _home.WriteAsync("/full/mine.txt", "mine"u8.ToArray());
        await _home.WriteAsync("/file", "mine"u8.ToArray());
        var export = _home.Export(library);

        await IsAsync(StoreError.ConditionFailed, () => export.ToFolderAsync(session, "/full", progress: null, Deadline.Token));
        await IsAsync(StoreError.Broken, () => export.ToFolderAsync(session, "/file", progress: null, Deadline.Token));
        await IsAsync(StoreError.ConditionFailed, () => export.ToFileAsync(session, "/file", passphrase: null, progress: null, Deadline.Token));
        await IsAsync(StoreError.ConditionFailed, () => export.ToFileAsync(session, "/full", passphrase: null, progress: null, Deadline.Token));

        Assert.Equal(["mine.txt"], await _home.NamesAsync("/full"));
        Assert.Equal("mine"u8.ToArray(), await _home.ReadAsync("/file"));
    }

    [Theory]
    [InlineData("../evil.png")]
    [InlineData("/evil.png")]
    [InlineData("evil.png")]
    [InlineData("manifest.json")]
    [InlineData("shots/../../evil.png")]
    [InlineData("shots/deep/evil.png")]
    [InlineData("shots/.evil.png")]
    [InlineData("shots/EVIL.png")]
    [InlineData("shots/evil.png:stream")]
    [InlineData("shots/evil\\.png")]
    [InlineData("shots/evil.")]
    [InlineData("shots/con")]
    [InlineData("shots/con.png")]
    [InlineData("shots/nul.tar.png")]
    [InlineData("shots/aux.png")]
    [InlineData("shots/prn")]
    [InlineData("shots/com1.png")]
    [InlineData("shots/lpt9.png")]
    [InlineData("shots/aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeaaaaaaaaaa.png")]
    public async Task A_name_that_is_not_one_plain_file_on_every_system_is_refused_before_anything_is_written(string name)
    {
        var (library, session) = await _home.SavedAsync(1);
        using var _ = library;
        var before = await _home.NamesAsync("/");
        var forged = await ForgeAsync(session, content => content with
        {
            Manifest = content.Manifest with { Shots = [content.Manifest.Shots[0] with { File = name }] },
            Pictures = [content.Pictures[0] with { File = name }],
        });

        await IsAsync(VaultError.Damaged, () => _home.Export(library).ToFolderAsync(forged, "/out/here", progress: null, Deadline.Token));
        await IsAsync(VaultError.Damaged, () => _home.Export(library).ToFileAsync(forged, "/out/x", passphrase: null, progress: null, Deadline.Token));

        Assert.Equal(before, (await _home.NamesAsync("/")).Where(one => !one.Contains(forged.Content!.Archive!.Value.Sha256.Hex, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("other bytes")]
    [InlineData("other size")]
    [InlineData("twice in the tar")]
    [InlineData("not in the manifest")]
    [InlineData("not in the tar")]
    public async Task Pictures_that_collide_or_are_not_those_of_the_manifest_leave_no_folder_that_looks_whole(string how)
    {
        var (library, session) = await _home.SavedAsync(1, 2);
        using var _ = library;
        var forged = await ForgeAsync(session, content =>
        {
            var (first, second) = (content.Manifest.Shots[0], content.Manifest.Shots[1]);
            return how switch
            {
                "other bytes" => With(content, [first, second with { File = first.File, Size = first.Size }], [content.Pictures[0]]),
                "other size" => With(content, [first, first with { Size = first.Size + 1 }], [content.Pictures[0]]),
                "twice in the tar" => With(content, [first], [content.Pictures[0], content.Pictures[0]]),
                "not in the manifest" => With(content, [first], content.Pictures),
                _ => With(content, [first, second], [content.Pictures[0]]),
            };
        });

        await IsAsync(VaultError.Damaged, () => _home.Export(library).ToFolderAsync(forged, "/out", progress: null, Deadline.Token));
        await IsAsync(VaultError.Damaged, () => _home.Export(library).ToFileAsync(forged, "/x", passphrase: null, progress: null, Deadline.Token));

        Assert.DoesNotContain("manifest.json", await _home.NamesAsync("/out"));
        Assert.Null(await _files.StatAsync("/x", Deadline.Token));

        static ArchiveContent With(ArchiveContent content, Shot[] shots, IReadOnlyList<PictureSource> pictures) =>
            content with { Manifest = content.Manifest with { Shots = [.. shots] }, Pictures = pictures };
    }

    [Fact]
    public async Task A_disk_that_is_full_leaves_nothing_that_looks_whole_and_no_temporary_file()
    {
        var (library, session) = await _home.SavedAsync(1, 40, 80);
        using var _ = library;
        var used = _files.UsedBytes;
        var whole = new[] { 1, 40, 80 }.Sum(number => ExchangeHome.Picture(number).Length);
        for (var room = 0; room < whole; room += 97)
        {
            _files.CapacityBytes = used + room;
            await IsAsync(StoreError.Full, () => _home.Export(library).ToFolderAsync(session, "/out", progress: null, Deadline.Token));
            await IsAsync(StoreError.Full, () => _home.Export(library).ToFileAsync(session, "/x", passphrase: null, progress: null, Deadline.Token));
            _files.CapacityBytes = null;

            var written = await _home.NamesAsync("/out");
            Assert.Empty(written.Except(["shots/001.png", "shots/002.png"]));
            Assert.Equal(used + await SizeAsync(written), _files.UsedBytes);
            foreach (var name in written)
            {
                await _files.DeleteAsync($"/out/{name}", Deadline.Token);
            }

            _files.RemoveFolder("/out");
        }
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_the_disk_is_said_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var home = new ExchangeHome(DiskFileSystem.Instance, folder.Path);
        var (library, session) = await home.SavedAsync(1);
        using var _ = library;
        var before = await home.NamesAsync(folder.Path);
        string[] names = [new string('n', 256), Path.Combine([.. Enumerable.Repeat(new string('p', 200), 25)])];

        foreach (var name in names)
        {
            var path = Path.Combine(folder.Path, name);
            var e = await IsAsync(StoreError.Broken, () => home.Export(library).ToFolderAsync(session, path, progress: null, Deadline.Token));
            Assert.Contains("too long", e.Message, StringComparison.Ordinal);
            await IsAsync(StoreError.Broken, () => home.Export(library).ToFileAsync(session, path, passphrase: null, progress: null, Deadline.Token));
        }

        Assert.Equal(before, await home.NamesAsync(folder.Path));
    }

    [Fact]
    public async Task An_export_that_is_cancelled_leaves_nothing_that_looks_whole()
    {
        var (library, session) = await _home.SavedAsync(1, 2);
        using var _ = library;
        using var source = new CancellationTokenSource();
        var progress = new Reports { On = _ => source.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _home.Export(library).ToFolderAsync(session, "/out", progress, source.Token));

        Assert.Empty((await _home.NamesAsync("/out")).Except(["shots/001.png"]));
    }

    [Fact]
    public async Task An_archive_that_is_not_here_is_said()
    {
        var (library, session) = await _home.SavedAsync(1);
        using var _ = library;
        await library.Objects.DeleteArchiveAsync(session.Content!.Archive!.Value, Deadline.Token);

        var e = await Assert.ThrowsAsync<LibraryException>(() => _home.Export(library).ToFolderAsync(session, "/out", progress: null, Deadline.Token));

        Assert.Equal(LibraryError.NotHere, e.Error);
        Assert.Null(await _files.StatAsync("/out", Deadline.Token));
    }

    // What somebody who has the vault key could write: the session's archive with another content.
    private async Task<SessionInfo> ForgeAsync(SessionInfo session, Func<ArchiveContent, ArchiveContent> forge)
    {
        var store = new FolderStore(_files, _home.Home.Vault, new SeededRandom(7));
        var secret = await _home.Home.Parts().Keys.ReadAsync(Deadline.Token);
        using var vault = new OpenedVault(
            new VaultParts(store, _home.Home.Time, new SeededRandom(8), ThreadPoolScheduler.Instance), secret!);
        await using var reader = await vault.OpenArchiveAsync(session.Content!.Archive!.Value, session.Id, Deadline.Token);
        var pictures = await VaultSamples.ReadAllAsync(reader!);
        var content = forge(new ArchiveContent(
            reader!.Preview,
            reader.Manifest,
            [.. reader.Manifest.Shots.Select(shot => VaultSamples.SourceOf(shot, pictures[shot.File]))]));
        var archive = await vault.WriteArchiveAsync(content, progress: null, Deadline.Token);
        return session with { Content = session.Content with { Archive = archive } };
    }

    private async Task<long> SizeAsync(IReadOnlyCollection<string> names)
    {
        var size = 0L;
        foreach (var name in names)
        {
            size += (await _files.StatAsync(Path.GetFullPath($"/out/{name}"), Deadline.Token))!.Length;
        }

        return size;
    }

    private static async Task<StoreException> IsAsync(StoreError expected, Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(expected, e.Error);
        return e;
    }

    private static async Task IsAsync(VaultError expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<VaultException>(call)).Error);

    private sealed class Reports : IProgress<long>
    {
        public long Last { get; private set; }

        public Action<long>? On { get; init; }

        public void Report(long value)
        {
            Last = value;
            On?.Invoke(value);
        }
    }
}
