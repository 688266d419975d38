using System.Globalization;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;

namespace Fastshot.Cli.SelfTest;

/// <summary>Times and memory, measured in this process.</summary>
internal static class Measure
{
    private const int WordsMax = 20;

    /// <summary>Times of many runs, in milliseconds, the shortest first; a first run is not counted.</summary>
    public static async Task<double[]> TimesAsync(TimeProvider time, int count, Func<int, Task> run)
    {
        await run(0).ConfigureAwait(false);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = time.GetTimestamp();
            await run(i).ConfigureAwait(false);
            times[i] = time.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    public static double Median(double[] sorted) => sorted[sorted.Length / 2];

    /// <summary>The time that 99 of 100 do not exceed.</summary>
    public static double Late(double[] sorted) => sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)];

    public static string Milliseconds(double value) =>
        value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    /// <summary>Bytes that are in use after everything that can go is gone.</summary>
    public static long Memory()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>In MB, with two digits.</summary>
    public static string Megabytes(long bytes) => (Math.Round(bytes / 1e6, 2) + 0.0).ToString("0.00", CultureInfo.InvariantCulture) + " MB";

    /// <summary>The first words of the names of a library's newest sessions: what a person would search for.</summary>
    public static async Task<string[]> WordsOfAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var page = await library.QueryAsync(new SessionQuery { Limit = WordsMax }, cancellationToken).ConfigureAwait(false);
        string[] words =
        [
            .. page.Sessions.Select(session => new string([.. session.Text.Name.TakeWhile(char.IsLetterOrDigit)]))
                .Where(word => word.Length > 1).Distinct(StringComparer.Ordinal),
        ];
        return words.Length > 0 ? words : ["fastshot"];
    }
}
