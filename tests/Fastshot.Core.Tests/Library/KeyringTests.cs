using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

public sealed class KeyringTests : IDisposable
{
    private const string KeyPath = "/home/library/key";

    private readonly FakeFileSystem _files = new(new ManualTime());
    private readonly FakeKeyring _keyring = new();
    private readonly VaultSecret _first = VaultSecret.Generate(new SeededRandom(1));
    private readonly VaultSecret _second = VaultSecret.Generate(new SeededRandom(2));

    [Theory]
    [InlineData(KeyringUse.Auto, KeyringState.Open, true)]
    [InlineData(KeyringUse.Auto, KeyringState.Locked, false)]
    [InlineData(KeyringUse.Auto, KeyringState.Absent, false)]
    [InlineData(KeyringUse.File, KeyringState.Open, false)]
    [InlineData(KeyringUse.System, KeyringState.Open, true)]
    public async Task A_new_key_goes_into_an_open_keyring_or_into_the_file(KeyringUse use, KeyringState state, bool isInKeyring)
    {
        _keyring.State = state;

        Assert.True(await Store(use).TryAddAsync(_first, Deadline.Token));

        Assert.Equal(isInKeyring ? 1 : 0, _keyring.Items.Count);
        Assert.Equal(!isInKeyring, (await TextAsync()).Contains(_first.RevealKey(), StringComparison.Ordinal));
        Assert.Equal(isInKeyring ? _keyring.Name : null, (await Store().LocateAsync(Deadline.Token))!.Keyring);
        await IsAsync(_first, Store());
        await OnlyNamedAsync(_files, _keyring);
    }

    [Theory]
    [InlineData(KeyringState.Locked)]
    [InlineData(KeyringState.Absent)]
    public async Task A_keyring_that_must_be_used_and_cannot_be_leaves_no_key_anywhere(KeyringState state)
    {
        _keyring.State = state;

        var e = await Assert.ThrowsAsync<KeyringException>(() => Store(KeyringUse.System).TryAddAsync(_first, Deadline.Token));

        Assert.Equal(state, e.State);
        Assert.Null(await Store().ReadAsync(Deadline.Token));
    }

