using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot repair</c>: mends what <c>verify</c> finds in a bucket of the older program, or in its cache.</summary>
internal sealed class RepairCommand : VerbCommand
{
    private readonly Argument<string?> _home = VerifyCommand.HomeArgument();
    private readonly Option<string> _readData = VerifyCommand.ReadDataOption();

    public RepairCommand()
        : base("repair", "Mends a bucket of the older program: writes indexes and the list anew, puts back sessions that this device has.")
    {
        Arguments.Add(_home);
        Options.Add(_readData);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot repair --dry-run", "Says what would be mended, and changes nothing."),
        new("fastshot repair --read-data", "Reads every session, and puts back damaged ones that this device has."),
        new("fastshot repair ~", "Mends the cache that the older program keeps there, instead."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var options = VerifyCommand.OptionsOf(call, _readData);
        if (call.GetOptional(_home) is { } home)
        {
            var cache = await ClassicCacheCall.OpenAsync(call, workspace, home, cancellationToken).ConfigureAwait(false);
            return await RepairAsync(
                call,
                progress => cache.VerifyAsync(options, progress, cancellationToken),
                (plan, removes, _) => cache.RepairAsync(plan, removes, cancellationToken),
                count => $"Remove {Words.Count(count, "file")} of that cache, which the older program fetches again where it needs them?",
                cancellationToken).ConfigureAwait(false);
        }

        await RepairableCall.EstimateAsync(call, workspace, options, cancellationToken).ConfigureAwait(false);
        return await RepairableCall.AtAsync(
            call,
            workspace,
            remote => RepairAsync(
                call,
                progress => remote.VerifyAsync(options, progress, cancellationToken),
                (plan, removes, progress) => remote.RepairAsync(plan, removes, progress, cancellationToken),
                count => $"Remove {Words.Count(count, "index file")} that belong to no session?",
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ExitCode> RepairAsync(
        Invocation call,
        Func<IProgress<VerifyProgress>, Task<VerifyReport>> verify,
        Func<RepairPlan, bool, IProgress<VerifyProgress>, Task<RepairReport>> repair,
        Func<int, string> question,
        CancellationToken cancellationToken)
    {
        using var progress = call.Output.Progress<VerifyProgress>(RepairableCall.Of);
        var plan = RepairPlan.Of(await verify(progress).ConfigureAwait(false));
        if (call.Options.IsDryRun)
        {
            progress.Dispose();
            Print(call, new RepairReport([], []), plan, planned: [.. plan.Steps, .. plan.Removals]);
            return ExitCode.Done;
        }

        // Whatever else is mended, what goes is decided by a person; where nobody can be asked, it stays.
        var removes = plan.Removals.Length > 0
            && (call.Options.SaysYes || call.Surroundings.Terminal.IsInTerminal)
            && await call.Prompt.ConfirmAsync(question(plan.Removals.Length), cancellationToken).ConfigureAwait(false);
        var report = await repair(plan, removes, progress).ConfigureAwait(false);
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
