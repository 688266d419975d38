using System.Text.RegularExpressions;

namespace Fastshot.Benchmarks;

/// <summary>Whole runs of the program: a cold list beside its peers, a rebuild, saves and exports, and the making of data.</summary>
internal sealed partial class ProgramBenchmarks(string program, string hello, string data)
{
    private const int ListRounds = 25;
    private const int Rounds = 5;

    /// <summary>A home with so many sessions, made where it is not there.</summary>
    public string Home(int sessions)
    {
        var home = HomeOf(sessions);
        if (!Directory.Exists(home))
        {
            Fill(sessions);
        }

        return home;
    }

    /// <summary>What the last save of ten screenshots said of its steps.</summary>
    public string SaveSteps { get; private set; } = "";

    public IEnumerable<Figure> Fill()
    {
        var filled = Fill(100_000);
        yield return Figure.Of("demo --sessions 100000 --catalog-only", "s", [filled.WallSeconds], 15);
        yield return Figure.Of("    user and system time of it", "s", [filled.CpuSeconds]);
        var previews = Directory.EnumerateFiles(Path.Combine(Home(100_000), "cache", "previews"), "*", SearchOption.AllDirectories);
        yield return Figure.Of("    sessions with previews", "", [previews.Count()], 5000, isFloor: true);
    }

    public IEnumerable<Figure> List()
    {
        _ = (Home(10_000), Home(100_000));
        var runs = ProcessRun.InTurn(
            ListRounds, () => ProcessRun.Of(hello), () => List(10_000), () => List(100_000));
        var (peer, small, large) = (runs[0], runs[1], runs[2]);
        yield return Milliseconds("a .NET hello world, packed the same way", peer);
        yield return Milliseconds("list --limit 50 --json at 10,000", small);
        yield return Milliseconds("list --limit 50 --json at 100,000", large);
        yield return Cpu("    hello: user and system time, mean", peer);
        yield return Cpu("    list at 10,000: user and system time, mean", small);
        yield return Cpu("    list at 100,000: user and system time, mean", large);
        yield return Figure.Ratio("list at 10,000 / hello", Wall(small), Wall(peer), 2.0);
        yield return Figure.Ratio("list at 100,000 / list at 10,000", Wall(large), Wall(small), 1.3);
        yield return Peak("list at 100,000: peak memory", large, 50);
    }

    public IEnumerable<Figure> Rebuild()
    {
        var runs = Enumerable.Range(0, Rounds).Select(_ => RebuildOnce()).ToList();
        yield return Figure.Of("list with the index of 100,000 deleted", "s", runs.Select(run => run.WallSeconds), 6);
        yield return Figure.Of("    user and system time of it", "s", runs.Select(run => run.CpuSeconds));
        yield return Peak("    peak memory of it", runs);
    }

    public IEnumerable<Figure> SaveTen()
    {
        var shots = Path.Combine(data, "ten");
        var home = Path.Combine(data, "home-ten");
        Screenshots.Write(shots, 10);
        Delete(home);
        yield return Figure.Of("    one of the ten screenshots", "MB", MegabytesOf(shots));
        var runs = ProcessRun.InTurn(Rounds, () => ProcessRun.Of(program, "--home", home, "save", shots, "-v"))[0];
        SaveSteps = runs[^1].Errors.Trim();
        yield return Figure.Of("save of ten 2 MB screenshots", "s", runs.Select(run => run.WallSeconds), 1.5);
        yield return Figure.Of("    user and system time of it", "s", runs.Select(run => run.CpuSeconds));
        yield return Peak("    peak memory of it", runs);
    }

    public IEnumerable<Figure> SaveAndExportLarge()
    {
        var shots = Path.Combine(data, "many");
        var home = Path.Combine(data, "home-many");
        Environment.SetEnvironmentVariable("FASTSHOT_EXPORT_PASSPHRASE", "a passphrase of the benchmark");
        Screenshots.Write(shots, 250);
        Delete(home);
        yield return Figure.Of("    size of a large session", "MB", [MegabytesOf(shots).Sum()], 500, isFloor: true);
        var saved = ProcessRun.Of(program, "--home", home, "save", shots, "--json");
        var id = IdIn().Match(saved.Output).Groups["id"].Value;
        yield return Figure.Of("save of it", "s", [saved.WallSeconds]);
        yield return Peak("save of it: peak memory", [saved], 80);

        // The last one is without a bound: a passphrase goes through scrypt, which takes 256 MiB by itself
        // (docs/decisions/0028-memory-of-large-sessions.md).
        foreach (var (format, bound) in new[] { ("files", 80), ("fastshot --plain", 80), ("fastshot", (int?)null) })
        {
            var target = Path.Combine(data, format is "files" ? "exported" : "exported.fastshot");
            Delete(target);
            var exported = ProcessRun.Of(
                program, ["--home", home, "export", id, "--to", target, "--format", .. format.Split(' ')]);
            yield return Figure.Of($"export --format {format} of it", "s", [exported.WallSeconds]);
            yield return Peak($"export --format {format} of it: peak memory", [exported], bound);
            Delete(target);
        }

        Delete(home);
        Delete(shots);
    }

    private string HomeOf(int sessions) => Path.Combine(data, $"sessions-{sessions}");

    private ProcessRun Fill(int sessions)
    {
        Delete(HomeOf(sessions));
        return ProcessRun.Of(program, "--home", HomeOf(sessions), "demo", "--sessions", $"{sessions}", "--catalog-only");
    }

    private ProcessRun List(int sessions) =>
        ProcessRun.Of(program, "--home", Home(sessions), "list", "--limit", "50", "--json");

    private ProcessRun RebuildOnce()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Home(100_000), "library"), "index*.db*").ToList())
        {
            File.Delete(file);
        }

        return List(100_000);
    }

    private static Figure Milliseconds(string name, ProcessRun[] runs) => Figure.Of(name, "ms", runs.Select(run => run.WallMilliseconds));

    private static Figure Cpu(string name, ProcessRun[] runs) => Figure.Of(name, "ms", [runs.Average(run => run.CpuSeconds) * 1000]);

    private static Figure Peak(string name, IEnumerable<ProcessRun> runs, double? bound = null) =>
        Figure.Of(name, "MB", runs.Select(run => run.PeakMegabytes), bound);

    private static IEnumerable<double> Wall(ProcessRun[] runs) => runs.Select(run => run.WallSeconds);

    private static IEnumerable<double> MegabytesOf(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => new FileInfo(file).Length / 1e6);

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    [GeneratedRegex("\"id\": ?\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdIn();
}
