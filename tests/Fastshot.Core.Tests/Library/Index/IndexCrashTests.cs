using System.Buffers.Binary;
using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library.Index;

/// <summary>
/// Cuts the power between any two writes of SQLite to the real files of the index, in any order that no sync forbids:
/// what is found then is whole, or is set aside and made anew, and the list is that of the records.
/// </summary>
/// <remarks>
/// The log is written without a sync, so any of its writes may be there after a cut. When the index is closed or made
/// anew the log is synced first; then any page of the file may be old or new beside it, and last the log goes.
/// </remarks>
public sealed class IndexCrashTests(ITestOutputHelper output)
{
    private const int StatesMin = 5000;
    private const int PageBytes = 4096;
    private const int LogHeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    private int _states;

    [Fact]
    public async Task Wherever_the_power_is_cut_the_list_is_that_of_the_records()
    {
        var seed = RunSeed.Any;
        var random = new SeededRandom(seed);
        for (var day = 1; _states < Scale.Of(StatesMin); day++)
        {
            await LiveAsync(day, random, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, day {day}"));
        }

        output.WriteLine($"{_states} states of the index's files, seed {seed}.");
        Assert.InRange(_states, Scale.Of(StatesMin), int.MaxValue);
    }

    // A day of so many changes: the index is begun, written, closed, opened again, and at the end made anew.
    private async Task LiveAsync(int changes, SeededRandom random, string where)
    {
        using var folder = new IndexFile();
        var files = new FakeFileSystem(new ManualTime());
        var begun = default(Snapshot);
        var home = new LibraryHome(files, indexes: new Watched(folder.Folder, () => begun = Snapshot.Of(folder.Folder)));
        foreach (var isAnew in (bool[])[false, true])
        {
            if (isAnew)
            {
                await new SqliteIndexProvider(DiskFileSystem.Instance, folder.Folder).SetAsideAsync(Deadline.Token);
            }

            using (var library = await home.OpenAsync((ulong)random.Next(1_000_000)))
            {
                await CheckLogAsync(files, begun!, Snapshot.Of(folder.Folder), random, $"{where}, begun, {isAnew}");
                for (var i = 0; i < changes; i++)
                {
                    var before = Snapshot.Of(folder.Folder);
                    await ChangeAsync(library, random);
                    await CheckLogAsync(files, before, Snapshot.Of(folder.Folder), random, $"{where}, change {i}, {isAnew}");
                }

                begun = Snapshot.Of(folder.Folder);
            }

            await CheckClosingAsync(files, begun, Snapshot.Of(folder.Folder), random, $"{where}, closed, {isAnew}");
        }
    }

    private static async Task ChangeAsync(SessionLibrary library, SeededRandom random)
    {
        var sessions = await LibraryHome.SessionsAsync(library);
        if (sessions.Length == 0 || random.Next(2) == 0)
        {
            await library.SaveAsync(LibraryHome.Session(random.Next(1_000_000)), progress: null, Deadline.Token);
        }
        else
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"name {random.Next(1_000_000)}");
            await library.EditAsync(sessions[random.Next(sessions.Length)].Id, new SessionEdit { Name = name }, cancellationToken: Deadline.Token);
        }
    }

    // Only the log was written.
    private async Task CheckLogAsync(FakeFileSystem files, Snapshot before, Snapshot after, SeededRandom random, string where)
    {
        Assert.Equal(before.File, after.File);
        foreach (var log in new FileMixtures(before.Log, after.Log, WritesOf(after.Log), random).All())
        {
            await CheckAsync(files, after with { Log = log }, where);
        }
    }

    // The log is whole until all pages are.
    private async Task CheckClosingAsync(FakeFileSystem files, Snapshot before, Snapshot after, SeededRandom random, string where)
    {
        Assert.Empty(after.Log);
        var pages = Enumerable.Range(0, after.File.Length / PageBytes).Select(i => i * PageBytes).ToList();
        foreach (var file in new FileMixtures(before.File, after.File, pages, random).All())
        {
            await CheckAsync(files, before with { File = file }, where);
        }

        await CheckAsync(files, after, where);
    }

    private async Task CheckAsync(FakeFileSystem files, Snapshot found, string where)
    {
        _states++;
        where = string.Create(CultureInfo.InvariantCulture, $"state {_states}, {where}");
        var disk = files.StatesAfterCrash(2).Last();
        using var folder = new IndexFile();
        found.WriteTo(folder.Folder);
        var home = new LibraryHome(disk, indexes: new SqliteIndexProvider(DiskFileSystem.Instance, folder.Folder));
        using (var library = await home.OpenAsync(seed: 3))
        using (var records = await new LibraryHome(files.StatesAfterCrash(2).Last()).OpenAsync(seed: 3))
        {
            Assert.All(library.Notices, notice => Assert.IsType<LibraryNotice.IndexRebuilt>(notice));
            Assert.True(
                (await LibraryHome.SessionsAsync(records)).Select(NameOf).Order(StringComparer.Ordinal)
                    .SequenceEqual((await LibraryHome.SessionsAsync(library)).Select(NameOf).Order(StringComparer.Ordinal)),
                $"The list is another one, {where}.");
        }

        using var index = folder.Open();
        Assert.True(index.Problem() is null, $"The index {index.Problem()}, {where}.");
    }

    private static string NameOf(SessionInfo session) => $"{session.Id} {session.Text.Name}";

    // As SQLite writes its log: its header, and of each frame the header and the page.
    private static List<int> WritesOf(byte[] log)
    {
        var starts = new List<int> { 0 };
        if (log.Length > LogHeaderBytes)
        {
            Assert.Equal(PageBytes, (int)BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(8)));
        }

        for (var frame = LogHeaderBytes; frame < log.Length; frame += FrameHeaderBytes + PageBytes)
        {
            starts.AddRange([frame, frame + FrameHeaderBytes]);
        }

        return starts;
    }

    /// <summary>The index's files at one moment. What processes share beside them is made anew by who comes first.</summary>
    private sealed record Snapshot(byte[] File, byte[] Log)
    {
        public static Snapshot Of(string folder) => new(Read(Path.Combine(folder, "index.db")), Read(Path.Combine(folder, "index.db-wal")));

        public void WriteTo(string folder)
        {
            System.IO.File.WriteAllBytes(Path.Combine(folder, "index.db"), File);
            System.IO.File.WriteAllBytes(Path.Combine(folder, "index.db-shm"), new byte[32 << 10]); // Left by the process that ended.
            if (Log.Length > 0)
            {
                System.IO.File.WriteAllBytes(Path.Combine(folder, "index.db-wal"), Log);
            }
        }

        // Nobody else has it open, so it does not matter that this lets go of SQLite's locks.
        private static byte[] Read(string path)
        {
            if (!System.IO.File.Exists(path))
            {
                return [];
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    /// <summary>The real provider, which tells when the file was opened or made.</summary>
    private sealed class Watched(string folder, Action opened) : IIndexProvider
    {
        private readonly SqliteIndexProvider _inner = new(DiskFileSystem.Instance, folder);

        public IIndex? TryOpen(out string? reason)
        {
            var index = _inner.TryOpen(out reason);
            opened();
            return index;
        }

        public Task<bool> WasLeftOpenAsync(CancellationToken cancellationToken = default) => _inner.WasLeftOpenAsync(cancellationToken);

        public Task NoteCheckedAsync(CancellationToken cancellationToken = default) => _inner.NoteCheckedAsync(cancellationToken);

        public Task SetAsideAsync(CancellationToken cancellationToken = default) => _inner.SetAsideAsync(cancellationToken);
    }
}
