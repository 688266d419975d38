using System.Diagnostics;
using System.Globalization;

namespace Fastshot.Benchmarks;

/// <summary>One run of a program from its start to its end.</summary>
/// <param name="CpuSeconds">Of user and system, to the hundredth: what other work on the machine hardly changes.</param>
internal sealed record ProcessRun(double WallSeconds, double CpuSeconds, double PeakMegabytes, string Output, string Errors)
{
    // GNU time starts the program from a small process of its own: the peak memory that Linux tells of a process that
    // this one started would be at least this one's.
    private const string Timer = "/usr/bin/time";

    public double WallMilliseconds => WallSeconds * 1000;

    public static ProcessRun Of(string program, params IEnumerable<string> arguments)
    {
        var usage = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Timer, ["-o", usage, "-f", "%U %S %M", program, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var started = Stopwatch.GetTimestamp();
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Timer} does not start.");
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}");
            }

            var numbers = File.ReadAllText(usage).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture));
            return numbers.ToArray() is [var user, var system, var peakKibibytes]
                ? new ProcessRun(wall, user + system, peakKibibytes * 1024 / 1e6, output, errors.Result)
                : throw new InvalidOperationException($"{Timer} wrote something else.");
        }
        finally
        {
            File.Delete(usage);
        }
    }

    /// <summary>Runs the programs in turn, so many rounds, after a round that does not count: A B C A B C …</summary>
    public static ProcessRun[][] InTurn(int rounds, params Func<ProcessRun>[] runs)
    {
        foreach (var run in runs)
        {
            run();
        }

        var done = Enumerable.Range(0, rounds).Select(_ => runs.Select(run => run()).ToArray()).ToList();
        return [.. runs.Select((_, which) => done.Select(round => round[which]).ToArray())];
    }
}
