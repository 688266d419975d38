using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

/// <summary>Ends the process before each operation of a person's day, and looks at the disks that may be found then.</summary>
public sealed class LibraryCrashTests
{
    [Fact]
    public async Task Whatever_was_acknowledged_is_kept_and_nothing_half_is_shown()
    {
        var (stopBefore, states) = (0, 0);
        for (var isOver = false; !isOver; stopBefore++)
        {
            var files = new FakeFileSystem(new ManualTime());
            await files.CreateFolderAsync("/home", Deadline.Token);
            var day = new Day();
            files.StopBefore = files.Operations + stopBefore;
            isOver = await day.EndsAsync(new LibraryHome(files));
            foreach (var disk in files.StatesAfterCrash(Scale.Of(200)))
            {
                await day.CheckAsync(disk, string.Create(CultureInfo.InvariantCulture, $"stopped before operation {stopBefore}"));
                states++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{stopBefore} prefixes, {states} states.");
        Assert.InRange(stopBefore, 50, 1000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_process_makes_durable_upon_what_a_killed_one_left_survives_a_power_cut(bool isSave)
    {
        var states = 0;
        for (var (stopBefore, isOver) = (0, false); !isOver; stopBefore++)
        {
            var files = new FakeFileSystem(new ManualTime()) { StopBefore = stopBefore };
            isOver = await new Day().EndsAsync(new LibraryHome(files));
            files.Restart();
            var id = SessionId.Parse("7k3mq9x2vw4t8n5b");
            using (var next = await new LibraryHome(files).OpenAsync(seed: 2))
            {
                var session = LibraryHome.Session(9) with { Id = id };
                await (isSave
                    ? next.SaveAsync(session, progress: null, Deadline.Token)
                    : next.AppendAsync([new(id, NameOnly("session 9"))], Deadline.Token));
            }

            foreach (var disk in files.StatesAfterCrash(Scale.Of(200)))
            {
                using var library = await new LibraryHome(disk).OpenAsync(seed: 3);
                var found = await library.EntryOfAsync(id, Deadline.Token) as Entry.Live;
                Assert.True(found is not null, $"It is lost where the first process was killed before operation {stopBefore}.");
                Assert.Equal("session 9", SessionReader.Read(id, found).Text.Name);
                states++;
            }
        }

        Assert.InRange(states, 60, 100_000);

        static Entry.Live NameOnly(string name) => new(
            [new Field("name", new FieldVersion(1, new Change(1)), CanonicalWriter.Of(writer => writer.Text(name)))]);
    }

    [Fact]
    public async Task A_disk_that_is_full_at_any_moment_of_a_save_leaves_nothing_that_is_shown()
    {
        var files = new FakeFileSystem(new ManualTime());
        using var library = await new LibraryHome(files).OpenAsync();
        await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token);
        var failures = 0;
        for (var isSaved = false; !isSaved; failures++)
        {
            files.CapacityBytes = files.UsedBytes + (failures * 50);
            try
            {
                await library.SaveAsync(LibraryHome.Session(2), progress: null, Deadline.Token);
                isSaved = true;
            }
            catch (StoreException e) when (e.Error is StoreError.Full)
            {
                // What the index of this very process knows counts, too: it goes on.
                Assert.Equal("session 1", Assert.Single(await LibraryHome.SessionsAsync(library)).Text.Name);
            }
        }

        Assert.InRange(failures, 10, 1000);
        Assert.Equal(2, (await LibraryHome.SessionsAsync(library)).Length);
    }

    [Fact]
    public async Task A_joining_that_is_ended_anywhere_leaves_every_session_whole_in_one_vault_or_the_other()
    {
        using var other = VaultSecret.Generate(new SeededRandom(50));
        var (states, isOver) = (0, false);
        for (var stopBefore = 0; !isOver; stopBefore++)
        {
            var files = new FakeFileSystem(new ManualTime());
            var home = new LibraryHome(files);
            var own = await home.OpenAsync();
            for (var number = 1; number <= 2; number++)
            {
                await own.SaveAsync(LibraryHome.Session(number), progress: null, Deadline.Token);
            }

            files.StopBefore = files.Operations + stopBefore;
            try
            {
                await new LibraryJoining(home.Parts(seed: 7)).JoinAsync(other, own, progress: null, Deadline.Token);
                isOver = true;
            }
            catch (SimulatedCrashException)
            {
                Assert.InRange(stopBefore, 0, 1000);
            }

            foreach (var disk in files.StatesAfterCrash(Scale.Of(200)))
            {
                using var library = await new LibraryHome(disk).OpenAsync(seed: 8);
                Assert.True(!isOver || library.Vault == other.Vault);
                var sessions = await LibraryHome.SessionsAsync(library);
                var pictures = await Task.WhenAll(sessions.Select(async one => Assert.Single(await LibraryHome.PicturesAsync(library, one))));
                Assert.Equal(["picture 1 of laptop", "picture 2 of laptop"], pictures.Order(StringComparer.Ordinal));
                states++;
            }
        }

        Assert.InRange(states, 30, 100_000);
    }

    /// <summary>What a person does with the library, and what has been acknowledged.</summary>
    private sealed class Day
    {
        // Of each session: what may be there. Null is "not there"; else its name and whether it lies in the trash.
        private readonly Dictionary<int, List<(string Name, bool IsTrashed)?>> _possible = [];
        private readonly Dictionary<int, SessionId> _ids = [];

        public async Task<bool> EndsAsync(LibraryHome home)
        {
            try
            {
                using var library = await home.OpenAsync();
                await SaveAsync(library, 1);
                await SaveAsync(library, 2);
                await DoAsync(1, ("edited", false), id => library.EditAsync(id, new SessionEdit { Name = "edited" }, cancellationToken: Deadline.Token));
                await DoAsync(2, ("session 2", true), id => library.TrashAsync([id], Deadline.Token));
                await DoAsync(2, ("session 2", false), id => library.RestoreAsync([id], Deadline.Token));
                await DoAsync(2, ("session 2", true), id => library.TrashAsync([id], Deadline.Token));
                await DoAsync(2, null, id => library.PurgeAsync([id], Deadline.Token));
                await SaveAsync(library, 3);
                return true;
            }
            catch (SimulatedCrashException)
            {
                return false;
            }
        }

        public async Task CheckAsync(FakeFileSystem disk, string where)
        {
            using var library = await new LibraryHome(disk).OpenAsync(seed: 2);
            var sessions = await LibraryHome.SessionsAsync(library);
            Assert.DoesNotContain(library.Notices, notice => notice is LibraryNotice.RecordRefused);
            foreach (var (number, possible) in _possible)
            {
                var found = _ids.TryGetValue(number, out var id)
                    ? sessions.SingleOrDefault(one => one.Id == id)
                    : sessions.SingleOrDefault(one => one.Text.Name == Name(number));
                (string, bool)? state = found is null ? null : (found.Text.Name, found.Trashed is not null);
                Assert.True(possible.Contains(state), $"Session {number} is {state}, {where}.");
                if (found is not null && !possible.Contains(null))
                {
                    Assert.Equal([$"picture {number} of laptop"], await LibraryHome.PicturesAsync(library, found));
                }
            }

            Assert.InRange(sessions.Length, 0, _possible.Count);
            // The next process goes on: it saves, and finds what it saved.
            var saved = await library.SaveAsync(LibraryHome.Session(9), progress: null, Deadline.Token);
            Assert.Equal(["picture 9 of laptop"], await LibraryHome.PicturesAsync(library, saved.Session));
        }

        private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"session {number}");

        private async Task SaveAsync(SessionLibrary library, int number)
        {
            _possible[number] = [null, (Name(number), false)];
            _ids[number] = (await library.SaveAsync(LibraryHome.Session(number), progress: null, Deadline.Token)).Session.Id;
            _possible[number].Remove(null);
        }

        // Until it is acknowledged, both may be there; from then on, only the new.
        private async Task DoAsync(int number, (string Name, bool IsTrashed)? after, Func<SessionId, Task> change)
        {
            _possible[number].Add(after);
            await change(_ids[number]);
            _possible[number].RemoveRange(0, _possible[number].Count - 1);
        }
    }
}
