using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Vault;

/// <summary>Whatever is done to the bytes of an archive, it is refused with the vault's exception.</summary>
public sealed class ArchiveTamperingTests
{
    private readonly MemoryStore _store = new(new ManualTime());

    [Fact]
    public async Task Every_flipped_bit_is_refused()
    {
        var (name, bytes) = await SmallAsync();
        foreach (var (bit, damaged) in Mutation.FlippedBits(bytes))
        {
            Assert.True(await IsRefusedAsync(name, damaged), $"Bit {bit} is not noticed.");
        }
    }

    [Fact]
    public async Task Every_truncation_and_every_addition_is_refused()
    {
        var (name, bytes) = await SmallAsync();
        var step = Math.Max(1, bytes.Length / Scale.Of(bytes.Length));
        for (var length = 0; length < bytes.Length; length += step)
        {
            Assert.True(await IsRefusedAsync(name, bytes[..length]), $"A cut at {length} is not noticed.");
        }

        Assert.True(await IsRefusedAsync(name, bytes[..^1]));
        Assert.True(await IsRefusedAsync(name, [.. bytes, 0]));
    }

    [Fact]
    public async Task Another_vaults_archive_is_not_opened_by_this_key()
    {
        using var other = VaultSamples.Open(_store, seed: 2);
        var name = await other.WriteArchiveAsync(VaultSamples.Content(10), cancellationToken: Deadline.Token);
        using var vault = VaultSamples.Open(_store);

        var e = await Assert.ThrowsAsync<VaultException>(() => vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token));

        Assert.Equal(VaultError.WrongKey, e.Error);
    }

    [Fact]
    public async Task An_archive_that_is_not_there_is_none()
    {
        using var vault = VaultSamples.Open(_store);
        var name = new ArchiveName(Digest.Of("x"u8), 1);

        Assert.Null(await vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token));
        Assert.Null(await vault.ReadPreviewAsync(name, cancellationToken: Deadline.Token));
        Assert.False(await vault.HasArchiveAsync(name, Deadline.Token));
    }

    [Fact]
    public async Task An_archive_from_elsewhere_is_taken_only_whole()
    {
        var (name, bytes) = await SmallAsync();
        var empty = new MemoryStore(new ManualTime());
        using var vault = VaultSamples.Open(empty);
        byte[] damaged = [.. bytes];
        damaged[^1] ^= 1;

        await Assert.ThrowsAsync<VaultException>(() => vault.ReceiveArchiveAsync(name, new MemoryStream(damaged), Deadline.Token));
        Assert.Empty(await empty.KeysAsync());

        await using var received = await vault.ReceiveArchiveAsync(name, new MemoryStream(bytes), Deadline.Token);
        Assert.False(await vault.HasArchiveAsync(name, Deadline.Token));

        await received.CommitAsync(Deadline.Token);
        Assert.True(await vault.HasArchiveAsync(name, Deadline.Token));
    }

    private async Task<(ArchiveName Name, byte[] Bytes)> SmallAsync()
    {
        using var vault = VaultSamples.Open(_store);
        var content = VaultSamples.ContentOf(new PackedPreview("png", new byte[30]), [new SeededRandom(3).Bytes(700)]);
        var name = await vault.WriteArchiveAsync(content, cancellationToken: Deadline.Token);
        return (name, (await _store.ReadAsync(VaultNames.Archive(name.Sha256).Value))!);
    }

    private static async Task<bool> IsRefusedAsync(ArchiveName name, byte[] bytes)
    {
        var store = new MemoryStore(new ManualTime());
        await store.PutAsync(VaultNames.Archive(name.Sha256).Value, bytes);
        using var vault = VaultSamples.Open(store);
        try
        {
            await using var reader = await vault.OpenArchiveAsync(name, cancellationToken: Deadline.Token);
            await VaultSamples.ReadAllAsync(reader!);
            return false;
        }
        catch (VaultException e)
        {
            return e.Error is VaultError.Damaged or VaultError.WrongKey;
        }
    }
}
