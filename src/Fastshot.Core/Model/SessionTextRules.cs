using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>What a person may write into a session's metadata.</summary>
public static class SessionTextRules
{
    /// <summary>Everything that is wrong, so that it can be mended in one go; each names the limit.</summary>
    public static ImmutableArray<string> Problems(SessionText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
        [
            .. Check("name", text.Name, Limits.NameLength, allowsLines: false),
            .. Check("description", text.Description, Limits.DescriptionLength, allowsLines: true),
            .. Check("class", text.Class, Limits.ClassLength, allowsLines: false),
            .. text.Tags.SelectMany(tag => Check("tag", tag, Limits.TagLength, allowsLines: false)),
            .. text.Tags.Contains("") ? ["a tag must not be empty"] : Array.Empty<string>(),
            .. text.Tags.Length > Limits.Tags ? [$"{text.Tags.Length} tags are too many: at most {Limits.Tags}"] : Array.Empty<string>(),
            .. text.Color.Length > 0 && !SessionColors.All.Contains(text.Color)
                ? [$"the color must be one of {string.Join(", ", SessionColors.All)}, or empty"]
                : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Check(string what, string value, int lengthMax, bool allowsLines)
    {
        if (value.Length > lengthMax)
        {
            yield return $"the {what} has {value.Length} characters: at most {lengthMax} fit";
        }

        if (value.Any(character => char.IsControl(character) && !(allowsLines && (character is '\n' or '\t'))))
        {
            yield return $"the {what} must not contain control characters";
        }

        if (!IsUnicode(value))
        {
            yield return $"the {what} is not valid Unicode text";
        }
    }

    private static bool IsUnicode(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                return false;
            }
        }

        return true;
    }
}
