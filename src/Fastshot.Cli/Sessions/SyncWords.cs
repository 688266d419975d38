using System.Diagnostics;
using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Sessions;

/// <summary>What a sync did, in words and as JSON.</summary>
internal static class SyncWords
{
    private const int FailuresShownMax = 10;

    public static string Of(SyncProgress progress) => progress.Step switch
    {
        SyncStep.Pull => $"Receiving {progress.Done:N0} of {progress.Total:N0} changes, {Words.Size(progress.Bytes)}",
        SyncStep.Push => $"Sending {progress.Done:N0} of {progress.Total:N0} changes, {Words.Size(progress.Bytes)}",
        SyncStep.Check => $"Putting back {progress.Done:N0} of {progress.Total:N0} archives, {Words.Size(progress.Bytes)}",
        _ => $"Fetching pictures of {progress.Done:N0} of {progress.Total:N0} sessions, {Words.Size(progress.Bytes)}",
    };

    /// <summary>Says what happened, what failed, and what it cost.</summary>
    /// <param name="cost">About what it cost, in US dollars; null where nobody knows.</param>
    public static void Print(Output output, SyncReport report, decimal? cost)
    {
        foreach (var notice in report.Notices)
        {
            Say(output, notice);
        }

        foreach (var failure in report.Failed.Take(FailuresShownMax))
        {
            output.Warn($"{failure.Id[..Math.Min(failure.Id.Length, 16)]}: {failure.Message}");
        }

        if (report.Failed.Length > FailuresShownMax)
        {
            output.Warn($"and {report.Failed.Length - FailuresShownMax:N0} more like these; --json lists them all.");
        }

        output.Note(
            $"Sent {Words.Count(report.Pushed, "change")}, received {report.Pulled:N0}, purged {Words.Count(report.Deleted, "session")}"
            + (report.Downloaded > 0 ? $", fetched pictures of {Words.Count(report.Downloaded, "session")}" : "")
            + $": {Words.Count(report.Usage.Requests, "request")}, {Words.Size(report.Usage.BytesSent)} sent, {Words.Size(report.Usage.BytesReceived)} received, {report.Duration.TotalSeconds:F1} s"
            + $"{(cost is { } dollars ? $", {Bill.Words(dollars)}" : "")}.");
    }

    public static void Write(Utf8JsonWriter writer, SyncReport report, decimal? cost)
    {
        writer.WriteStartObject();
        writer.WriteNumber("pushed", report.Pushed);
        writer.WriteNumber("pulled", report.Pulled);
        writer.WriteNumber("deleted", report.Deleted);
        writer.WriteNumber("downloaded", report.Downloaded);
        writer.WriteStartArray("failed");
        foreach (var failure in report.Failed)
        {
            writer.WriteStartObject();
            writer.WriteString("id", failure.Id);
            writer.WriteString("message", failure.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("requests");
        writer.WriteNumber("get", report.Usage.Gets);
        writer.WriteNumber("put", report.Usage.Puts);
        writer.WriteNumber("list", report.Usage.Lists);
        writer.WriteNumber("head", report.Usage.Heads);
        writer.WriteNumber("delete", report.Usage.Deletes);
        writer.WriteEndObject();
        writer.WriteNumber("bytesSent", report.Usage.BytesSent);
        writer.WriteNumber("bytesReceived", report.Usage.BytesReceived);
        writer.WriteNumber("seconds", Math.Round(report.Duration.TotalSeconds, 3));
        if (cost is { } dollars)
        {
            writer.WriteNumber("cost", dollars);
        }
        else
        {
            writer.WriteNull("cost");
        }

        writer.WriteEndObject();
    }

    private static void Say(Output output, SyncNotice notice)
    {
        switch (notice)
        {
            case SyncNotice.SavedAgain { Purged: var purged, Again: var again }:
                output.Warn($"{purged} was deleted for good on another device while it was changed here; it goes on as {again}.");
                break;
            case SyncNotice.WentBack { Missing: var missing }:
                output.Warn($"the remote went back: {Words.Count(missing, "record")} that stood there were gone. What this device has was put there again.");
                break;
            case SyncNotice.HeldBack { Purges: var purges, Sessions: var sessions }:
                output.Warn($"other devices deleted {purges:N0} of your {Words.Count(sessions, "session")}. That was not taken over. If it is meant so: fastshot sync --allow-deletions");
                break;
            case SyncNotice.LeftAlone { Session: var session }:
                output.Warn($"{session} changed since it was to be deleted for good; it was left alone.");
                break;
            case SyncNotice.WentToTrash { Count: var count }:
                output.Note($"{Words.Count(count, "session")} left the remote and went to the trash here; fastshot restore puts them back on both sides.");
                break;
            case SyncNotice.IndexesMended { Count: var count }:
                output.Note($"Indexes or lists at the remote that were missing or wrong were written anew: {count:N0}.");
                break;
            case SyncNotice.LocksLie:
                output.Warn("the disk on which your library lies does not keep two programs apart, as some network shares do. Nothing is lost by it; let only one of them sync at a time.");
                break;
            case SyncNotice.ArchivesPutBack { Count: var count }:
                output.Note($"{Words.Count(count, "archive")} that the remote lacked were put there again.");
                break;
            case SyncNotice.SentAgain { Sessions: var count }:
                output.Warn($"the remote lost older pieces of its state; what only they said of {Words.Count(count, "session")} was sent again.");
                break;
            case SyncNotice.CopiesUsed { Count: var count }:
                output.Note($"{Words.Count(count, "piece")} lay there under another name, as a tool that carries folders leaves them; they were put where they belong.");
                break;
            case SyncNotice.CannotRemove { Reason: var reason }:
                output.Note($"The remote lets nothing be removed ({reason.TrimEnd('.')}). Everything works; what is there grows.");
                break;
            case SyncNotice.OldVaultUnread { Reason: var reason }:
                output.Warn($"What came into the old vault since the key was changed could not be taken along: {reason}");
                break;
            default:
                throw new UnreachableException($"No words for {notice}.");
        }
    }
}
