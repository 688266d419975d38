using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot verify</c>: looks a bucket of the older program through, or its cache in a home.</summary>
internal sealed class VerifyCommand : VerbCommand
{
    private readonly Argument<string?> _home = HomeArgument();
    private readonly Option<string> _readData = ReadDataOption();

    public VerifyCommand()
        : base("verify", "Checks a bucket of the older program: its list, its indexes and, if wanted, its sessions. Changes nothing.")
    {
        Arguments.Add(_home);
        Options.Add(_readData);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot verify", "Compares the list with the sessions, and reads every index."),
        new("fastshot verify --read-data", "Reads and decodes every session, too."),
        new("fastshot verify --read-data 5", "Reads one session in twenty, others each time."),
        new("fastshot verify ~", "Looks at the cache that the older program keeps there, instead."),
    ];

    /// <summary>The home whose cache is meant; without one it is the remote.</summary>
    public static Argument<string?> HomeArgument() => new("HOME")
    {
        Description = "A home of the older program: its cache instead of the remote",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>How many sessions are read: all where no number stands behind it.</summary>
    public static Option<string> ReadDataOption()
    {
        var option = new Option<string>("--read-data")
        {
            Description = "Read sessions to their last byte: all, or so many percent",
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
        var report = await VerifyAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("checked", report.Checked);
                writer.WriteNumber("healthy", report.Healthy);
                RepairableCall.Write(writer, "findings", report.Findings);
                writer.WriteEndObject();
            });
        }
        else
        {
            RepairableCall.Print(call.Output, "", report.Findings);
            call.Output.Note($"Looked at {Words.Count(report.Checked, "object")}, {(report.IsHealthy ? "and all is well." : $"and found {report.Findings.Length:N0} to be mended.")}");
        }

        return report.IsHealthy ? ExitCode.Done : ExitCode.Damage;
    }

    private async Task<VerifyReport> VerifyAsync(Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        var options = OptionsOf(call, _readData);
        if (call.GetOptional(_home) is { } home)
        {
            var cache = await ClassicCacheCall.OpenAsync(call, workspace, home, cancellationToken).ConfigureAwait(false);
            using var looking = call.Output.Progress<VerifyProgress>(RepairableCall.Of);
            return await cache.VerifyAsync(options, looking, cancellationToken).ConfigureAwait(false);
        }

        await RepairableCall.EstimateAsync(call, workspace, options, cancellationToken).ConfigureAwait(false);
        using var progress = call.Output.Progress<VerifyProgress>(RepairableCall.Of);
        return await RepairableCall.AtAsync(
            call, workspace, remote => remote.VerifyAsync(options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }
}
