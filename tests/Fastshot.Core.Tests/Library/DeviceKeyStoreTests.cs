using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

public sealed class DeviceKeyStoreTests : IDisposable
{
    private const string KeyPath = "/home/library/key";

    private readonly FakeFileSystem _files = new(new ManualTime());
    private readonly VaultSecret _first = VaultSecret.Generate(new SeededRandom(1));
    private readonly VaultSecret _second = VaultSecret.Generate(new SeededRandom(2));

    private DeviceKeyStore Store => new(_files, KeyPath, new SeededRandom(3));

    [Fact]
    public async Task The_first_key_counts_and_a_later_one_changes_nothing()
    {
        Assert.Null(await Store.ReadAsync(Deadline.Token));

        Assert.True(await Store.TryAddAsync(_first, Deadline.Token));
        Assert.False(await Store.TryAddAsync(_second, Deadline.Token));

        await IsAsync(_first, KeyPath);
    }

    [Fact]
    public async Task A_key_that_is_replaced_stays_beside_the_new_one_under_its_vault()
    {
        await Store.TryAddAsync(_first, Deadline.Token);

        await Store.ReplaceAsync(_second, Deadline.Token);

        await IsAsync(_second, KeyPath);
        await IsAsync(_first, $"{KeyPath}.{_first.Vault}");
    }

    [Fact]
    public async Task A_key_is_one_or_the_other_whenever_the_process_ends_while_it_is_replaced()
    {
        var isOver = false;
        for (var stopBefore = 0; !isOver; stopBefore++)
        {
            var files = new FakeFileSystem(new ManualTime());
            var store = new DeviceKeyStore(files, KeyPath, new SeededRandom(3));
            await store.TryAddAsync(_first, Deadline.Token);
            files.StopBefore = files.Operations + stopBefore;
            try
            {
                await store.ReplaceAsync(_second, Deadline.Token);
                isOver = true;
            }
            catch (SimulatedCrashException)
            {
                Assert.InRange(stopBefore, 0, 50);
            }

            foreach (var disk in files.StatesAfterCrash())
            {
                using var found = await new DeviceKeyStore(disk, KeyPath, new SeededRandom(4)).ReadAsync(Deadline.Token);
                Assert.True(found!.Vault == _second.Vault || (!isOver && found.Vault == _first.Vault));
                if (found.Vault == _second.Vault)
                {
                    Assert.NotNull(await disk.StatAsync($"{KeyPath}.{_first.Vault}", Deadline.Token)); // Never lost.
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("FSK1-\nvault x\n")]
    [InlineData("hello")]
    public async Task What_is_no_key_is_refused_by_its_path(string text)
    {
        await new AtomicFile(_files, new SeededRandom(4))
            .WriteAsync(KeyPath, System.Text.Encoding.UTF8.GetBytes(text), overwrite: false, Deadline.Token);

        var e = await Assert.ThrowsAsync<VaultException>(() => Store.ReadAsync(Deadline.Token));

        Assert.Equal(VaultError.WrongKey, e.Error);
        Assert.StartsWith(KeyPath, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_line_more_is_no_key()
    {
        await new AtomicFile(_files, new SeededRandom(4))
            .WriteAsync(KeyPath, (byte[])[.. _first.ToBytes(), .. "more\n"u8], overwrite: false, Deadline.Token);

        await Assert.ThrowsAsync<VaultException>(() => Store.ReadAsync(Deadline.Token));
    }

    [Fact]
    public async Task Nobody_but_its_owner_reads_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are those of Unix.");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "key");

        await new DeviceKeyStore(DiskFileSystem.Instance, path, new SeededRandom(3)).TryAddAsync(_first, Deadline.Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private async Task IsAsync(VaultSecret expected, string path)
    {
        using var found = await new DeviceKeyStore(_files, path, new SeededRandom(4)).ReadAsync(Deadline.Token);
        Assert.Equal((expected.RevealKey(), expected.Vault), (found!.RevealKey(), found.Vault));
    }
}
