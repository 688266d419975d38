using System.Text.RegularExpressions;

namespace Fastshot.Core.Configuration;

/// <summary>What looks right in a config.ini of the older program, and is not what a person meant.</summary>
internal static partial class OlderProgramTraps
{
    private const int DoubledMin = 6;

    // Its "Load Settings" fills each field once more behind what stands there, and "Save Settings" keeps that.
    private static readonly string[] Doubled = ["aws_access_key", "aws_secret_key", "aws_region", "s3_bucket_name", "encryption_key", "proxy_url"];

    /// <summary>Sections of the older program that are none of this one's business.</summary>
    public static IReadOnlyCollection<string> Sections { get; } =
        [SettingKey.Section, "NotesSync", "Shortcuts", "ScreenPen", "GenAI", "PowerGenAI", "Paths", "DEFAULT"];

    public static IEnumerable<ConfigProblem> Of(ConfigFile file)
    {
        foreach (var entry in file.Entries.Where(entry => entry.Section == SettingKey.Section))
        {
            if (TrailingComment().IsMatch(entry.Value))
            {
                yield return new ConfigProblem(
                    entry.Key, entry.Line, "ends in what looks like a comment, and that belongs to the value", "write comments on lines of their own");
            }

            if (Doubled.Contains(entry.Key) && entry.Value.Length >= DoubledMin && entry.Value.Length % 2 == 0
                && entry.Value.AsSpan(0, entry.Value.Length / 2).SequenceEqual(entry.Value.AsSpan(entry.Value.Length / 2)))
            {
                yield return new ConfigProblem(
                    entry.Key,
                    entry.Line,
                    "is the same text twice in a row, as the older program's \"Load Settings\" leaves it",
                    "remove one of the two, if that is so");
            }
        }
    }

    [GeneratedRegex(@"\s[;#]\s", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrailingComment();
}
