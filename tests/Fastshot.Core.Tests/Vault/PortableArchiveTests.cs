using System.Text;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Tests.Format;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Vault;

public sealed class PortableArchiveTests
{
    private static readonly byte[] Passphrase = Encoding.UTF8.GetBytes("correct horse: ä");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_kinds_are_read_back_without_the_vaults_key(bool isSealed)
    {
        var content = VaultSamples.Content(10, 70_000);
        var file = await WriteAsync(content, isSealed);

        await using var reader = await PortableArchive.OpenAsync(new MemoryStream(file), "x", Ask(isSealed ? Passphrase : null), Deadline.Token);

        Assert.Equal(content.Manifest.Text, reader.Manifest.Text);
        Assert.Equal(
            content.Manifest.Shots.Select(shot => shot.Sha256),
            (await VaultSamples.ReadAllAsync(reader)).Values.Select(bytes => Digest.Of(bytes)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_stands_behind_the_end_is_refused(bool isFarBehind)
    {
        var file = await WriteAsync(VaultSamples.Content(10), isSealed: false);
        byte[] longer = [.. file, .. new byte[isFarBehind ? 200_000 : 0], 1];

        await using var reader = await PortableArchive.OpenAsync(new MemoryStream(longer), "x", Ask(null), Deadline.Token);

        var e = await Assert.ThrowsAsync<VaultException>(() => VaultSamples.ReadAllAsync(reader));
        Assert.Contains("behind its end", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_passphrase_is_refused_and_never_taken_for_none()
    {
        byte[]? absent = null;

        await Assert.ThrowsAsync<ArgumentException>(() => PortableArchive.WriteAsync(
            Stream.Null, VaultSamples.Content(10), FormatSamples.Vault, absent, new SeededRandom(1), progress: null, Deadline.Token));
    }

    [Fact]
    public async Task A_wrong_passphrase_is_said_to_be_one()
    {
        var file = await WriteAsync(VaultSamples.Content(10), isSealed: true);

        Assert.Equal(VaultError.WrongPassphrase, await ErrorAsync(file, "wrong"u8.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("age-encryption.org/v2\n")]
    [InlineData("age-encryption.org/v1\n-> X25519 x\n")]
    public async Task What_is_no_such_file_is_refused(string text) =>
        Assert.Equal(VaultError.Damaged, await ErrorAsync(Encoding.UTF8.GetBytes(text), Passphrase));

    [Fact]
    public async Task A_bare_file_that_was_changed_is_refused_or_holds_what_its_manifest_says()
    {
        var content = VaultSamples.ContentOf(new PackedPreview("png", new byte[30]), [new SeededRandom(3).Bytes(700)]);
        var file = await WriteAsync(content, isSealed: false);

        Property.Holds(20_000, random =>
        {
            var damaged = Mutation.Of(random, file, [new byte[512], file[..512], "shots/002.png"u8.ToArray()]);
            try
            {
                using var source = new MemoryStream(damaged);
                ReadAsync(source).GetAwaiter().GetResult();
            }
            catch (VaultException)
            {
                // That is how it is refused.
            }
        });

        static async Task ReadAsync(Stream source)
        {
            await using var reader = await PortableArchive.OpenAsync(source, "x", Ask(Passphrase), Deadline.Token);
            var named = reader.Manifest.Shots.Select(shot => shot.Sha256).ToHashSet();
            var read = await VaultSamples.ReadAllAsync(reader);
            Assert.All(read.Values, bytes => Assert.Contains(Digest.Of(bytes), named));
        }
    }

    [Fact]
    public async Task Age_and_tar_open_a_portable_file_an_archive_and_a_record()
    {
        using var folder = new TemporaryFolder();
        var store = new MemoryStore(new ManualTime());
        using var vault = VaultSamples.Open(store);
        using var secret = VaultSecret.Generate(new SeededRandom(1));
        var content = VaultSamples.Content(10, 70_000);
        var archive = await vault.WriteArchiveAsync(content, cancellationToken: Deadline.Token);
        var record = Assert.Single(await vault.Pieces.AppendAsync(FormatSamples.Entries, Deadline.Token));
        await SaveAsync("archive.age", (await store.ReadAsync(VaultNames.Archive(archive.Sha256).Value))!);
        await SaveAsync("record.age", (await store.ReadAsync(VaultNames.Record(record).Value))!);
        await SaveAsync("portable.age", await WriteAsync(content, isSealed: true));
        await SaveAsync("plain.tar", await WriteAsync(content, isSealed: false));

        await OpenAsync("archive.age", "archive.tar", secret.RevealKey());
        await OpenAsync("portable.age", "portable.tar", Encoding.UTF8.GetString(Passphrase));
        await OpenAsync("record.age", "record.gz", secret.RevealKey());
        foreach (var tar in new[] { "archive", "portable", "plain" })
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, tar));
            (await StockTool.RunAsync("tar", ["-xif", $"{tar}.tar", "-C", tar], folder.Path, cancellationToken: Deadline.Token)).Expect();
            foreach (var shot in content.Manifest.Shots)
            {
                Assert.Equal(shot.Sha256, Digest.Of(await File.ReadAllBytesAsync(Path.Combine(folder.Path, tar, shot.File), Deadline.Token)));
            }
        }

        var json = (await StockTool.RunAsync("gzip", ["-dcq", "record.gz"], folder.Path, cancellationToken: Deadline.Token)).Output;
        Assert.StartsWith("""{"format":1,"kind":"record","vault":""", json, StringComparison.Ordinal);

        Task SaveAsync(string name, byte[] bytes) => File.WriteAllBytesAsync(Path.Combine(folder.Path, name), bytes, Deadline.Token);

        async Task OpenAsync(string from, string to, string passphrase) =>
            (await StockTool.RunAtTerminalAsync("age", ["-d", "-o", to, from], folder.Path, [passphrase], Deadline.Token)).Expect();
    }

    private static Func<CancellationToken, Task<ReadOnlyMemory<byte>>> Ask(byte[]? passphrase) =>
        _ => passphrase is null
            ? throw new InvalidOperationException("Nobody should be asked.")
            : Task.FromResult<ReadOnlyMemory<byte>>(passphrase);

    private static async Task<byte[]> WriteAsync(ArchiveContent content, bool isSealed)
    {
        using var file = new MemoryStream();
        await PortableArchive.WriteAsync(
            file, content, FormatSamples.Vault, isSealed ? Passphrase.AsMemory() : (ReadOnlyMemory<byte>?)null, new SeededRandom(4), cancellationToken: Deadline.Token);
        return file.ToArray();
    }

    private static async Task<VaultError> ErrorAsync(byte[] file, byte[] passphrase) =>
        (await Assert.ThrowsAsync<VaultException>(
            () => PortableArchive.OpenAsync(new MemoryStream(file), "x", Ask(passphrase), Deadline.Token))).Error;
}
