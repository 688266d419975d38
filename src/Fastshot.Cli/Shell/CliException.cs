namespace Fastshot.Cli.Shell;

/// <summary>An end of the run that is the person's or the world's doing, already in words.</summary>
/// <param name="exitCode">What the process returns.</param>
/// <param name="code">The word by which a script tells this failure from others; it never changes.</param>
/// <param name="message">What failed, on which thing. Without secrets.</param>
/// <param name="hint">What to do about it.</param>
internal sealed class CliException(
    ExitCode exitCode, string code, string message, string? hint = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    public string? Hint { get; } = hint;

    /// <summary>The command line was wrong.</summary>
    public static CliException Usage(string message, string? hint = null) =>
        new(ExitCode.WrongUsage, "usage", message, hint);
}
