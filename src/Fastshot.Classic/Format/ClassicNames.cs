using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Format;

/// <summary>The names of files and objects in the older program's layout.</summary>
public static class ClassicNames
{
    public const string SessionsPrefix = "sessions/";
    public const string IndexesPrefix = "meta_indexes/";
    public const string NotesPrefix = "quicknotes/notes/";
    public const string Extension = ".fastshot";

    private const string IndexExtension = ".meta.json";
    private const int NameLengthMax = 30;

    public static ObjectKey Overall { get; } = ObjectKey.Parse("overall_meta.json");

    /// <summary>The list of all notes.</summary>
    public static ObjectKey NotesIndex { get; } = ObjectKey.Parse("quicknotes/overall_notes_index.json");

    /// <summary>The key of a session; false where its file name is none that can be taken: it could name something else.</summary>
    public static bool TrySession(string fileName, out ObjectKey key)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        key = default;
        return fileName.EndsWith(Extension, StringComparison.Ordinal)
            && fileName.Length > Extension.Length
            && !fileName.Contains('/', StringComparison.Ordinal)
            && ObjectKey.TryParse(SessionsPrefix + fileName, out key)
            && ObjectKey.TryParse(IndexesPrefix + IndexNameOf(fileName), out _);
    }

    /// <summary>The key of the index of a session whose name can be taken.</summary>
    public static ObjectKey Index(string fileName) => ObjectKey.Parse(IndexesPrefix + IndexNameOf(fileName));

    /// <summary>The session's file name in the key of a session.</summary>
    public static bool TryFileName(ObjectKey session, [NotNullWhen(true)] out string? fileName)
    {
        fileName = session.Value.StartsWith(SessionsPrefix, StringComparison.Ordinal) ? session.Value[SessionsPrefix.Length..] : "";
        return TrySession(fileName, out _);
    }

    /// <summary>A new session's file name, as the older program makes it: its local time, and what a person typed.</summary>
    public static string New(DateTime created, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(description);
        var stem = string.IsNullOrWhiteSpace(name)
            ? First(Kept(description), NameLengthMax).Replace(' ', '_')
            : First(Sanitized(name), NameLengthMax);

        // It takes every ".fastshot" and ".meta" out of a name to find its index, and then does not find it.
        stem = stem.Replace(".fastshot", "_fastshot", StringComparison.Ordinal).Replace(".meta", "_meta", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture, $"{created:yyyyMMddHHmmss}_{(stem.Length == 0 ? "session" : stem)}{Extension}");
    }

    /// <summary>The same name for another session that was saved within the same second.</summary>
    public static string Next(string fileName, int number)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return string.Create(CultureInfo.InvariantCulture, $"{fileName[..^Extension.Length]}_{number}{Extension}");
    }

    private static string IndexNameOf(string fileName) =>
        fileName.Replace(Extension, "", StringComparison.Ordinal) + IndexExtension;

    private static string Sanitized(string name) =>
        string.Concat(name.EnumerateRunes().Select(rune => IsWord(rune) || rune.Value is '-' or '.' ? rune.ToString() : "_"));

    private static string Kept(string description) => string.Concat(
        description.EnumerateRunes().Where(rune => Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_'));

    // Python's \w: letters, digits and numerals of any script, and the underscore.
    private static bool IsWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || rune.Value == '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static string First(string text, int runes) => string.Concat(text.EnumerateRunes().Take(runes));
}
