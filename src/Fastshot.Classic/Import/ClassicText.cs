using Fastshot.Classic.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Import;

/// <summary>The older program's metadata as far as our rules hold it; the archive carries the original beside.</summary>
internal static class ClassicText
{
    public static SessionText Of(ClassicMetadata? metadata, string fileName)
    {
        if (metadata is null)
        {
            return new SessionText { Name = Line(NameOf(fileName), Limits.NameLength) };
        }

        return new SessionText
        {
            Name = Line(metadata.Name, Limits.NameLength),
            Description = Lines(metadata.Description, Limits.DescriptionLength),
            Tags =
            [
                .. metadata.Tags.Select(tag => Line(tag, Limits.TagLength).Trim()).Where(tag => tag.Length > 0)
                    .Distinct(StringComparer.Ordinal).Take(Limits.Tags).Order(StringComparer.Ordinal),
            ],
            Color = SessionColors.All.Contains(metadata.Color) ? metadata.Color : "",
            Class = Line(metadata.Class, Limits.ClassLength),
        };
    }

    // A bare session has no name but that of its file, behind the time.
    private static string NameOf(string fileName)
    {
        var stem = fileName.EndsWith(".fastshot", StringComparison.OrdinalIgnoreCase) ? fileName[..^9] : fileName;
        return stem.Length > 15 && stem[14] == '_' && stem.AsSpan(0, 14).IndexOfAnyExceptInRange('0', '9') < 0 ? stem[15..] : stem;
    }

    private static string Line(string text, int lengthMax) =>
        Cut(new string([.. text.Select(one => char.IsControl(one) ? ' ' : one)]), lengthMax);

    private static string Lines(string text, int lengthMax) =>
        Cut(
            new string([.. text.ReplaceLineEndings("\n").Select(one => char.IsControl(one) && one is not '\n' and not '\t' ? ' ' : one)]),
            lengthMax);

    private static string Cut(string text, int lengthMax) =>
        text.Length <= lengthMax ? text
        : char.IsHighSurrogate(text[lengthMax - 1]) ? text[..(lengthMax - 1)]
        : text[..lengthMax];
}
