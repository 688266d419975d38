using System.Diagnostics;
using System.Text;
using Fastshot.Core.Library.Index;

namespace Fastshot.Benchmarks;

/// <summary>How quickly an open index answers forty queries: the first 50 sessions and how many there are in all.</summary>
internal static class SearchBenchmarks
{
    private const int Rounds = 5;

    public static IEnumerable<Figure> Run(string index)
    {
        if (!SqliteIndex.TryOpen(index, out var opened, out var reason))
        {
            throw new InvalidOperationException($"The index {reason}.");
        }

        using (opened)
        {
            var queries = Queries(opened);
            yield return Times(opened, queries, "search of 100,000: the newest 50, and the total", SessionSort.Created, 10);
            yield return Times(opened, queries, "search of 100,000: by name, and the total", SessionSort.Name, 40);
            yield return Times(opened, queries, "search of 100,000: by size, and the total", SessionSort.Size, 40);
            yield return Times(opened, queries, "search of 100,000: by images, and the total", SessionSort.Images, 40);
        }
    }

    private static Figure Times(
        SqliteIndex index, IReadOnlyList<string> queries, string name, SessionSort sort, double bound) =>
        Figure.Of(name, "ms", queries.Select(text => Time(index, new SessionQuery { Text = text, Sort = sort })), bound);

    private static double Time(SqliteIndex index, SessionQuery query) =>
        Figure.Of("", "ms", Enumerable.Range(0, Rounds).Select(_ => Once(index, query))).Median;

    private static double Once(SqliteIndex index, SessionQuery query)
    {
        var started = Stopwatch.GetTimestamp();
        index.Query(query);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // Sixteen of one to four letters, twelve of one to three words, twelve of two characters from inside a Chinese name.
    private static string[] Queries(SqliteIndex index)
    {
        var names = index.Query(new SessionQuery { Limit = 2000 }).Sessions.Select(session => session.Text.Name).ToList();
        string[][] spaced = [.. names.Where(name => name.All(char.IsAscii)).Select(name => name.Split(' '))
            .Where(words => words.Length >= 3 && words.Take(3).All(word => word.Length >= 4))];
        string[] chinese = [.. names.Where(name => name.Length >= 6 && name.All(IsChinese))];
        return
        [
            .. Enumerable.Range(0, 16).Select(i => spaced[i][0][..((i % 4) + 1)]),
            .. Enumerable.Range(16, 12).Select(i => string.Join(' ', spaced[i].Take((i % 3) + 1))),
            .. Enumerable.Range(0, 12).Select(i => chinese[i].Substring(2, 2)),
        ];
    }

    private static bool IsChinese(char character) =>
        Rune.TryCreate(character, out var rune) && rune.Value is >= 0x4E00 and <= 0x9FFF;
}
