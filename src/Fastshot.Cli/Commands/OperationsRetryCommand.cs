using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Operations;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot operations retry ID</c>: does again what failed, failed in part, was cancelled or interrupted.</summary>
internal sealed class OperationsRetryCommand : VerbCommand
{
    private const int LengthMin = 4;

    // What an operation may be done again by. The files of the history are not trusted with any other verb.
    private static readonly string[] Repeatable = ["sync", "verify", "repair", "rebuild", "import", "export", "cache", "collect"];

    private readonly Argument<string> _id = new("ID")
    {
        Description = $"The operation's id as fastshot operations shows it, or any unique beginning of it of at least {LengthMin} characters",
    };

    public OperationsRetryCommand()
        : base("retry", "Does again what failed, failed in part, was cancelled or interrupted; what was done already is passed over.") => Arguments.Add(_id);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot operations retry 7k3m", "Runs the verb of that operation once more, with its options."),
        new("fastshot operations retry 7k3m --dry-run", "Says which command line that is."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var before = await FindAsync(call, call.Get(_id), cancellationToken).ConfigureAwait(false);
        if (!before.State.CanBeRetried())
        {
            throw new CliException(
                ExitCode.Failed, "not_retryable", $"The operation {before.Id} is {(before.State.IsOver() ? "completed" : "not over yet")}", "There is nothing to do again.");
        }

        var words = ShellWords.Of(before.Again);
        if (before.Again.IsEmpty || !Repeatable.Contains(before.Again[0]) || CommandLine.Read(before.Again) is not { Verb: { } verb } line || line.Mistake() is not null)
        {
            throw new CliException(
                ExitCode.Failed, "not_repeatable", $"Nothing is known of the operation {before.Id} by which it could be done again", $"Run fastshot {before.Kind} again.");
        }

        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would run: {CommandLine.ProgramName} {words}");
            return ExitCode.Done;
        }

        call.Output.Note($"Again: {CommandLine.ProgramName} {words}");
        return await verb.RunAsync(call.Again(line.Parsed, before), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<OperationSnapshot> FindAsync(Invocation call, string given, CancellationToken cancellationToken)
    {
        if (given.Length < LengthMin)
        {
            throw CliException.Usage($"'{given}' is too short for an operation's id", $"Write {LengthMin} characters of it or more.");
        }

        using var workspace = call.OpenWorkspace();
        var all = await workspace.OperationHistory.ReadAsync(cancellationToken).ConfigureAwait(false);
        return all.Where(one => one.Id.Text.StartsWith(given, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var only] => only,
            [] => throw new CliException(ExitCode.NotFound, "not_found", $"No operation '{given}' is known", "fastshot operations shows those that are."),
            var several => throw new CliException(
                ExitCode.WrongUsage, "ambiguous_id", $"Several operations begin with '{given}'", $"Write more of it: {string.Join(", ", several.Select(one => one.Id))}"),
        };
    }
}
