using System.Diagnostics;
using System.Text.Json;

namespace Fastshot.Cli.Tests.Program;

/// <summary>Real kills of the real program while it saves, syncs, compacts and repairs: nothing that was reported is ever lost.</summary>
public sealed class KillRoundsTests(ITestOutputHelper output) : IDisposable
{
    // More records than any compaction waits for.
    private const int RecordsOfTemplate = 132;

    private static readonly Dictionary<string, string> Secrets = new() { ["FASTSHOT_PASSPHRASE"] = "correct horse" };

    private readonly RealProgram _fastshot = new();
    private readonly Dictionary<string, byte[]> _saved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _usual = [];

    private string Nas => _fastshot.In("nas");

    private string Template => _fastshot.In("template");

    [Fact]
    public async Task Whatever_is_killed_at_any_moment_every_session_that_was_reported_is_there_on_every_device()
    {
        var seed = RunSeed.Any;
        var random = new SeededRandom(seed);
        output.WriteLine($"{RunSeed.Variable}={seed}");
        await PrepareAsync(random);
        var (rounds, killed) = (Scale.Of(500), 0);
        for (var round = 0; round < rounds; round++)
        {
            var kind = round % 4;
            killed += kind switch
            {
                0 => await SaveAsync(random, round),
                1 => await SyncAsync(random, round),
                2 => await CompactAsync(random),
                _ => await RepairAsync(random, round),
            };
            var listed = (await _fastshot.ListAsync()).ToHashSet();
            Assert.True(_saved.Keys.All(listed.Contains), $"A session was lost; seed {seed}, round {round}, kind {kind}.");
        }

        output.WriteLine($"{rounds} rounds, {killed} of them ended by the kill.");
        await AssertAllIsWellAsync(seed);
    }

    public void Dispose() => _fastshot.Dispose();

    private async Task<int> SaveAsync(SeededRandom random, int round)
    {
        var picture = _fastshot.Picture($"{round}.bmp", random, 40 + random.Next(200), 40 + random.Next(200));
        var bytes = await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token);
        var before = (await _fastshot.ListAsync()).ToHashSet();
        var (isKilled, said) = await KillAsync(random, "save", picture);
        foreach (var id in (await _fastshot.ListAsync()).Where(one => !before.Contains(one)))
        {
            _saved.Add(id, bytes);
        }

