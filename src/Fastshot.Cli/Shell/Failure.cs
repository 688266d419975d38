using System.Text.Json;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Shell;

/// <summary>Why a run ended early, in words. The one place where exceptions become them.</summary>
internal sealed record Failure(ExitCode ExitCode, string Code, string Message, string? Hint = null)
{
    /// <summary>Where in the program it happened; only for what is not expected.</summary>
    public string? Trace { get; private init; }

    /// <summary>Puts into words what ended a run.</summary>
    /// <param name="exception">What ended it.</param>
    /// <param name="isInterrupted">Whether a person asked for the end.</param>
    public static Failure Of(Exception exception, bool isInterrupted) => exception switch
    {
        CliException e => new(e.ExitCode, e.Code, e.Message, e.Hint),
        OperationCanceledException when isInterrupted => new(ExitCode.Interrupted, "interrupted", "Interrupted"),
        StoreException e => Of(e),
        _ => new(
            ExitCode.Failed,
            "bug",
            $"This should not happen: {exception.GetType().Name}: {exception.Message}",
            "It is a bug in Fastshot. Run it again with -v and report what it says.")
        {
            Trace = exception.ToString(),
        },
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", Code);
        writer.WriteString("message", Message);
        writer.WriteString("hint", Hint);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static Failure Of(StoreException e) => e.Error switch
    {
        StoreError.Unavailable => new(
            ExitCode.Unreachable, "unreachable", e.Message, "Try again; nothing was lost."),
        StoreError.Denied => new(ExitCode.Failed, "denied", e.Message, "Check who owns the file or folder, and its mode."),
        StoreError.Full => new(ExitCode.Failed, "full", e.Message, "Make room and run it again."),
        StoreError.NoSuchPlace => new(ExitCode.NotFound, "no_such_place", e.Message),
        StoreError.ConditionFailed => new(ExitCode.Failed, "conflict", e.Message, "Another process was faster; run it again."),
        StoreError.Unsupported => new(ExitCode.Failed, "unsupported", e.Message),
        _ => new(ExitCode.Failed, "broken", e.Message),
    };
}
