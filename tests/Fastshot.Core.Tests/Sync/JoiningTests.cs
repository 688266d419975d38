using System.Text;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

public sealed class JoiningTests
{
    private const int CheapWorkFactor = 15;

    private readonly Meeting _meeting = new();

    [Fact]
    public async Task A_passphrase_opens_the_vault_and_a_wrong_one_says_so()
    {
        var first = await _meeting.FirstAsync();
        using var library = await first.OpenAsync();
        using var own = await first.Keys.ReadAsync(Deadline.Token);
        var keyFiles = new KeyFiles(_meeting.StoreOf(library), ThreadPoolScheduler.Instance);
        await keyFiles.AddAsync(own!, "right"u8.ToArray(), new SeededRandom(3), CheapWorkFactor, Deadline.Token);

        using var secret = await keyFiles.UnlockAsync(library.Vault, "right"u8.ToArray(), Deadline.Token);

        Assert.Equal(own!.RevealKey(), secret.RevealKey());
        var failure = await Assert.ThrowsAsync<VaultException>(
            () => keyFiles.UnlockAsync(library.Vault, "wrong"u8.ToArray(), Deadline.Token));
        Assert.Equal(VaultError.WrongPassphrase, failure.Error);
    }

    [Fact]
    public async Task A_key_file_of_another_vault_or_a_damaged_one_is_passed_over()
    {
        var first = await _meeting.FirstAsync();
        using var library = await first.OpenAsync();
        var store = _meeting.StoreOf(library);
        using var stranger = VaultSecret.Generate(new SeededRandom(9));
        var keyFiles = new KeyFiles(store, ThreadPoolScheduler.Instance);
        var planted = await keyFiles.AddAsync(stranger, "same"u8.ToArray(), new SeededRandom(3), CheapWorkFactor, Deadline.Token);
        using var own = await first.Keys.ReadAsync(Deadline.Token);
        // The dearer one: it is tried after the planted one.
        await keyFiles.AddAsync(own!, "same"u8.ToArray(), new SeededRandom(4), CheapWorkFactor + 1, Deadline.Token);
        await store.PutAsync(VaultNames.Key(Digest.Of("x"u8)), ObjectContent.Of("damaged"u8.ToArray()), PutCondition.None, Deadline.Token);

        using var secret = await keyFiles.UnlockAsync(library.Vault, "same"u8.ToArray(), Deadline.Token);

        Assert.Equal(own!.RevealKey(), secret.RevealKey());
        Assert.Contains(planted, await keyFiles.ListAsync(Deadline.Token));
    }

    [Fact]
    public async Task A_recovery_key_of_another_vault_is_told_from_the_right_one()
    {
        var first = await _meeting.FirstAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        using var own = await first.Keys.ReadAsync(Deadline.Token);
        using var stranger = VaultSecret.Generate(new SeededRandom(9));

        Assert.True(await VaultPlace.IsOpenedByAsync(_meeting.StoreOf(library), own!, Deadline.Token));
        Assert.False(await VaultPlace.IsOpenedByAsync(_meeting.StoreOf(library), stranger, Deadline.Token));
        Assert.Throws<VaultException>(
            () => VaultSecret.FromRecoveryKey(Encoding.ASCII.GetBytes(own!.RevealKey()[..^1] + "*"), library.Vault));
    }

    [Fact]
    public async Task Sessions_of_an_own_library_are_sealed_anew_and_keep_their_ids_fields_and_pictures()
    {
        var first = await _meeting.FirstAsync();
        var there = await first.SaveAsync();
        await first.SyncAsync();
        var other = _meeting.NewDevice();
        var mine = await other.SaveAsync();
        var trashed = await other.SaveAsync();
        VaultId before;
        using (var own = await other.OpenAsync())
        {
            before = own.Vault;
            await own.TrashAsync([trashed], Deadline.Token);
        }

        using var secret = await first.Keys.ReadAsync(Deadline.Token);
        await new LibraryJoining(other.Parts).JoinAsync(secret!, await other.OpenAsync(), cancellationToken: Deadline.Token);
        await other.SyncAsync();
        await first.SyncAsync();

        using var library = await first.OpenAsync();
        Assert.Equal(3, (await library.QueryAsync(new SessionQuery(), Deadline.Token)).Sessions.Length + 1);
        Assert.NotNull((await library.FindAsync(trashed.Text, Deadline.Token)).Trashed);
        var session = await library.FindAsync(mine.Text, Deadline.Token);
        Assert.True(await first.RemoteOf(library).FetchAsync(session, Deadline.Token));
        await using var content = await library.OpenContentAsync(session, Deadline.Token);
        Assert.Equal(mine, content.Manifest.Session);
        Assert.NotNull(await content.NextAsync(Deadline.Token));

        using var joined = await other.OpenAsync();
        Assert.NotEqual(before, joined.Vault);
        Assert.IsType<Entry.Live>(await joined.EntryOfAsync(there, Deadline.Token));
        Assert.NotNull(await other.Files.StatAsync($"/home/library/key.{before}", Deadline.Token));
    }

    [Fact]
    public async Task Pictures_that_one_device_brings_along_keep_their_name_when_another_comes_without_them()
    {
        var first = await _meeting.FirstAsync();
        var bringing = await _meeting.FirstAsync();
        var bare = await _meeting.JoinAsync(bringing);
        var id = await bringing.SaveAsync();
        await bringing.SyncAsync();
        await bare.SyncAsync();
        using var secret = await first.Keys.ReadAsync(Deadline.Token);
        foreach (var device in (MeetingDevice[])[bringing, bare])
        {
            await new LibraryJoining(device.Parts).JoinAsync(secret!, await device.OpenAsync(), cancellationToken: Deadline.Token);
            await device.SyncAsync();
        }

        await first.SyncAsync();

        using var library = await first.OpenAsync();
        Assert.True(await first.RemoteOf(library).FetchAsync(await library.FindAsync(id.Text, Deadline.Token), Deadline.Token));
    }

    [Fact]
    public async Task Two_vaults_in_one_place_are_both_found()
    {
        var first = await _meeting.FirstAsync();
        var second = await _meeting.FirstAsync();
        using var one = await first.OpenAsync();
        using var other = await second.OpenAsync();

        var found = await VaultPlace.FindAsync(_meeting.Store, Deadline.Token);

        Assert.Equal([.. ((VaultId[])[one.Vault, other.Vault]).OrderBy(id => id.Text, StringComparer.Ordinal)], found);
    }
}
