using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot repair</c>: mends what <c>verify</c> finds in a bucket of the older program.</summary>
internal sealed class RepairCommand : VerbCommand
{
    private readonly Option<string> _readData = VerifyCommand.ReadDataOption();

    public RepairCommand()
        : base("repair", "Mends a bucket of the older program: writes indexes and the list anew, puts back sessions that this device has.") =>
        Options.Add(_readData);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot repair --dry-run", "Says what would be mended, and changes nothing."),
        new("fastshot repair --read-data", "Reads every session, and puts back damaged ones that this device has."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        await RepairableCall.EstimateAsync(call, workspace, VerifyCommand.OptionsOf(call, _readData), cancellationToken).ConfigureAwait(false);
        return await RepairableCall.AtAsync(call, workspace, remote => RepairAsync(call, remote, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<ExitCode> RepairAsync(Invocation call, IRepairableRemote remote, CancellationToken cancellationToken)
    {
        using var progress = call.Output.Progress<VerifyProgress>(RepairableCall.Of);
        var found = await remote.VerifyAsync(VerifyCommand.OptionsOf(call, _readData), progress, cancellationToken).ConfigureAwait(false);
        var plan = RepairPlan.Of(found);
        if (call.Options.IsDryRun)
        {
            progress.Dispose();
            Print(call, new RepairReport([], []), plan, planned: [.. plan.Steps, .. plan.Removals]);
            return ExitCode.Done;
        }

        // Whatever else is mended, what goes is decided by a person; where nobody can be asked, it stays.
        var removes = plan.Removals.Length > 0
            && (call.Options.SaysYes || call.Surroundings.Terminal.IsInTerminal)
            && await call.Prompt.ConfirmAsync(
                $"Remove {Words.Count(plan.Removals.Length, "index file")} that belong to no session?", cancellationToken).ConfigureAwait(false);
        var report = await remote.RepairAsync(plan, removes, progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        Print(call, report, plan, planned: removes ? [] : [.. plan.Removals]);
        return report.Left.IsEmpty && plan.Lost.IsEmpty ? ExitCode.Done : ExitCode.Partly;
    }

    private static void Print(Invocation call, RepairReport report, RepairPlan plan, IReadOnlyCollection<Finding> planned)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                RepairableCall.Write(writer, "repaired", report.Repaired);
                RepairableCall.Write(writer, "left", report.Left);
                RepairableCall.Write(writer, "lost", plan.Lost);
                RepairableCall.Write(writer, "planned", planned);
                writer.WriteEndObject();
            });
            return;
        }

        RepairableCall.Print(call.Output, "", planned);
        RepairableCall.Print(call.Output, "", plan.Lost);
        foreach (var finding in report.Left)
        {
            call.Output.Warn($"{finding.ObjectName}: {finding.Detail}");
        }

        call.Output.Note(
            $"Mended {Words.Count(report.Repaired.Length, "object")}; {report.Left.Length:N0} could not be, {planned.Count:N0} {(call.Options.IsDryRun ? "would be" : "left until you agree (--yes)")}, {plan.Lost.Length:N0} lost.");
    }
}
