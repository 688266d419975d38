using System.Collections.Immutable;
using System.Text.Json;

namespace Fastshot.Core.Operations;

/// <summary>An operation as a file of the history. Only this program reads it, and trusts nothing in it.</summary>
internal static class OperationFile
{
    public const int BytesMax = 128 << 10;

    private const int TextLengthMax = 2000;
    private const int CountsMax = 32;
    private const int AgainLengthMax = 8000;

    public static byte[] Write(OperationSnapshot snapshot)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("id", snapshot.Id.Text);
            writer.WriteString("kind", snapshot.Kind);
            writer.WriteString("subject", Short(snapshot.Subject));
            writer.WriteString("state", snapshot.State.Word());
            writer.WriteNumber("attempt", snapshot.Attempt);
            WriteOptional(writer, "retryOf", snapshot.RetryOf?.Text);
            writer.WriteString("queued", snapshot.Queued);
            WriteOptional(writer, "started", snapshot.Started);
            WriteOptional(writer, "ended", snapshot.Ended);
            writer.WriteStartArray("again");
            foreach (var word in Whole(snapshot.Again))
            {
                writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
            if (snapshot.Progress is { } progress)
            {
                WriteOptional(writer, "stepStarted", snapshot.StepStarted);
                writer.WriteStartObject("progress");
                writer.WriteString("step", Short(progress.Step));
                writer.WriteNumber("done", progress.Done);
                writer.WriteNumber("total", progress.Total);
                writer.WriteNumber("bytes", progress.Bytes);
                writer.WriteEndObject();
            }

            writer.WriteStartObject("counts");
            foreach (var (name, count) in snapshot.Counts.Take(CountsMax))
            {
                writer.WriteNumber(name, count);
            }

            writer.WriteEndObject();
            if (snapshot.Failure is { } failure)
            {
                writer.WriteStartObject("failure");
                writer.WriteString("code", Short(failure.Code));
                writer.WriteString("message", Short(failure.Message));
                WriteOptional(writer, "hint", failure.Hint is null ? null : Short(failure.Hint));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>The operation, or null where the bytes are not one of that id.</summary>
    public static OperationSnapshot? Parse(ReadOnlyMemory<byte> utf8, OperationId id)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Read(document.RootElement, id);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static OperationSnapshot? Read(JsonElement root, OperationId id)
    {
        var kind = TextOf(root, "kind");
        if (TextOf(root, "id") != id.Text
            || !OperationRequest.IsKind(kind)
            || OperationStates.OfWord(TextOf(root, "state")) is not { } state)
        {
            return null;
        }

        return new OperationSnapshot
        {
            Id = id,
            Kind = kind,
            Subject = TextOf(root, "subject"),
            State = state,
            Attempt = root.GetProperty("attempt").GetInt32(),
            RetryOf = root.TryGetProperty("retryOf", out var before) && OperationId.TryParse(before.GetString(), out var retryOf) ? retryOf : null,
            Queued = root.GetProperty("queued").GetDateTimeOffset(),
            Started = TimeOf(root, "started"),
            Ended = TimeOf(root, "ended"),
            Again = root.TryGetProperty("again", out var again)
                ? Whole([.. again.EnumerateArray().Select(word => word.GetString() ?? throw new FormatException("again"))])
                : [],
            StepStarted = TimeOf(root, "stepStarted"),
            Progress = root.TryGetProperty("progress", out var progress) ? ProgressOf(progress) : null,
            Counts = [.. root.GetProperty("counts").EnumerateObject().Take(CountsMax)
                .Select(count => KeyValuePair.Create(Short(count.Name), count.Value.GetInt64()))],
            Failure = root.TryGetProperty("failure", out var failure) ? FailureOf(failure) : null,
        };
    }

    private static OperationProgress ProgressOf(JsonElement progress) => new(
        TextOf(progress, "step"),
        progress.GetProperty("done").GetInt64(),
        progress.GetProperty("total").GetInt64(),
        progress.GetProperty("bytes").GetInt64());

    private static OperationFailure FailureOf(JsonElement failure) => new(
        TextOf(failure, "code"),
        TextOf(failure, "message"),
        failure.TryGetProperty("hint", out _) ? TextOf(failure, "hint") : null);

    private static DateTimeOffset? TimeOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : null;

    private static string TextOf(JsonElement root, string name) =>
        Short(root.GetProperty(name).GetString() ?? throw new FormatException(name));

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, time);
        }
    }

    // All of them or none: half of what was said would do something else.
    private static ImmutableArray<string> Whole(ImmutableArray<string> words) => words.Sum(word => word.Length + 1) <= AgainLengthMax ? words : [];

    private static string Short(string text)
    {
        var length = Math.Min(text.Length, TextLengthMax);
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
