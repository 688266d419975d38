using System.Diagnostics;

namespace Fastshot.Cli.Tests.Program;

/// <summary>The power goes, or a person is impatient: whatever a save was at, no session is lost and none is half.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly RealProgram _fastshot = new();

    [Fact]
    public async Task A_save_that_is_killed_at_any_moment_leaves_its_session_whole_or_not_at_all()
    {
        var seed = RunSeed.Any;
        var random = new SeededRandom(seed);
        output.WriteLine($"{RunSeed.Variable}={seed}");
        var saved = new Dictionary<string, byte[][]>(StringComparer.Ordinal);
        var usual = await TimeOfASaveAsync(random, saved);
        var (nothing, unsaid, said) = (0, 0, 0);
        for (var round = 0; round < Scale.Of(200); round++)
        {
            var pictures = Enumerable.Range(0, 1 + random.Next(3))
                .Select(i => _fastshot.Picture($"{round}/{i}.bmp", random, 40 + random.Next(300), 40 + random.Next(300))).ToArray();
            var bytes = pictures.Select(picture => File.ReadAllBytes(_fastshot.In(picture))).ToArray();

            var reported = await SaveAndKillAsync(pictures, usual * (random.Next(1_200) / 1_000.0));

            var listed = await _fastshot.ListAsync();
            Assert.True(saved.Keys.All(listed.Contains), $"A session was lost; seed {seed}, round {round}.");
            var added = listed.Except(saved.Keys).ToArray();
            Assert.True(added.Length <= 1, $"More sessions than were saved; seed {seed}, round {round}.");
            if (reported is not null)
            {
                Assert.True(added is [var only] && only == reported, $"{reported} was said to be saved; seed {seed}, round {round}.");
            }

            (nothing, unsaid, said) = (added.Length, reported) switch
            {
                (0, _) => (nothing + 1, unsaid, said),
                (_, null) => (nothing, unsaid + 1, said),
                _ => (nothing, unsaid, said + 1),
            };
            foreach (var id in added)
            {
                Assert.Equal(bytes, await _fastshot.ExportAsync(id));
                saved.Add(id, bytes);
            }
        }

        output.WriteLine($"{nothing} kills left nothing, {unsaid} a whole session that was not reported yet, {said} came after the report");
        foreach (var (id, bytes) in saved)
        {
            Assert.Equal(bytes, await _fastshot.ExportAsync(id));
        }

        Assert.True((await _fastshot.JsonAsync("status")).GetProperty("index").GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task The_index_made_anew_after_a_kill_shows_the_same_sessions()
    {
        var random = new SeededRandom((ulong)Environment.TickCount64);
        var usual = await TimeOfASaveAsync(random, []);
        for (var round = 0; round < Scale.Of(50); round++)
        {
            await SaveAndKillAsync([_fastshot.Picture($"{round}.bmp", random)], usual * (random.Next(1_200) / 1_000.0));
            var listed = await _fastshot.ListAsync();

            foreach (var file in Directory.EnumerateFiles(_fastshot.Library, "index.db*"))
            {
                File.Delete(file);
            }

            var again = await _fastshot.ListAsync();
            Assert.True(again.SequenceEqual(listed, StringComparer.Ordinal), $"The lists differ; seed {random.Seed}, round {round}.");
        }
    }

    public void Dispose() => _fastshot.Dispose();

    private async Task<TimeSpan> TimeOfASaveAsync(SeededRandom random, Dictionary<string, byte[][]> saved)
    {
        var picture = _fastshot.Picture("first.bmp", random, 200, 200);
        saved.Add(await _fastshot.SaveAsync(picture), [await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token)]);
        var started = Stopwatch.GetTimestamp();
        saved.Add(await _fastshot.SaveAsync(picture), [await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token)]);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Returns the id, where the save came so far as to say it.</summary>
    private async Task<string?> SaveAndKillAsync(string[] pictures, TimeSpan after)
    {
        string[] arguments = ["save", .. pictures];
        using var process = _fastshot.Start(arguments);
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token);
        moment.CancelAfter(after);
        try
        {
            await process.WaitForExitAsync(moment.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(); // SIGKILL
        }

        await process.WaitForExitAsync(Deadline.Token);
        var said = await process.StandardOutput.ReadToEndAsync(Deadline.Token);
        return said.EndsWith('\n') ? said.Trim() : null;
    }
}
