using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot rebuild</c>: makes anew what follows from other things: the index, the list of sessions, a remote.</summary>
internal sealed class RebuildCommand : VerbCommand
{
    private readonly Argument<string> _what = new Argument<string>("WHAT")
    {
        Description = "index (of this device), list (of sessions, from their pictures), or remote (publish again); in a bucket of the older program indexes, list or remote",
    }.AcceptOnlyFromAmong("index", "indexes", "list", "remote");

    private readonly Option<bool> _remote = new("--remote") { Description = "For list: from the pictures at the remote, instead of those on this device" };

    public RebuildCommand()
        : base("rebuild", "Makes anew what follows from other things: this device's index, the list of sessions, a remote that was emptied.")
    {
        Arguments.Add(_what);
        Options.Add(_remote);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot rebuild index", "Makes the index of this device anew; the old one is kept aside."),
        new("fastshot rebuild list --remote", "Takes in, after asking, sessions at the remote that no record names any more."),
        new("fastshot rebuild remote", "Publishes again, after asking, what this device has, at a remote that was emptied or went back."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var what = call.Get(_what);
        var isVault = await TrustCall.IsVaultAsync(call, needsVault: false, cancellationToken).ConfigureAwait(false);
        if (isVault && what == "remote")
        {
            return await VaultRebuild.RemoteAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        }

        var isHere = what == "index" || (isVault && what == "list" && !call.Has(_remote));
        var subject = await TrustCall.SubjectAsync(call, home: null, !isHere, cancellationToken).ConfigureAwait(false);
        return await call.OperateAsync(
            workspace,
            new OperationName("rebuild", $"{what}, {subject}", ["rebuild", what, .. call.Has(_remote) ? (string[])["--remote"] : []]),
            (operation, token) => what switch
            {
                "index" => VaultRebuild.IndexAsync(call, workspace, token),
                "list" when isVault => VaultRebuild.ListAsync(call, workspace, !isHere, operation, token),
                _ => RebuildBucketAsync(call, workspace, what, operation, token),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Outcome> RebuildBucketAsync(
        Invocation call, LocalWorkspace workspace, string what, IProgress<OperationProgress> operation, CancellationToken cancellationToken)
    {
        var which = what switch
        {
            "indexes" => RebuildParts.Indexes,
            "list" => RebuildParts.List,
            _ => RebuildParts.Indexes | RebuildParts.List,
        };
        if (call.Options.IsDryRun)
        {
            var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
            call.Output.Note($"Would make {(which is RebuildParts.List ? "the list" : which is RebuildParts.Indexes ? "all indexes" : "all indexes and the list")} at {address} anew.");
            return Outcome.Of(ExitCode.Done);
        }

        using var progress = new LookProgress(call, operation);
        var report = await RepairableCall.AtAsync(
            call, workspace, remote => remote.RebuildAsync(which, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        return Print(call, report);
    }

    /// <summary>Says what was made anew, and what was not.</summary>
    public static Outcome Print(Invocation call, RepairReport report)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                RepairableCall.Write(writer, "repaired", report.Repaired);
                RepairableCall.Write(writer, "left", report.Left);
                writer.WriteEndObject();
            });
        }
        else
        {
            foreach (var finding in report.Left)
            {
                call.Output.Warn($"{finding.ObjectName}: {finding.Detail}");
            }

            call.Output.Note($"Made {Words.Count(report.Repaired.Length, "object")} anew; {report.Left.Length:N0} stayed as they were.");
        }

        return Outcome.Of(
            report.Left.IsEmpty ? ExitCode.Done : ExitCode.Partly, new("repaired", report.Repaired.Length), new("left", report.Left.Length));
    }
}
