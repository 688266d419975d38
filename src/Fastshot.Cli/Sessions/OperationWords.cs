using System.Globalization;
using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Operations;

namespace Fastshot.Cli.Sessions;

/// <summary>Operations in words and as JSON (docs/cli.md, "JSON shapes").</summary>
internal static class OperationWords
{
    /// <summary>What came of it, or how far it is, in a few words.</summary>
    public static string ResultOf(OperationSnapshot one) => one switch
    {
        { Failure: { } failure } => failure.Message,
        { State: OperationState.Completed or OperationState.Partly } => Counts(one),
        { Progress: { } at } => string.Create(CultureInfo.InvariantCulture, $"{at.Step} {at.Done:N0} of {at.Total:N0}, {Words.Size(at.Bytes)}"),
        _ => "",
    };

    /// <summary>How long it took, or runs.</summary>
    public static TimeSpan? TimeOf(OperationSnapshot one, DateTimeOffset now) =>
        one.Started is { } started ? Max((one.Ended ?? (one.State.IsOver() ? started : now)) - started) : null;

    public static void Write(Utf8JsonWriter writer, OperationSnapshot one, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("id", one.Id.Text);
        writer.WriteString("kind", one.Kind);
        writer.WriteString("subject", one.Subject);
        writer.WriteString("state", one.State.Word());
        writer.WriteString("queued", Rfc3339.Format(one.Queued));
        writer.WriteString("started", one.Started is { } started ? Rfc3339.Format(started) : null);
        writer.WriteString("ended", one.Ended is { } ended ? Rfc3339.Format(ended) : null);
        writer.WriteNumber("attempt", one.Attempt);
        writer.WriteString("retryOf", one.RetryOf?.Text);
        writer.WriteStartArray("again");
        foreach (var word in one.Again)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
        WriteProgress(writer, one, now);
        writer.WriteStartObject("result");
        foreach (var (name, count) in one.Counts)
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
        WriteFailure(writer, one.Failure);
        writer.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter writer, OperationSnapshot one, DateTimeOffset now)
    {
        if (one.Progress is not { } at)
        {
            writer.WriteNull("progress");
            return;
        }

        writer.WriteStartObject("progress");
        writer.WriteString("step", at.Step);
        writer.WriteNumber("done", at.Done);
        writer.WriteNumber("total", at.Total);
        writer.WriteNumber("bytes", at.Bytes);
        if (one.PaceAt(now) is { Left: { } left })
        {
            writer.WriteNumber("secondsLeft", Math.Round(left.TotalSeconds));
        }
        else
        {
            writer.WriteNull("secondsLeft");
        }

        writer.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter writer, OperationFailure? failure)
    {
        if (failure is null)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("code", failure.Code);
        writer.WriteString("message", failure.Message);
        writer.WriteString("hint", failure.Hint);
        writer.WriteEndObject();
    }

    private static string Counts(OperationSnapshot one)
    {
        var counted = one.Counts.Where(count => count.Value != 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}"));
        return string.Join(", ", counted);
    }

    private static TimeSpan Max(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
