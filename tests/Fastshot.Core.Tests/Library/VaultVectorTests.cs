using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Library;

/// <summary>Opens the sample vaults in vectors/vaults, which are never changed (docs/vault-format.md, "Versions").</summary>
public sealed class VaultVectorTests : IDisposable
{
    private const string Live = "jp67vrhn8aj4q4ne";
    private const string Trashed = "4bb9tsw8d265pnxh";
    private const string Purged = "c84fks2h07rjzxhm";
    private const string Passphrase = "correct horse battery staple";
    private const string Key = "FSK1-E5K4-Z7GP-PJEX-27VN-CZZE-CPXG-BHQ8-JSGC-PHKM-BS46-DW0Q-EYNR-PZ8G-J87C";

    private static readonly string[] Pictures =
    [
        "shots/001.png 0fe92b2aa2da04c885d1dbd85c834716f6cdd946364d97dcd597bb79d9e14427",
        "shots/002.png ca4b937b3c587d5c007f193a2eec14dc96b0d23ff7d6aa9004e3badd1af9fe8f",
        "shots/003.jpg 610552392814764e727e287cb967b17fc45afc6ff4c41a804080cbec65434322",
    ];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Format_1_lists_what_was_saved_with_its_edits()
    {
        using var library = await OpenAsync("format-1");

        var listed = await library.QueryAsync(new SessionQuery(), Deadline.Token);
        var session = Assert.Single(listed.Sessions);
        Assert.Equal(Live, session.Id.Text);
        Assert.Equal("Login bug, ログイン (mended)", session.Text.Name);
        Assert.Equal("Signs out after a minute.", session.Text.Description);
        Assert.Equal(["done", "web"], session.Text.Tags);
        Assert.Equal(("red", "work"), (session.Text.Color, session.Text.Class));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 0, 44, 35, 351, TimeSpan.Zero), session.Created);
        Assert.Empty(library.Notices.OfType<LibraryNotice.RecordRefused>());
    }

    [Fact]
    public async Task Format_1_knows_what_was_trashed_and_purged()
    {
        using var library = await OpenAsync("format-1");

        var trash = await library.QueryAsync(new SessionQuery { Trash = true }, Deadline.Token);
        Assert.Equal(Trashed, Assert.Single(trash.Sessions).Id.Text);
        Assert.True(SessionId.TryParse(Purged, out var purged));
        Assert.IsType<Entry.Purged>(await library.EntryOfAsync(purged, Deadline.Token));
    }

    [Fact]
    public async Task Format_1_gives_the_pictures_back_byte_for_byte()
    {
        using var library = await OpenAsync("format-1");
        var session = await library.FindAsync(Live, Deadline.Token);

        await using var content = await library.OpenContentAsync(session, Deadline.Token);
        var found = new List<string>();
        while (await content.NextAsync(Deadline.Token) is { } picture)
        {
            found.Add($"{picture.Shot.File} {Convert.ToHexStringLower(await SHA256.HashDataAsync(picture.Content, Deadline.Token))}");
        }

        Assert.Equal(Pictures, found);
        Assert.NotNull(content.Preview);
    }

    [Fact]
    public async Task The_passphrase_of_format_1_gives_its_key()
    {
        var store = new FolderStore(DiskFileSystem.Instance, Path.Combine(Vectors(), "format-1", "vault"), SystemRandom.Instance);
        Assert.True(VaultId.TryParse("11b10c67ee59854df60d708340da46c7", out var vault));

        using var secret = await new KeyFiles(store, ThreadPoolScheduler.Instance)
            .UnlockAsync(vault, Encoding.UTF8.GetBytes(Passphrase), Deadline.Token);

        Assert.Equal(Key, secret.RevealKey());
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_nothing_is_changed()
    {
        var before = Copy("format-2");

        var refused = await Assert.ThrowsAsync<VaultException>(OpenCopyAsync);

        Assert.Equal(VaultError.NewerFormat, refused.Error);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task A_newer_format_that_only_a_sealed_record_tells_of_is_refused()
    {
        using (var library = await OpenAsync("format-1"))
        {
            Assert.True(Change.TryParse("AAAAAAAAAAA", out var change));
            var field = new Field("reader/2", new FieldVersion(1, change), CanonicalWriter.Of(writer => writer.Boolean(true)));
            await library.AppendAsync([new(EntryId.Vault, new Entry.Live([field]))], Deadline.Token);
        }

        var refused = await Assert.ThrowsAsync<VaultException>(OpenCopyAsync);

        Assert.Equal(VaultError.NewerFormat, refused.Error);
    }

    public void Dispose() => _folder.Dispose();

    private Task<SessionLibrary> OpenAsync(string format)
    {
        Copy(format);
        return OpenCopyAsync();
    }

    private async Task<SessionLibrary> OpenCopyAsync()
    {
        var files = DiskFileSystem.Instance;
        var parts = new LibraryParts(
            _folder.Path,
            Path.Combine(_folder.Path, "cache"),
            "tests",
            "linux",
            "fastshot/test",
            files,
            new DeviceKeyStore(files, Path.Combine(_folder.Path, "key"), SystemRandom.Instance),
            new SqliteIndexProvider(files, _folder.Path),
            TimeProvider.System,
            SystemRandom.Instance,
            ThreadPoolScheduler.Instance,
            () => null);
        return await SessionLibrary.OpenAsync(parts, Deadline.Token)
            ?? throw new InvalidOperationException("The sample vault is not there.");
    }

    /// <summary>Copies a sample, so that the committed one stays as it is.</summary>
    private Dictionary<string, string> Copy(string format)
    {
        var source = Path.Combine(Vectors(), format);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder.Path, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return Contents();
    }

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "vault"), "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static string Vectors() => Repository.PathOf("tests/Fastshot.Core.Tests/vectors/vaults");
}