        Assert.True(!said.EndsWith('\n') || _saved.ContainsKey(said.Trim()), $"{said.Trim()} was said to be saved.");
        return isKilled ? 1 : 0;
    }

    private async Task<int> SyncAsync(SeededRandom random, int round)
    {
        var picture = _fastshot.Picture($"{round}.bmp", random);
        _saved.Add(await _fastshot.SaveAsync(picture), await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token));
        return (await KillAsync(random, "sync")).IsKilled ? 1 : 0;
    }

    // From the same state each time: hardly any sync is one that compacts. What was saved since is put aside meanwhile.
    private async Task<int> CompactAsync(SeededRandom random)
    {
        var aside = _fastshot.In("aside");
        Directory.CreateDirectory(aside);
        Directory.Move(_fastshot.Home, Path.Combine(aside, "H"));
        Directory.Move(Nas, Path.Combine(aside, "nas"));
        Copy(Path.Combine(Template, "H"), _fastshot.Home);
        Copy(Path.Combine(Template, "nas"), Nas);
        var before = (await _fastshot.ListAsync()).ToHashSet();
        var (isKilled, _) = await KillAsync(random, "sync", "compaction");
        Assert.True(before.SetEquals(await _fastshot.ListAsync()));
        Assert.Equal(0, (await _fastshot.RunAsync("sync")).ExitCode);
        Assert.Contains(
            Directory.GetFiles(Nas, "*.age", SearchOption.AllDirectories), file => file.Contains("checkpoints", StringComparison.Ordinal));
        Assert.Equal(0, (await _fastshot.RunAsync("verify", "--remote", "--read-data")).ExitCode);
        Assert.True(before.SetEquals(await _fastshot.ListAsync()));
        Directory.Delete(_fastshot.Home, recursive: true);
        Directory.Delete(Nas, recursive: true);
        Directory.Move(Path.Combine(aside, "H"), _fastshot.Home);
        Directory.Move(Path.Combine(aside, "nas"), Nas);
        return isKilled ? 1 : 0;
    }

    private async Task<int> RepairAsync(SeededRandom random, int round)
    {
        await _fastshot.RunAsync("sync");
        var isThere = round % 8 == 3;
        var folder = isThere ? Nas : _fastshot.Vault;
        foreach (var part in (string[])["sessions", "log"])
        {
            var files = Directory.GetFiles(folder, "*.age", SearchOption.AllDirectories)
                .Where(file => file.Contains($"/{part}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            var file = files[random.Next(files.Count)];
            var bytes = await File.ReadAllBytesAsync(file, Deadline.Token);
            bytes[random.Next(bytes.Length)] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Deadline.Token);
        }

        string[] arguments = isThere ? ["repair", "--remote", "--read-data"] : ["repair", "--read-data"];
        var (isKilled, _) = await KillAsync(random, arguments);
        var finished = await _fastshot.RunAsync(arguments);
        Assert.True(finished.ExitCode == 0, finished.Error + finished.Output);
        return isKilled ? 1 : 0;
    }

    private async Task AssertAllIsWellAsync(ulong seed)
    {
        Assert.Equal(0, (await _fastshot.RunAsync("sync")).ExitCode);
        foreach (var side in (string[][])[["verify", "--read-data"], ["verify", "--remote", "--read-data"]])
        {
            // Pictures of a save that was killed before its record, whole or harmed since, are all that may be found; and
            // harmed records that a checkpoint holds.
            var found = await _fastshot.RunAsync([.. side, "--json"]);
            var report = JsonDocument.Parse(found.Output).RootElement;
            Assert.True(
                report.GetProperty("findings").EnumerateArray().All(one =>
                    (one.GetProperty("kind").GetString(), one.GetProperty("action").GetString()) is ("orphaned", "adopt" or "keep") or ("damaged", "keep")),
                $"{found.Output}; seed {seed}.");
            Assert.True(found.ExitCode == (report.GetProperty("findings").GetArrayLength() == 0 ? 0 : 13), $"{found.Output}; seed {seed}.");
        }

        var fresh = _fastshot.In("fresh");
        Assert.Equal(0, (await _fastshot.RunAtAsync(fresh, Secrets, "remote", "set", Nas)).ExitCode);
        foreach (var (id, bytes) in _saved)
        {
            var target = _fastshot.In($"fresh-{id}");
            var exported = await _fastshot.RunAtAsync(fresh, "export", id, "--to", target);
            Assert.True(exported.ExitCode == 0, $"{exported.Error}; seed {seed}.");
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(target, "shots")).Single(), Deadline.Token));
        }
    }

    // A home whose next sync compacts, and the same before its last changes for all other rounds.
    private async Task PrepareAsync(SeededRandom random)
    {
        Directory.CreateDirectory(Nas);
        using var run = new CliRun();
        run.Variables["FASTSHOT_HOME"] = _fastshot.Home;
        run.Variables["FASTSHOT_PASSPHRASE"] = Secrets["FASTSHOT_PASSPHRASE"];
        var picture = _fastshot.Picture("first.bmp", random, 200, 200);
        var id = (await run.RunAsync("save", _fastshot.In(picture))).Output.Trim();
        _saved.Add(id, await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token));
        Assert.Equal(0, (await run.RunAsync("remote", "set", Nas, "--yes")).ExitCode);
        Assert.Equal(0, (await run.RunAsync("config", "set", "sync", "manual")).ExitCode);
        Copy(_fastshot.Home, Path.Combine(Template, "H"));
        Copy(Nas, Path.Combine(Template, "nas"));
        run.Variables["FASTSHOT_HOME"] = Path.Combine(Template, "H");
        for (var i = 0; i < RecordsOfTemplate; i++)
        {
            Assert.Equal(0, (await run.RunAsync("edit", id, "--name", $"Name {i}")).ExitCode);
        }

        // Sent, but for the last few: the compaction comes in the sync that is killed.
        foreach (var (name, arguments) in new (string, string[])[]
        {
            ("save", ["save", picture]), ("sync", ["sync"]), ("repair", ["repair", "--read-data"]),
        })
        {
            var started = Stopwatch.GetTimestamp();
            var result = await _fastshot.RunAsync(arguments);
            _usual[name] = Stopwatch.GetElapsedTime(started);
            Assert.True(result.ExitCode == 0, result.Error);
            if (name == "save")
            {
                _saved.Add(result.Output.Trim(), await File.ReadAllBytesAsync(_fastshot.In(picture), Deadline.Token));
            }
        }

        _usual["compaction"] = _usual["sync"] * 3;
    }

    private Task<(bool IsKilled, string Said)> KillAsync(SeededRandom random, params string[] arguments) =>
        arguments is [var verb, "compaction"]
            ? KillAsync(random, _usual["compaction"], [verb])
            : KillAsync(random, _usual[arguments[0]], arguments);

    private async Task<(bool IsKilled, string Said)> KillAsync(SeededRandom random, TimeSpan usual, string[] arguments)
    {
        using var process = _fastshot.Start(arguments);
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token);
        moment.CancelAfter(usual * (random.Next(1_100) / 1_000.0));
        var isKilled = false;
        try
        {
            await process.WaitForExitAsync(moment.Token);
        }
        catch (OperationCanceledException)
        {
            isKilled = !process.HasExited;
            process.Kill(); // SIGKILL
        }

        await process.WaitForExitAsync(Deadline.Token);
        return (isKilled, await process.StandardOutput.ReadToEndAsync(Deadline.Token));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
        }
    }
}
