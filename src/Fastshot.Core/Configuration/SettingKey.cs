using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Configuration;

/// <summary>A key of config.ini that the program reads: its name, what may stand there, and what holds without it.</summary>
public abstract class SettingKey(string name, string meaning, string accepts, string defaultText)
{
    /// <summary>The section of all keys: that of the older program.</summary>
    public const string Section = "CloudSync";

    public string Name { get; } = name;

    /// <summary>What it decides, in a few words.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>What may stand there, in a few words.</summary>
    public string Accepts { get; } = accepts;

    /// <summary>The default, as it would be written; empty where nothing is the default.</summary>
    public string DefaultText { get; } = defaultText;

    /// <summary>Whether the value must not be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether a password may stand in the value, as in a proxy's URL; the rest of it is shown.</summary>
    public bool MayHoldPassword { get; init; }

    /// <summary>Why a value is not good, or null where it is.</summary>
    public abstract string? Refuse(string value);

    /// <summary>The value as it may be shown: a secret as three stars, and a password in a URL likewise.</summary>
    public string Shown(string value)
    {
        if (IsSecret)
        {
            return value.Length == 0 ? "" : "***";
        }

        var at = value.LastIndexOf('@');
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        return at >= 0 && scheme >= 0 && scheme < at ? $"{value[..(scheme + 3)]}***{value[at..]}" : value;
    }

    public override string ToString() => Name;
}

/// <summary>Reads the text of a setting.</summary>
internal delegate bool SettingReader<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>A key whose values are of one type.</summary>
/// <param name="missing">What holds where the key is missing, blank or broken.</param>
internal sealed class SettingKey<T>(
    string name, string meaning, string accepts, string defaultText, T missing, SettingReader<T> reader)
    : SettingKey(name, meaning, accepts, defaultText)
{
    public T Default => missing;

    /// <summary>What is done to the written text before it is read.</summary>
    public Func<string, string>? Clean { get; init; }

    public override string? Refuse(string value) => TryRead(value, out _) ? null : $"is not {Accepts}";

    public bool TryRead(string text, [MaybeNullWhen(false)] out T value) =>
        reader(Clean is null ? text : Clean(text), out value);
}
