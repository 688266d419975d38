using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How verbs come to a remote that can be looked through and mended, and how findings are said.</summary>
internal static class RepairableCall
{
    private const int ShownMax = 50;

    /// <summary>Does what needs such a remote.</summary>
    public static async Task<T> AtAsync<T>(
        Invocation call, LocalWorkspace workspace, Func<IRepairableRemote, Task<T>> work, CancellationToken cancellationToken)
    {
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        if (await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is not RemoteLayout.Classic)
        {
            throw CliException.Usage(
                $"{address} is a vault; this verb works on a bucket of the older program", "fastshot sync puts back what a vault lost.");
        }

        SessionLibrary library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        return await RemoteCall.AtAsync(
            call,
            workspace,
            address,
            async place => await work(await call.ClassicRemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what reading sessions to their last byte takes, before it begins.</summary>
    public static async Task EstimateAsync(Invocation call, LocalWorkspace workspace, VerifyOptions options, CancellationToken cancellationToken)
    {
        if (options.ReadPercent == 0
            || await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is not RemoteLayout.Classic
            || await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not { } address)
        {
            return;
        }

        var usage = await AtAsync(call, workspace, remote => remote.EstimateAsync(options, cancellationToken), cancellationToken).ConfigureAwait(false);
        var prices = await call.PricesAsync(address, cancellationToken).ConfigureAwait(false);
        call.Output.Note(
            $"Reading about {Words.Size(usage.BytesReceived)} in {Words.Count(usage.Requests, "request")}"
            + (prices is null ? "." : $", for {Bill.Words(prices.Of(usage))}."));
    }

    public static string Of(VerifyProgress progress) =>
        $"Looked at {progress.Done:N0} of {progress.Total:N0} objects, {Words.Size(progress.Bytes)}";

    /// <summary>Says findings in words, one on a line.</summary>
    public static void Print(Output output, string before, IReadOnlyCollection<Finding> findings)
    {
        foreach (var finding in findings.Take(ShownMax))
        {
            output.Line($"{before}{finding.ObjectName} {finding.Detail}{ActionOf(finding.Action)}");
        }

        if (findings.Count > ShownMax)
        {
            output.Line($"and {findings.Count - ShownMax:N0} more like these; --json lists them all.");
        }
    }

    public static void Write(Utf8JsonWriter writer, string name, IEnumerable<Finding> findings)
    {
        writer.WriteStartArray(name);
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", finding.Kind.Word());
            writer.WriteString("object", finding.ObjectName);
            writer.WriteString("id", finding.Id?.Text);
            writer.WriteString("action", finding.Action.Word());
            writer.WriteString("detail", finding.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Says how many findings there are beyond those that are listed.</summary>
    public static void Print(Output output, IReadOnlyCollection<FindingCount> more)
    {
        foreach (var (kind, action, count) in more)
        {
            output.Line($"and {count:N0} more that are {kind.Word()}{ActionOf(action)}");
        }
    }

    /// <summary>The same as data; left away where there are none.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyCollection<FindingCount> more)
    {
        if (more.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("more");
        foreach (var (kind, action, count) in more)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind.Word());
            writer.WriteString("action", action.Word());
            writer.WriteNumber("count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string ActionOf(FindingAction action) => action switch
    {
        FindingAction.Rewrite => " — repair writes it anew",
        FindingAction.PutBack => " — repair puts it back from the other side",
        FindingAction.Remove => " — repair removes it, after asking",
        FindingAction.Describe => " — repair writes it anew, after asking",
        FindingAction.Reinstate => " — repair puts back the copy that this device keeps, after asking",
        FindingAction.Publish => " — repair records anew what it said, from the index",
        FindingAction.Adopt => " — repair takes it into the list, after asking",
        FindingAction.Keep => " — it is left alone",
        FindingAction.Inspect => "",
        _ => " — lost: nothing that this device can reach has it. Where another device still has it: fastshot repair --remote there",
    };
}
