using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Operations;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot operations</c>: what ran longer on this device, and what came of it.</summary>
internal sealed class OperationsCommand : VerbCommand
{
    private const int LimitDefault = 20;

    // Enough to tell a few hundred apart; --json has the whole.
    private const int IdLengthShown = 8;

    private readonly Option<string> _limit = new("--limit")
    {
        Description = $"At most so many, the newest first; {LimitDefault} unless said otherwise, 0 for all that are kept",
        HelpName = "N",
    };

    public OperationsCommand()
        : base("operations", "Shows what ran last on this device, such as syncs: when, how long, and what came of it; retry does one again.")
    {
        Options.Add(_limit);
        Subcommands.Add(new OperationsRetryCommand());
        SetAction(static _ => { }); // Never called: without one the parser asks for a verb below this one.
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot operations", "Shows the last twenty."),
        new("fastshot operations --limit 1 --json", "Prints the last one for a script."),
        new("fastshot operations retry 7k3m", "Does the one whose id begins so once more."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var limit = call.CountOf(_limit) ?? LimitDefault;
        using var workspace = call.OpenWorkspace();
        var all = await workspace.OperationHistory.ReadAsync(cancellationToken).ConfigureAwait(false);
        Print(call, all, [.. limit == 0 ? all : all.Take(limit)]);
        return ExitCode.Done;
    }

    private static void Print(Invocation call, IReadOnlyList<OperationSnapshot> all, List<OperationSnapshot> shown)
    {
        var now = call.Surroundings.Time.GetUtcNow();
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("total", all.Count);
                writer.WriteStartArray("items");
                shown.ForEach(one => OperationWords.Write(writer, one, now));
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        if (shown.Count > 0)
        {
            call.Output.Table(
                [new("id", IsWhole: true), new("started", IsWhole: true), new("what"), new("subject"), new("state"), new("took", IsNumber: true), new("result")],
                [.. shown.Select(one => RowOf(one, now))]);
        }

        call.Output.Note((all.Count, shown.Count) switch
        {
            (0, _) => "Nothing ran yet.",
            var (total, count) when total == count => $"{Words.Count(total, "operation")}.",
            var (total, count) => $"{count:N0} of {Words.Count(total, "operation")}; --limit 0 shows all.",
        });
    }

    private static string[] RowOf(OperationSnapshot one, DateTimeOffset now) =>
    [
        one.Id.Text[..IdLengthShown],
        Words.Time((one.Started ?? one.Queued).ToLocalTime()),
        one.Kind,
        one.Subject,
        one.State.Word(),
        OperationWords.TimeOf(one, now) is { } time ? $"{time.TotalSeconds:F1} s" : "",
        OperationWords.ResultOf(one),
    ];
}
