using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot rebuild</c>: makes what follows from the sessions of a bucket of the older program anew.</summary>
internal sealed class RebuildCommand : VerbCommand
{
    private readonly Argument<string> _what = new Argument<string>("WHAT")
    {
        Description = "indexes (all of them), list (the overall list), or remote (both)",
    }.AcceptOnlyFromAmong("indexes", "list", "remote");

    public RebuildCommand()
        : base("rebuild", "Makes all indexes, or the overall list, of a bucket of the older program anew from its sessions.") => Arguments.Add(_what);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot rebuild list", "Writes the overall list from the sessions that are there; reads none."),
        new("fastshot rebuild indexes", "Reads every session and writes its index; of one that cannot be read the index stays."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var which = call.Get(_what) switch
        {
            "indexes" => RebuildParts.Indexes,
            "list" => RebuildParts.List,
            _ => RebuildParts.Indexes | RebuildParts.List,
        };
        using var workspace = call.OpenWorkspace();
        if (call.Options.IsDryRun)
        {
            var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
            call.Output.Note($"Would make {(which is RebuildParts.List ? "the list" : which is RebuildParts.Indexes ? "all indexes" : "all indexes and the list")} at {address} anew.");
            return ExitCode.Done;
        }

        using var progress = call.Output.Progress<VerifyProgress>(RepairableCall.Of);
        var report = await RepairableCall.AtAsync(
            call, workspace, remote => remote.RebuildAsync(which, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        progress.Dispose();
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

        return report.Left.IsEmpty ? ExitCode.Done : ExitCode.Partly;
    }
}
