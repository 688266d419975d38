namespace Fastshot.Core.Tests.Architecture;

/// <summary>Reads the table below a heading of one of our documents.</summary>
internal static class MarkdownTable
{
    /// <summary>The cells of each row, without the two rows of the head.</summary>
    public static IReadOnlyList<string[]> Below(string document, string heading) =>
        [.. File.ReadLines(Repository.PathOf(document))
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
}
