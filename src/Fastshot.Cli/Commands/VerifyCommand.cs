using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot verify</c>: looks the library or the remote through, or the cache of the older program in a home.</summary>
internal sealed class VerifyCommand : VerbCommand
{
    private readonly Argument<string?> _home = HomeArgument();
    private readonly Option<bool> _remote = RemoteOption();
    private readonly Option<string> _readData = ReadDataOption();
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with a --read-data that was stopped: what it read is not read again" };
    private readonly Option<bool> _noKey = new("--no-key") { Description = "Only compare each object's bytes with its name, for which no key is needed" };

    public VerifyCommand()
        : base("verify", "Says whether everything is there, on this device or at the remote, and what can be done about what is not. Changes nothing.")
    {
        Arguments.Add(_home);
        Options.Add(_remote);
        Options.Add(_readData);
        Options.Add(_noKey);
        Options.Add(_resume);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot verify", "Compares what lies on this device with what must lie here, by names and lengths."),
        new("fastshot verify --remote --read-data", "Reads and opens every object at the remote."),
        new("fastshot verify --remote --read-data 5", "Reads one object in twenty, others each time."),
        new("fastshot verify --remote --read-data --resume", "Goes on where one of these was stopped."),
        new("fastshot verify --no-key", "Compares each object's bytes with its name."),
        new("fastshot verify ~", "Looks at the cache that the older program keeps there, instead."),
    ];

    /// <summary>The home whose cache is meant; without one it is the remote.</summary>
    public static Argument<string?> HomeArgument() => new("HOME")
    {
        Description = "A home of the older program: its cache instead of the remote",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Whether the remote is meant. Where that is the older program's bucket, it always is.</summary>
    public static Option<bool> RemoteOption() => new("--remote") { Description = "The remote, instead of this device" };

    /// <summary>How many sessions are read: all where no number stands behind it.</summary>
    public static Option<string> ReadDataOption()
    {
        var option = new Option<string>("--read-data")
        {
            Description = "Read to the last byte: all, or so many percent",
            HelpName = "PERCENT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var percent) || percent is < 1 or > 100))
            {
                result.AddError("--read-data takes a number from 1 to 100.");
            }
        });
        return option;
    }

    public static VerifyOptions OptionsOf(Invocation call, Option<string> readData) =>
        new(!call.Has(readData) ? 0 : int.TryParse(call.Get(readData), out var percent) ? percent : 100);

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var options = OptionsOf(call, _readData) with { Resumes = call.Has(_resume) };
        var home = call.GetOptional(_home);
        if (home is not null && call.Has(_resume))
        {
            throw CliException.Usage("A cache of the older program is looked at in one go", "Leave --resume out.");
        }

        var isVault = home is null && await TrustCall.IsVaultAsync(call, call.Has(_noKey), cancellationToken).ConfigureAwait(false);
        var isRemote = isVault ? call.Has(_remote) : home is null;
        var again = TrustCall.AgainOf(call, "verify", home, isVault && isRemote, options);
        var name = new OperationName(
            "verify",
            await TrustCall.SubjectAsync(call, home, isRemote, cancellationToken).ConfigureAwait(false),
            [.. again, .. call.Has(_noKey) ? (string[])["--no-key"] : home is null && options.ReadPercent > 0 ? ["--resume"] : []]);
        return await call.OperateAsync(
            workspace,
            name,
            async (operation, token) =>
            {
                using var progress = new LookProgress(call, operation);
                var report = await VerifyAsync(call, workspace, isVault, options, progress, token).ConfigureAwait(false);
                progress.Dispose();
                return Print(call, report, home is not null ? "" : isRemote ? " at the remote" : " on this device");
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what was found.</summary>
    /// <param name="where">The side that was looked at, as words behind "objects": that one is well says nothing of the other.</param>
    public static Outcome Print(Invocation call, VerifyReport report, string where = "")
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("checked", report.Checked);
                writer.WriteNumber("healthy", report.Healthy);
                RepairableCall.Write(writer, "findings", report.Findings);
                RepairableCall.Write(writer, report.More);
                writer.WriteEndObject();
            });
        }
        else
        {
            RepairableCall.Print(call.Output, "", report.Findings);
            RepairableCall.Print(call.Output, report.More);
            var count = CountOf(report);
            call.Output.Note($"Looked at {Words.Count(report.Checked, "object")}{where}, {(report.IsHealthy ? "and all is well." : $"and {(count == 1 ? "one is" : $"{count:N0} are")} not as it should be.")}");
        }

        return OutcomeOf(report);
    }

    /// <summary>What was found, in numbers.</summary>
    public static Outcome OutcomeOf(VerifyReport report) => Outcome.Of(
        report.IsHealthy ? ExitCode.Done : ExitCode.Damage, new("checked", report.Checked), new("findings", CountOf(report)));

    private static int CountOf(VerifyReport report) => report.Findings.Length + report.More.Sum(one => one.Count);

    private async Task<VerifyReport> VerifyAsync(
        Invocation call, LocalWorkspace workspace, bool isVault, VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellationToken)
    {
        if (call.GetOptional(_home) is { } home)
        {
            var cache = await ClassicCacheCall.OpenAsync(call, workspace, home, cancellationToken).ConfigureAwait(false);
            return await cache.VerifyAsync(options, progress, cancellationToken).ConfigureAwait(false);
        }

        if (isVault)
        {
            return await VerifyVaultAsync(call, workspace, options, progress, cancellationToken).ConfigureAwait(false);
        }

        await RepairableCall.EstimateAsync(call, workspace, options, cancellationToken).ConfigureAwait(false);
        return await RepairableCall.AtAsync(
            call, workspace, remote => remote.VerifyAsync(options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<VerifyReport> VerifyVaultAsync(
        Invocation call, LocalWorkspace workspace, VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellationToken)
    {
        var isRemote = call.Has(_remote);
        return call.Has(_noKey)
            ? await TrustCall.ScrubAsync(call, workspace, isRemote, progress, cancellationToken).ConfigureAwait(false)
            : await TrustCall.AtAsync(
                call,
                workspace,
                isRemote,
                async trust =>
                {
                    await TrustCall.EstimateAsync(call, trust, options, isRemote, cancellationToken).ConfigureAwait(false);
                    var report = await trust.VerifyAsync(options, progress, cancellationToken).ConfigureAwait(false);
                    if (isRemote)
                    {
                        await Health.NoteAsync(call, await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false), report, cancellationToken)
                            .ConfigureAwait(false);
                    }

                    return report;
                },
                cancellationToken).ConfigureAwait(false);
    }
}