    [Fact]
    public async Task A_keyring_that_does_not_give_back_what_it_was_given_is_none()
    {
        _keyring.Forgets = true;

        await Assert.ThrowsAsync<KeyringException>(() => Store(KeyringUse.System, 7).TryAddAsync(_first, Deadline.Token));
        Assert.True(await Store(KeyringUse.Auto, 8).TryAddAsync(_first, Deadline.Token));

        await IsAsync(_first, Store());
        Assert.Contains(_first.RevealKey(), await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_processes_that_make_a_key_at_once_one_is_first_and_the_others_item_goes()
    {
        var isFirst = await Task.WhenAll(
            Store(KeyringUse.System, 5).TryAddAsync(_first, Deadline.Token),
            Store(KeyringUse.File, 6).TryAddAsync(_second, Deadline.Token),
            Store(KeyringUse.System, 7).TryAddAsync(_second, Deadline.Token));

        Assert.Single(isFirst, one => one);
        using var kept = await Store().ReadAsync(Deadline.Token);
        Assert.Contains(kept!.Vault, new[] { _first.Vault, _second.Vault });
        await OnlyNamedAsync(_files, _keyring);
    }

    [Fact]
    public async Task A_key_is_one_or_the_other_whenever_the_process_ends_while_it_is_made()
    {
        await KillEverywhereAsync(
            _ => Task.CompletedTask,
            store => store.TryAddAsync(_first, Deadline.Token),
            found => Assert.True(found is null || found.Vault == _first.Vault));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whenever_a_move_is_cut_off_both_keys_are_there_and_the_next_move_leaves_nothing_behind(bool toKeyring)
    {
        await KillEverywhereAsync(
            async store =>
            {
                await store.TryAddAsync(_first, Deadline.Token);
                await store.ReplaceAsync(_second, Deadline.Token);
            },
            store => store.MoveAsync(toKeyring, Deadline.Token),
            found => Assert.Equal(_second.Vault, found!.Vault),
            toKeyring ? KeyringUse.File : KeyringUse.System,
            hasBeside: true);
    }

    [Fact]
    public async Task Whenever_a_change_of_the_key_in_the_keyring_is_cut_off_none_is_lost()
    {
        await KillEverywhereAsync(
            store => store.TryAddAsync(_first, Deadline.Token),
            store => store.ReplaceAsync(_second, Deadline.Token),
            found => Assert.Contains(found!.Vault, new[] { _first.Vault, _second.Vault }));
    }

    [Fact]
    public async Task A_key_that_is_moved_is_where_it_was_moved_and_nowhere_else()
    {
        await Store(KeyringUse.File).TryAddAsync(_first, Deadline.Token);
        await Store().KeepBesideAsync(_second, Deadline.Token);

        Assert.Equal(2, (await Store().MoveAsync(toKeyring: true, Deadline.Token)).Moved);

        Assert.Equal(2, _keyring.Items.Count);
        Assert.DoesNotContain(_first.RevealKey(), await TextAsync(), StringComparison.Ordinal);
        await IsAsync(_first, Store());

        Assert.Equal(2, (await Store().MoveAsync(toKeyring: false, Deadline.Token)).Moved);

        Assert.Empty(_keyring.Items);
        await IsAsync(_first, Store());
        using var beside = await Store().ReadBesideAsync(_second.Vault, Deadline.Token);
        Assert.Equal(_second.RevealKey(), beside!.RevealKey());
        Assert.Equal(0, (await Store().MoveAsync(toKeyring: false, Deadline.Token)).Moved);
    }

    [Fact]
    public async Task A_locked_keyring_is_said_and_nothing_is_changed()
    {
        await Store(KeyringUse.System).TryAddAsync(_first, Deadline.Token);
        _keyring.State = KeyringState.Locked;

        Assert.Equal(KeyringState.Locked, (await Assert.ThrowsAsync<KeyringException>(() => Store().ReadAsync(Deadline.Token))).State);
        await Assert.ThrowsAsync<KeyringException>(() => Store().MoveAsync(toKeyring: false, Deadline.Token));

        _keyring.State = KeyringState.Open;
        await IsAsync(_first, Store());
    }

    [Fact]
    public async Task What_the_keyring_of_another_computer_does_not_have_is_kept_anew()
    {
        await Store(KeyringUse.System).TryAddAsync(_first, Deadline.Token);
        _keyring.Clear();

        var e = await Assert.ThrowsAsync<LibraryException>(() => Store().ReadAsync(Deadline.Token));
        Assert.Equal(LibraryError.KeyMissing, e.Error);
        Assert.NotNull(e.Hint);
        Assert.Equal(_first.Vault, await Store().VaultInKeyringAsync(Deadline.Token));

        await Store().RestoreAsync(_first, toKeyring: false, Deadline.Token);
        await IsAsync(_first, Store());
    }

    [Fact]
    public async Task A_copy_of_a_library_never_removes_what_the_first_one_has_in_the_keyring()
    {
        await Store(KeyringUse.System).TryAddAsync(_first, Deadline.Token);
        var bytes = await _files.ReadSmallAsync(KeyPath, 1024, Deadline.Token);
        const string Copied = "/copy/library/key";
        await new AtomicFile(_files, new SeededRandom(9)).WriteAsync(Copied, bytes, overwrite: false, Deadline.Token);
        var copy = new DeviceKeyStore(_files, Copied, new SeededRandom(8), KeyringsOf(_keyring, KeyringUse.Auto));

        await copy.MoveAsync(toKeyring: false, Deadline.Token);

        await IsAsync(_first, copy);
        await IsAsync(_first, Store());
        Assert.Single(_keyring.Items);
    }

    [Fact]
    public async Task Only_one_process_at_a_time_replaces_keys()
    {
        await Store(KeyringUse.File).TryAddAsync(_first, Deadline.Token);
        await using var taken = await _files.TryLockAsync($"{KeyPath}.lock", Deadline.Token);

        var e = await Assert.ThrowsAsync<LibraryException>(() => Store().MoveAsync(toKeyring: true, Deadline.Token));

        Assert.Equal(LibraryError.InUse, e.Error);
    }

    [Theory]
    [InlineData("fastshot keyring\n")]
    [InlineData("fastshot keyring\nvault 0123456789abcdef0123456789abcdef\nitem ../../x\nfolder 00\n")]
    [InlineData("fastshot keyring\nvault 0123456789abcdef0123456789abcdef\nitem 00\nfolder 00\nmore\n")]
    public async Task A_note_that_was_not_written_here_is_no_key(string text)
    {
        await new AtomicFile(_files, new SeededRandom(4)).WriteAsync(KeyPath, Encoding.UTF8.GetBytes(text), overwrite: false, Deadline.Token);

        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => Store().ReadAsync(Deadline.Token))).Error);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static Keyrings KeyringsOf(FakeKeyring keyring, KeyringUse use) => new(() => keyring, _ => Task.FromResult(use));

    private static DeviceKeyStore StoreOn(FakeFileSystem files, FakeKeyring keyring, KeyringUse use, ulong seed = 3) =>
        new(files, KeyPath, new SeededRandom(seed), KeyringsOf(keyring, use));

    private DeviceKeyStore Store(KeyringUse use = KeyringUse.Auto, ulong seed = 3) => StoreOn(_files, _keyring, use, seed);

    private async Task<string> TextAsync() => Encoding.UTF8.GetString((await _files.ReadSmallAsync(KeyPath, 1024, Deadline.Token))!);

    private static async Task IsAsync(VaultSecret expected, DeviceKeyStore store)
    {
        using var found = await store.ReadAsync(Deadline.Token);
        Assert.Equal((expected.RevealKey(), expected.Vault), (found!.RevealKey(), found.Vault));
    }

    // Every item is named by a key file, and no announcement is left.
    private static async Task OnlyNamedAsync(FakeFileSystem files, FakeKeyring keyring)
    {
        var entries = await files.ListAsync("/home/library", Deadline.Token) ?? [];
        Assert.DoesNotContain(entries, entry => entry.Name.Contains("pending", StringComparison.Ordinal));
        var texts = new List<string>();
        foreach (var entry in entries)
        {
            texts.Add(Encoding.UTF8.GetString((await files.ReadSmallAsync($"/home/library/{entry.Name}", 4096, Deadline.Token))!));
        }

        Assert.All(keyring.Items, item => Assert.Contains(texts, text => text.Contains(item, StringComparison.Ordinal)));
    }

    private async Task KillEverywhereAsync(
        Func<DeviceKeyStore, Task> prepare,
        Func<DeviceKeyStore, Task> act,
        Action<VaultSecret?> check,
        KeyringUse use = KeyringUse.System,
        bool hasBeside = false)
    {
        foreach (var isInKeyring in (bool[])[false, true])
        {
            var isOver = false;
            for (var stopBefore = 0; !isOver; stopBefore++)
            {
                Assert.InRange(stopBefore, 0, 100);
                var files = new FakeFileSystem(new ManualTime());
                var keyring = new FakeKeyring();
                keyring.Ends = () => files.StopBefore = files.Operations;
                await prepare(StoreOn(files, keyring, use));
                files.StopBefore = isInKeyring ? null : files.Operations + stopBefore;
                keyring.StopBefore = isInKeyring ? keyring.Operations + stopBefore : null;
                try
                {
                    await act(StoreOn(files, keyring, use, 5));
                    isOver = true;
                    files.StopBefore = null;
                }
                catch (SimulatedCrashException)
                {
                    // Looked at below, in every state in which the disk may be.
                }

                keyring.StopBefore = null;
                foreach (var disk in files.StatesAfterCrash())
                {
                    // Reading changes nothing in the keyring, so that each state is met with what it had then.
                    var store = StoreOn(disk, keyring, use, 6);
                    using (var found = await store.ReadAsync(Deadline.Token))
                    {
                        check(found);
                    }

                    if (hasBeside)
                    {
                        using var beside = await store.ReadBesideAsync(_first.Vault, Deadline.Token);
                        Assert.Equal(_first.RevealKey(), beside!.RevealKey());
                    }
                }

                files.Restart();
                var next = StoreOn(files, keyring, use, 7);
                await act(next);
                await next.MoveAsync(toKeyring: true, Deadline.Token);
                using (var found = await next.ReadAsync(Deadline.Token))
                {
                    check(found);
                }

                await OnlyNamedAsync(files, keyring);
            }
        }
    }
}
