namespace Fastshot.Core.Configuration;

/// <summary>A key of a config.ini with its value.</summary>
/// <param name="Section">As it is written.</param>
/// <param name="Key">In lower case.</param>
/// <param name="Value">Trimmed, with <c>%%</c> already read as <c>%</c>.</param>
/// <param name="Line">Where the key stands, counted from 1.</param>
public sealed record ConfigEntry(string Section, string Key, string Value, int Line)
{
    // A value may be a secret.
    public override string ToString() => $"[{Section}] {Key}";
}
