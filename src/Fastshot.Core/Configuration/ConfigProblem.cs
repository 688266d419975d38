namespace Fastshot.Core.Configuration;

/// <summary>Something in a config.ini that is not as it should be, and what holds instead. Never with a secret.</summary>
/// <param name="Key">The key that it is about, or null where it is about a line or the file.</param>
/// <param name="Line">Counted from 1; null where it is about something that is missing.</param>
/// <param name="Message">What is wrong and what is used instead.</param>
/// <param name="Hint">What to write.</param>
public sealed record ConfigProblem(string? Key, int? Line, string Message, string? Hint = null)
{
    public override string ToString()
    {
        var where = (Line, Key) switch
        {
            (null, null) => "",
            (null, _) => $"{Key}: ",
            (_, null) => $"line {Line}: ",
            _ => $"line {Line}, {Key}: ",
        };
        return where + Message + (Hint is null ? "" : $" ({Hint})");
    }
}
