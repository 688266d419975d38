using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot remote probe</c>: what the place where devices meet can do, and what to change.</summary>
internal sealed class RemoteProbeCommand : VerbCommand
{
    private readonly Argument<string?> _url = new("URL")
    {
        Description = "The place, where it is not the one that is set",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public RemoteProbeCommand()
        : base("probe", "Tries what the place where your devices meet can do, and says what it means and what to change.") =>
        Arguments.Add(_url);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot remote probe", "Writes, reads, lists and removes a few objects of its own."),
        new("fastshot remote probe s3://shots?endpoint=https://s3.example.org", "Tries a bucket before it is set."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var address = call.GetOptional(_url) is { } given
            ? call.AddressOf(given)
            : await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        using var workspace = call.OpenWorkspace();
        var checks = await RemoteCall.AtAsync(call, workspace, address, place => ProbeAsync(call, place, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var isGood = checks.All(check => check.Outcome is not ProbeOutcome.Failed);
        if (call.Output.IsJson)
        {
            Write(call.Output, checks, isGood);
        }
        else
        {
            Say(call.Output, checks);
        }

        return isGood ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<IReadOnlyList<ProbeCheck>> ProbeAsync(
        Invocation call, IObjectStore place, CancellationToken cancellationToken)
    {
        using var progress = call.Output.Progress<string>(name => $"Trying: {name}");
        var random = call.Surroundings.Random;
        var probe = new StoreProbe(place, $"{VaultPlace.Prefix}probe-{random.NewName(8)}/", random);
        var checks = await probe.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        return [.. checks, .. BucketCall.ChecksOf(place, checks)];
    }

    private static void Say(Output output, IReadOnlyList<ProbeCheck> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.Outcome switch
            {
                ProbeOutcome.Good => "ok  ",
                ProbeOutcome.Lacking => "note",
                _ => "FAIL",
            };
            output.Line($"{mark}  {check.Name,-10}{check.Detail}");
            if (check.Hint is { } hint)
            {
                output.Line($"{"",16}{hint}");
            }
        }

        output.Note(checks switch
        {
            _ when checks.Any(check => check.Outcome is ProbeOutcome.Failed) => "Your devices cannot meet there as it is: see FAIL above.",
            _ when checks.Any(check => check.Outcome is ProbeOutcome.Lacking) => "Your devices can meet there. A note costs a request or some bytes now and then; nothing is less safe for it, and nothing is to be changed but where a line below it says so.",
            _ => "Your devices can meet there.",
        });
    }

    private static void Write(Output output, IReadOnlyList<ProbeCheck> checks, bool isGood) => output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok", isGood);
        writer.WriteStartArray("checks");
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            writer.WriteBoolean("ok", check.Outcome is not ProbeOutcome.Failed);
            writer.WriteBoolean("supported", check.Outcome is ProbeOutcome.Good);
            writer.WriteString("detail", check.Detail);
            writer.WriteString("hint", check.Hint);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
