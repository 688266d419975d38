using System.Buffers.Binary;
using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Library;

/// <summary>A library on the real disk with its real index, and what may have become of its files.</summary>
public sealed class SessionLibraryTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Nothing_is_created_by_looking()
    {
        Assert.Null(await SessionLibrary.OpenAsync(Home().Parts(), Deadline.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Theory]
    [InlineData("deleted", null)]
    [InlineData("no database", "is damaged")]
    [InlineData("cut", "is damaged")]
    [InlineData("newer schema", "is of version 3, and this program reads version 2")]
    [InlineData("another schema", "is not an index of this program")]
    [InlineData("a folder", "is a folder")]
    public async Task An_index_that_cannot_be_used_is_moved_aside_and_made_anew_and_that_is_said(string what, string? expected)
    {
        await SaveAsync(1, 2);
        var index = Path.Combine(Home().Folder, "index.db");
        Spoil(index, what);
        var spoiled = Files("index.db*");

        using var library = await Home().OpenAsync();

        Assert.Equal(["session 1", "session 2"], await NamesAsync(library));
        var rebuilt = Assert.Single(library.Notices.OfType<LibraryNotice.IndexRebuilt>());
        Assert.Equal((2, expected is null), (rebuilt.Sessions, rebuilt.Reason is null));
        Assert.Contains(expected ?? "", rebuilt.Reason ?? "", StringComparison.Ordinal);
        Assert.Equal(spoiled, Files("index.damaged-1.db*").Select(file => file.Replace("index.damaged-1.db", "index.db", StringComparison.Ordinal)));
        await library.SaveAsync(LibraryHome.Session(3), progress: null, Deadline.Token);
    }

    [Fact]
    public async Task Two_libraries_over_one_folder_save_at_once_and_each_start_sees_all()
    {
        await SaveAsync(0);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async device =>
        {
            using var library = await Home().OpenAsync(seed: (ulong)device + 10);
            for (var i = 1; i <= 5; i++)
            {
                await library.SaveAsync(LibraryHome.Session((device * 5) + i), progress: null, Deadline.Token);
            }
        }));

        using var both = await Home().OpenAsync();
        Assert.Equal(11, (await NamesAsync(both)).Count);
        foreach (var session in await LibraryHome.SessionsAsync(both))
        {
            Assert.Single(await LibraryHome.PicturesAsync(both, session));
        }
    }

    [Fact]
    public async Task Damaged_records_and_foreign_files_are_said_and_stop_nothing()
    {
        await SaveAsync(1, 2);
        var log = Path.Combine(Home().Vault, "log");
        var record = Directory.EnumerateFiles(log).Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(record, Deadline.Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(record, bytes, Deadline.Token);
        await File.WriteAllTextAsync(Path.Combine(log, "notes.txt"), "mine", Deadline.Token);
        DeleteIndex(Path.Combine(Home().Folder, "index.db"));

        using var library = await Home().OpenAsync();

        Assert.Single(await NamesAsync(library));
        Assert.Contains("hash", Assert.Single(library.Notices.OfType<LibraryNotice.RecordRefused>()).Reason, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(library.Notices.OfType<LibraryNotice.ForeignFiles>()).Count);
        await library.SaveAsync(LibraryHome.Session(3), progress: null, Deadline.Token);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(log, "notes.txt"), Deadline.Token));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(record, Deadline.Token));
    }

    [Fact]
    public async Task A_vault_of_a_newer_format_is_refused_and_not_touched()
    {
        await SaveAsync(1);
        var about = Path.Combine(Home().Vault, "about.json");
        var newer = (await File.ReadAllTextAsync(about, Deadline.Token)).Replace("\"minReader\":1", "\"minReader\":2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(about, newer, Deadline.Token);
        DeleteIndex(Path.Combine(Home().Folder, "index.db"));
        var before = Files();

        var e = await Assert.ThrowsAsync<VaultException>(() => Home().OpenAsync());

        Assert.Equal(VaultError.NewerFormat, e.Error);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_vault_without_its_key_is_refused_and_no_new_key_is_made()
    {
        await SaveAsync(1);
        File.Delete(Path.Combine(Home().Folder, "key"));

        var e = await Assert.ThrowsAsync<LibraryException>(() => Home().OpenAsync());

        Assert.Equal(LibraryError.KeyMissing, e.Error);
        Assert.False(File.Exists(Path.Combine(Home().Folder, "key")));
    }

    [Fact]
    public async Task A_library_that_another_process_makes_while_it_is_looked_for_is_opened()
    {
        await SaveAsync(1);
        var parts = Home().Parts();

        using var library = await SessionLibrary.OpenAsync(parts with { Keys = new LateKeyStore(parts.Keys) }, Deadline.Token);

        Assert.NotNull(library);
    }

    [Fact]
    public async Task A_key_that_is_mistyped_or_of_another_vault_is_refused()
    {
        await SaveAsync(1);
        var key = Path.Combine(Home().Folder, "key");
        var text = await File.ReadAllTextAsync(key, Deadline.Token);
        await File.WriteAllTextAsync(key, text.Replace(text[6], text[6] == '0' ? '1' : '0'), Deadline.Token);
        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => Home().OpenAsync())).Error);

        using var other = VaultSecret.Generate(new SeededRandom(99));
        await File.WriteAllBytesAsync(key, other.ToBytes(), Deadline.Token);
        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => Home().OpenAsync())).Error);
    }

    [Fact]
    public async Task Only_what_lies_in_the_trash_is_purged_and_its_archive_goes()
    {
        using var library = await Home().OpenAsync();
        var kept = (await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token)).Session.Id;
        var gone = (await library.SaveAsync(LibraryHome.Session(2), progress: null, Deadline.Token)).Session.Id;
        await library.TrashAsync([gone], Deadline.Token);

        Assert.Equal(LibraryError.NotInTrash, (await Assert.ThrowsAsync<LibraryException>(() => library.PurgeAsync([gone, kept], Deadline.Token))).Error);
        Assert.Equal(2, Archives());

        await library.PurgeAsync([gone], Deadline.Token);

        Assert.Equal(1, Archives());
        Assert.IsType<Entry.Purged>(await library.EntryOfAsync(gone, Deadline.Token));
        Assert.Equal(LibraryError.NotFound, (await Assert.ThrowsAsync<LibraryException>(() => library.FindAsync(gone.Text, Deadline.Token))).Error);
    }

    [Fact]
    public async Task What_lies_in_the_trash_or_does_not_is_not_changed_by_being_put_there_again()
    {
        var home = Home();
        using var library = await home.OpenAsync();
        var id = (await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token)).Session.Id;
        var live = await library.EntryOfAsync(id, Deadline.Token);
        await library.RestoreAsync([id], Deadline.Token);
        Assert.Equal(live, await library.EntryOfAsync(id, Deadline.Token));

        await library.TrashAsync([id, id], Deadline.Token);
        var trashed = await library.EntryOfAsync(id, Deadline.Token);
        home.Time.Advance(TimeSpan.FromDays(1));
        await library.TrashAsync([id], Deadline.Token);

        Assert.Equal(trashed, await library.EntryOfAsync(id, Deadline.Token));
        Assert.NotEqual(live, trashed);
    }

    [Fact]
    public async Task Rules_are_held_before_anything_is_written()
    {
        using var library = await Home().OpenAsync();
        var before = Files();
        NewSession[] refused =
        [
            LibraryHome.Session(1) with { Text = new SessionText { Name = new string('x', 10_000) } },
            LibraryHome.Session(1) with { Text = new SessionText { Name = "a\u0007b" } },
            LibraryHome.Session(1) with { Text = new SessionText { Color = "mauve", Tags = [""] } },
            LibraryHome.Session(1) with { Shots = [] },
            LibraryHome.Session(1) with { Shots = [LibraryHome.Session(1).Shots[0] with { Size = Limits.ArchiveBytes }, LibraryHome.Session(1).Shots[0]] },
            LibraryHome.Session(1) with { Shots = [.. Enumerable.Repeat(LibraryHome.Session(1).Shots[0], Limits.Shots + 1)] },
        ];

        foreach (var session in refused)
        {
            Assert.Equal(LibraryError.Invalid, (await Assert.ThrowsAsync<LibraryException>(() => library.SaveAsync(session, progress: null, Deadline.Token))).Error);
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Identical_pictures_of_a_session_are_stored_once()
    {
        using var library = await Home().OpenAsync();
        var shot = LibraryHome.Session(1).Shots[0];

        var saved = await library.SaveAsync(LibraryHome.Session(1) with { Shots = [shot, shot, shot] }, progress: null, Deadline.Token);

        await using var reader = await library.OpenContentAsync(saved.Session, Deadline.Token);
        Assert.Equal(3, reader.Manifest.Shots.Length);
        Assert.Single(reader.Manifest.Shots.Select(one => one.File).Distinct());
        Assert.Single(await LibraryHome.PicturesAsync(library, saved.Session));
    }

    [Fact]
    public async Task A_session_is_found_by_a_prefix_of_its_id()
    {
        using var library = await Home().OpenAsync();
        await SaveWithIdAsync("7k3mq9x2vw4t8n5b");
        await SaveWithIdAsync("7k3mq9x2vw4t8n5c");

        Assert.Equal("7k3mq9x2vw4t8n5c", (await library.FindAsync("7K3MQ9X2VW4T8N5C", Deadline.Token)).Id.Text);
        Assert.Equal(2, (await Assert.ThrowsAsync<LibraryException>(() => library.FindAsync("7k3m", Deadline.Token))).Candidates.Length);
        foreach (var text in new[] { "", "7k3", "7k3z", "7k3m%", new string('7', 10_000) })
        {
            Assert.Equal(LibraryError.NotFound, (await Assert.ThrowsAsync<LibraryException>(() => library.FindAsync(text, Deadline.Token))).Error);
        }

        Task SaveWithIdAsync(string id) =>
            library.SaveAsync(LibraryHome.Session(1) with { Id = SessionId.Parse(id) }, progress: null, Deadline.Token);
    }

    private LibraryHome Home()
    {
        var files = DiskFileSystem.Instance;
        return new LibraryHome(files, _root.Path, new SqliteIndexProvider(files, Path.Combine(_root.Path, "library")));
    }

    private async Task SaveAsync(params int[] numbers)
    {
        using var library = await Home().OpenAsync();
        foreach (var number in numbers)
        {
            await library.SaveAsync(LibraryHome.Session(number), progress: null, Deadline.Token);
        }
    }

    private static void Spoil(string index, string what)
    {
        switch (what)
        {
            case "no database":
                DeleteIndex(index);
                File.WriteAllText(index, "This is no database, whatever its name says. " + new string('x', 5000));
                break;
            case "cut":
                File.WriteAllBytes(index, File.ReadAllBytes(index)[..5000]);
                break;
            case "newer schema":
                WriteVersion(index, (int)IndexSchema.Version + 1);
                break;
            case "another schema":
                WriteVersion(index, 7);
                break;
            default:
                DeleteIndex(index);
                break;
        }

        if (what == "a folder")
        {
            Directory.CreateDirectory(index);
            File.WriteAllText(Path.Combine(index, "mine.txt"), "mine");
        }
    }

    // Where SQLite keeps "user_version": https://www.sqlite.org/fileformat.html, 1.3.
    private static void WriteVersion(string index, int version)
    {
        var bytes = File.ReadAllBytes(index);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), version);
        File.WriteAllBytes(index, bytes);
    }

    private static void DeleteIndex(string index)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(index)!, "index.db*"))
        {
            File.Delete(file);
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(SessionLibrary library) =>
        [.. (await LibraryHome.SessionsAsync(library)).Select(one => one.Text.Name).Order(StringComparer.Ordinal)];

    private int Archives() =>
        Directory.EnumerateFiles(Path.Combine(Home().Vault, "sessions"), "*.age", SearchOption.AllDirectories).Count();

    // All files of the library but the index, with their content.
    private List<string> Files() =>
    [
        .. from path in Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           where !Path.GetFileName(path).StartsWith("index.db", StringComparison.Ordinal)
           select path + Encoding.Latin1.GetString(File.ReadAllBytes(path)),
    ];

    // The files of the library's folder with such a name, or in a folder with it, and their content.
    private List<string> Files(string pattern) =>
    [
        .. from entry in Directory.EnumerateFileSystemEntries(Home().Folder, pattern).Order(StringComparer.Ordinal)
           from path in Directory.Exists(entry) ? Directory.EnumerateFiles(entry) : [entry]
           select path + Encoding.Latin1.GetString(File.ReadAllBytes(path)),
    ];
}
