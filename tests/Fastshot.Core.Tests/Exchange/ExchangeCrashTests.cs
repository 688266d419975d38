using Fastshot.Core.Tests.Vault;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Exchange;

/// <summary>Ends the process before each operation of an import and of an export, and looks at the disks found then.</summary>
public sealed class ExchangeCrashTests
{
    private const string File = "/in/x.fastshot";

    [Fact]
    public async Task An_import_that_is_ended_anywhere_left_its_session_whole_or_not_at_all_and_the_next_one_finishes_it()
    {
        var source = await FileAsync();
        var states = await EveryPrefixAsync(
            files => new ExchangeHome(files).WriteAsync(File, source),
            files => new ExchangeHome(files).ImportAsync(File),
            async (disk, isDone) =>
            {
                var home = new ExchangeHome(disk);
                Assert.Equal(source, await home.ReadAsync(File));
                using (var library = await home.Home.OpenAsync(seed: 2))
                {
                    var found = await Library.LibraryHome.SessionsAsync(library);
                    Assert.InRange(found.Length, isDone ? 1 : 0, 1);
                    foreach (var session in found)
                    {
                        await using var reader = await library.OpenContentAsync(session, Deadline.Token);
                        Assert.Equal([ExchangeHome.Picture(1), ExchangeHome.Picture(2)], (await VaultSamples.ReadAllAsync(reader)).Values);
                    }
                }

                await home.ImportAsync(File, seed: 7);
                using var again = await home.Home.OpenAsync(seed: 3);
                Assert.Single(await Library.LibraryHome.SessionsAsync(again));
            });

        Assert.InRange(states, 50, 100_000);
    }

    [Fact]
    public async Task An_export_to_a_folder_that_is_ended_anywhere_left_whole_files_and_a_manifest_only_beside_all_of_them()
    {
        var states = await ExportAsync(
            (export, session) => export.ToFolderAsync(session, "/out/here", progress: null, Deadline.Token),
            async (home, isDone) =>
            {
                var names = (await home.NamesAsync("/out/here")).Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)).ToList();
                Assert.True(!isDone || names.Contains("manifest.json"));
                Assert.True(!names.Contains("manifest.json") || names.Count == 3);
                foreach (var name in names.Where(name => name != "manifest.json"))
                {
                    Assert.Equal(ExchangeHome.Picture(name == "shots/001.png" ? 1 : 2), await home.ReadAsync($"/out/here/{name}"));
                }
            });

        Assert.InRange(states, 20, 100_000);
    }

    [Fact]
    public async Task An_export_to_a_file_that_is_ended_anywhere_left_it_whole_or_not_at_all()
    {
        var states = await ExportAsync(
            (export, session) => export.ToFileAsync(session, File, passphrase: null, progress: null, Deadline.Token),
            async (home, isDone) =>
            {
                var bytes = await home.ReadAsync(File);
                Assert.True(!isDone || bytes is not null);
                if (bytes is not null)
                {
                    await using var reader = await ArchiveReader.OpenAsync(
                        new MemoryStream(bytes), "x", vault: null, session: null, Deadline.Token);
                    Assert.Equal([ExchangeHome.Picture(1), ExchangeHome.Picture(2)], (await VaultSamples.ReadAllAsync(reader)).Values);
                }
            });

        Assert.InRange(states, 10, 100_000);
    }

    private static async Task<byte[]> FileAsync()
    {
        var home = new ExchangeHome(new FakeFileSystem(new ManualTime()));
        var (library, session) = await home.SavedAsync(1, 2);
        using (library)
        {
            await home.Export(library).ToFileAsync(session, File, passphrase: null, progress: null, Deadline.Token);
        }

        return (await home.ReadAsync(File))!;
    }

    private static async Task<int> ExportAsync(
        Func<Core.Exchange.SessionExport, Model.SessionInfo, Task> export, Func<ExchangeHome, bool, Task> check) =>
        await EveryPrefixAsync(
            async files =>
            {
                var (library, _) = await new ExchangeHome(files).SavedAsync(1, 2);
                library.Dispose();
            },
            async files =>
            {
                var home = new ExchangeHome(files);
                using var library = await home.Home.OpenAsync(seed: 2);
                await export(home.Export(library), Assert.Single(await Library.LibraryHome.SessionsAsync(library)));
            },
            async (disk, isDone) =>
            {
                var home = new ExchangeHome(disk);
                await check(home, isDone);

                // Whatever became of the copy, the library is as it was.
                using var library = await home.Home.OpenAsync(seed: 3);
                Assert.Single(await Library.LibraryHome.SessionsAsync(library));
            });

    /// <summary>Runs an act again and again, each time ended one operation later, and checks each disk that may be found.</summary>
    /// <returns>How many disks were looked at.</returns>
    private static async Task<int> EveryPrefixAsync(
        Func<FakeFileSystem, Task> prepare, Func<FakeFileSystem, Task> act, Func<FakeFileSystem, bool, Task> check)
    {
        var states = 0;
        var isDone = false;
        for (var stopBefore = 0; !isDone; stopBefore++)
        {
            var files = new FakeFileSystem(new ManualTime());
            await prepare(files);
            files.StopBefore = files.Operations + stopBefore;
            try
            {
                await act(files);
                isDone = true;
            }
            catch (SimulatedCrashException)
            {
                Assert.InRange(stopBefore, 0, 1000);
            }

            foreach (var disk in files.StatesAfterCrash(Scale.Of(200)))
            {
                await check(disk, isDone);
                states++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{states} states.");
        return states;
    }
}
