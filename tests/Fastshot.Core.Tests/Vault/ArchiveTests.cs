using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Vault;

public sealed class ArchiveTests
{
    private readonly MemoryStore _store = new(new ManualTime());

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(1, 511, 512, 513)]
    [InlineData(65_536, 200_000)]
    public async Task What_was_written_is_read_back(params int[] sizes)
    {
        using var vault = VaultSamples.Open(_store);
        var content = VaultSamples.Content(sizes);

        var name = await vault.WriteArchiveAsync(content, cancellationToken: Deadline.Token);

        await using var reader = await vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token);
        Assert.Equal(content.Preview!.Bytes.ToArray(), reader!.Preview!.Bytes.ToArray());
        Assert.Equal(content.Manifest.Text, reader.Manifest.Text);
        Assert.Equal(
            content.Manifest.Shots.Select(shot => (shot.File, shot.Sha256)),
            (await VaultSamples.ReadAllAsync(reader)).Select(one => (one.Key, Digest.Of(one.Value))));
    }

    [Fact]
    public async Task A_folder_on_the_disk_holds_an_archive_too()
    {
        using var folder = new TemporaryFolder();
        using var vault = VaultSamples.Open(new FolderStore(DiskFileSystem.Instance, folder.Path, SystemRandom.Instance));

        var name = await vault.WriteArchiveAsync(VaultSamples.Content(70_000), cancellationToken: Deadline.Token);

        Assert.True(await vault.HasArchiveAsync(name, Deadline.Token));
        await using var reader = await vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token);
        Assert.Single(await VaultSamples.ReadAllAsync(reader!));
    }

    [Fact]
    public async Task An_archive_is_named_by_the_hash_of_its_bytes_and_has_a_new_name_each_time()
    {
        using var vault = VaultSamples.Open(_store);

        var first = await vault.WriteArchiveAsync(VaultSamples.Content(10), cancellationToken: Deadline.Token);
        var second = await vault.WriteArchiveAsync(VaultSamples.Content(10), cancellationToken: Deadline.Token);

        Assert.NotEqual(first, second);
        foreach (var name in new[] { first, second })
        {
            var bytes = await _store.ReadAsync(VaultNames.Archive(name.Sha256).Value);
            Assert.Equal(name, new ArchiveName(Digest.Of(bytes!), bytes!.Length));
        }
    }

    [Fact]
    public async Task The_largest_preview_lies_in_the_first_64_KiB_and_no_more_is_needed_for_it()
    {
        using var vault = VaultSamples.Open(_store);
        var name = await vault.WriteArchiveAsync(VaultSamples.Content(500_000), cancellationToken: Deadline.Token);
        var bytes = await _store.ReadAsync(VaultNames.Archive(name.Sha256).Value);

        // The rest of the archive is not there at all.
        var front = new MemoryStore(new ManualTime());
        await front.PutAsync(VaultNames.Archive(name.Sha256).Value, bytes.AsMemory(0, 66 << 10));
        using var same = VaultSamples.Open(front);

        var preview = await same.ReadPreviewAsync(name, cancellationToken: Deadline.Token);
        Assert.Equal(VaultSamples.Content().Preview!.Bytes.ToArray(), preview!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_preview_that_is_too_large_is_refused()
    {
        using var vault = VaultSamples.Open(_store);
        var content = VaultSamples.ContentOf(new PackedPreview("png", new byte[Limits.PreviewBytes + 1]), []);
        var name = await vault.WriteArchiveAsync(content, cancellationToken: Deadline.Token);

        await IsAsync(VaultError.Damaged, () => vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token));
        await IsAsync(VaultError.Damaged, () => vault.ReadPreviewAsync(name, cancellationToken: Deadline.Token));
    }

    [Fact]
    public async Task What_is_sealed_may_have_2_GiB_and_not_a_byte_more()
    {
        await using var target = new StagedStream(new Nowhere());
        var part = new byte[64 << 20];
        for (var i = 0; i < 32; i++)
        {
            await target.WriteAsync(part, Deadline.Token);
        }

        Assert.Equal(Limits.ArchiveBytes, target.Name().Length);
        await IsAsync(VaultError.TooLarge, () => target.WriteAsync(part.AsMemory(0, 1), Deadline.Token).AsTask());
    }

    [Fact]
    public async Task Sizes_are_padded_so_that_they_say_little()
    {
        using var vault = VaultSamples.Open(_store);
        var lengths = new HashSet<long>();
        for (var size = 100_000; size < 101_000; size += 50)
        {
            lengths.Add((await vault.WriteArchiveAsync(VaultSamples.Content(size), cancellationToken: Deadline.Token)).Length);
        }

        Assert.Single(lengths);
        using var secret = VaultSecret.Generate(new SeededRandom(1));
        var bytes = (await _store.ReadAsync((await _store.KeysAsync())[0]))!;
        Assert.True(Age.TryOpen(bytes, secret.Key, WorkFactors.Objects, 1 << 20, out var plaintext, out _));
        Assert.Equal(Padme.RoundUp(Padme.Pad(plaintext.Length), TarHeader.BlockBytes), plaintext.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public async Task A_picture_that_changes_while_it_is_saved_is_refused_and_nothing_remains(int growth)
    {
        using var vault = VaultSamples.Open(_store);
        var content = VaultSamples.Content(1000, 100_000);
        var changed = new SeededRandom(77).Bytes(100_000 + growth);
        content = content with
        {
            Pictures = [content.Pictures[0], VaultSamples.SourceOf(content.Manifest.Shots[1], changed)],
        };

        await IsAsync(VaultError.SourceChanged, () => vault.WriteArchiveAsync(content, cancellationToken: Deadline.Token));

        Assert.Empty(await _store.KeysAsync());
    }

    [Fact]
    public async Task A_store_that_fails_at_any_call_of_a_save_leaves_no_archive_that_is_not_whole()
    {
        for (var number = 0; ; number++)
        {
            var inner = new MemoryStore(new ManualTime());
            var faulty = FaultyStore.FailingAt(inner, number, new Fault.Refused(StoreError.Unavailable));
            using var vault = VaultSamples.Open(faulty);
            try
            {
                await vault.WriteArchiveAsync(VaultSamples.Content(200_000), cancellationToken: Deadline.Token);
                Assert.InRange(number, 4, 1000);
                return;
            }
            catch (StoreException)
            {
                Assert.Empty(await inner.KeysAsync());
            }
        }
    }

    private static async Task IsAsync(VaultError expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<VaultException>(call)).Error);

    /// <summary>Takes whatever is written, and keeps nothing.</summary>
    private sealed class Nowhere : IStagedObject
    {
        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<ObjectInfo> CommitAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
