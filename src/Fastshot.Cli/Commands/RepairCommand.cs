using System.Collections.Immutable;
using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot repair</c>: mends what <c>verify</c> finds.</summary>
internal sealed class RepairCommand : VerbCommand
{
    private readonly Argument<string?> _home = VerifyCommand.HomeArgument();
    private readonly Option<bool> _remote = VerifyCommand.RemoteOption();
    private readonly Option<string> _readData = VerifyCommand.ReadDataOption();
    private readonly Option<bool> _adopt = new("--adopt") { Description = "Take sessions into the list that no record names, without asking" };

    public RepairCommand()
        : base("repair", "Mends what verify finds: puts back on this device what the remote has, with --remote there what this device has.")
    {
        Arguments.Add(_home);
        Options.Add(_remote);
        Options.Add(_readData);
        Options.Add(_adopt);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot repair --dry-run", "Says what would be mended, and changes nothing."),
        new("fastshot repair --read-data", "Reads everything on this device, and fetches what is damaged from the remote."),
        new("fastshot repair --remote", "Puts back at the remote what is missing there and lies here."),
        new("fastshot repair --remote --adopt", "The same, and takes in what an interrupted push left there."),
        new("fastshot repair ~", "Mends the cache that the older program keeps there, instead."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var options = VerifyCommand.OptionsOf(call, _readData);
        var home = call.GetOptional(_home);
        var isVault = home is null && await TrustCall.IsVaultAsync(call, needsVault: false, cancellationToken).ConfigureAwait(false);
        if (!isVault && call.Has(_adopt))
        {
            throw CliException.Usage("The older program's files hold nothing that could be taken in", "Leave --adopt out.");
        }

        var isRemote = isVault ? call.Has(_remote) : home is null;
        var name = new OperationName(
            "repair",
            await TrustCall.SubjectAsync(call, home, isRemote, cancellationToken).ConfigureAwait(false),
            [.. TrustCall.AgainOf(call, "repair", home, isVault && isRemote, options), .. call.Has(_adopt) ? (string[])["--adopt"] : []]);
        return await call.OperateAsync(
            workspace, name, (operation, token) => RepairAsync(call, workspace, isVault, options, operation, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> RepairAsync(
        Invocation call, LocalWorkspace workspace, bool isVault, VerifyOptions options, IProgress<OperationProgress> operation, CancellationToken cancellationToken)
    {
        if (call.GetOptional(_home) is { } home)
        {
            var cache = await ClassicCacheCall.OpenAsync(call, workspace, home, cancellationToken).ConfigureAwait(false);
            return await RepairAsync(
                call,
                operation,
                progress => cache.VerifyAsync(options, progress, cancellationToken),
                (plan, removes, _) => cache.RepairAsync(plan, removes, cancellationToken),
                count => $"Remove {Words.Count(count, "file")} of that cache, which the older program fetches again where it needs them?",
                cancellationToken).ConfigureAwait(false);
        }

        if (isVault)
        {
            var isRemote = call.Has(_remote);
            return await TrustCall.AtAsync(
                call,
                workspace,
                isRemote,
                async trust =>
                {
                    await TrustCall.EstimateAsync(call, trust, options, isRemote, cancellationToken).ConfigureAwait(false);
                    return await RepairAsync(
                        call,
                        operation,
                        progress => trust.VerifyAsync(options, progress, cancellationToken),
                        (plan, _, progress) => trust.RepairAsync(plan, progress, cancellationToken),
                        count => $"Remove {Words.Count(count, "object")}?",
                        cancellationToken,
                        isRemote ? report => NoteAsync(call, report, cancellationToken) : null).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }

        await RepairableCall.EstimateAsync(call, workspace, options, cancellationToken).ConfigureAwait(false);
        return await RepairableCall.AtAsync(
            call,
            workspace,
            remote => RepairAsync(
                call,
                operation,
                progress => remote.VerifyAsync(options, progress, cancellationToken),
                (plan, removes, progress) => remote.RepairAsync(plan, removes, progress, cancellationToken),
                count => $"Remove {Words.Count(count, "index file")} that belong to no session?",
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    // So that status does not go on speaking of what is mended.
    private static async Task NoteAsync(Invocation call, VerifyReport report, CancellationToken cancellationToken) =>
        await Health.NoteAsync(call, await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false), report, cancellationToken).ConfigureAwait(false);

    private async Task<Outcome> RepairAsync(
        Invocation call,
        IProgress<OperationProgress> operation,
        Func<IProgress<VerifyProgress>, Task<VerifyReport>> verify,
        Func<RepairPlan, bool, IProgress<VerifyProgress>, Task<RepairReport>> repair,
        Func<int, string> question,
        CancellationToken cancellationToken,
        Func<VerifyReport, Task>? note = null)
    {
        using var progress = new LookProgress(call, operation);
        var consent = new RepairConsent(call, question, adopts: call.Has(_adopt));
        var repaired = ImmutableArray.CreateBuilder<Finding>();
        while (true)
        {
            var found = await verify(progress).ConfigureAwait(false);
            var plan = RepairPlan.Of(found);
            if (call.Options.IsDryRun)
            {
                progress.Dispose();
                Print(call, new RepairReport([], []), plan, planned: [.. plan.Steps, .. plan.Asked, .. plan.Removals], found.More);
                return Outcome.Of(ExitCode.Done);
            }

            // Whatever else is mended, what goes or is written in another's place is decided by a person; where nobody
            // can be asked, it stays.
            var removes = await consent.RemovesAsync(plan, cancellationToken).ConfigureAwait(false);
            var agreed = await consent.AgreedAsync(plan, cancellationToken).ConfigureAwait(false);
            var report = await repair(plan.With(agreed), removes, progress).ConfigureAwait(false);
            repaired.AddRange(report.Repaired);

            // Of very many findings only the first thousands are listed: once those are mended, it is looked for the next.
            if (found.More.IsEmpty || report.Repaired.IsEmpty)
            {
                progress.Dispose();
                Print(
                    call,
                    report with { Repaired = repaired.ToImmutable() },
                    plan,
                    planned: [.. plan.Asked.Except(agreed), .. removes ? [] : plan.Removals],
                    found.More);
                if (note is not null)
                {
                    await note(found with { Findings = [.. found.Findings.Except(report.Repaired)] }).ConfigureAwait(false);
                }

                return Outcome.Of(
                    report.Left.IsEmpty && plan.Lost.IsEmpty && found.More.IsEmpty ? ExitCode.Done : ExitCode.Partly,
                    new("repaired", repaired.Count),
                    new("left", report.Left.Length),
                    new("lost", plan.Lost.Length));
            }
        }
    }

    private static void Print(
        Invocation call, RepairReport report, RepairPlan plan, IReadOnlyCollection<Finding> planned, IReadOnlyCollection<FindingCount> more)
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
                RepairableCall.Write(writer, more);
                writer.WriteEndObject();
            });
            return;
        }

        RepairableCall.Print(call.Output, "", planned);
        RepairableCall.Print(call.Output, "", plan.Lost);
        RepairableCall.Print(call.Output, more);
        foreach (var finding in report.Left)
        {
            call.Output.Warn($"{finding.ObjectName}: {finding.Detail}");
        }

        var words = new List<string>
        {
            call.Options.IsDryRun
                ? planned.Count == 0 ? "Nothing would be changed." : $"Would mend {Words.Count(planned.Count, "object")}."
                : report.Repaired.IsEmpty ? "Nothing was mended." : $"Mended {Words.Count(report.Repaired.Length, "object")}.",
        };
        if (!report.Left.IsEmpty)
        {
            words.Add($"{Words.Count(report.Left.Length, "object")} could not be mended.");
        }

        if (!call.Options.IsDryRun && planned.Count > 0)
        {
            words.Add($"{Words.Count(planned.Count, "object")} {(planned.Count == 1 ? "waits" : "wait")} until you agree: run it again with {(planned.All(one => one.Action is FindingAction.Adopt) ? "--adopt" : "--yes")}.");
        }

        if (!plan.Lost.IsEmpty)
        {
            words.Add($"{Words.Count(plan.Lost.Length, "object")} {(plan.Lost.Length == 1 ? "is" : "are")} lost.");
        }

        call.Output.Note(string.Join(' ', words));
    }
}
