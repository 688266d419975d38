using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config path</c>: where config.ini is.</summary>
internal sealed class ConfigPathCommand() : VerbCommand("path", "Prints where config.ini is, or would be.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("$EDITOR \"$(fastshot config path)\"", "Opens the file in an editor."),
    ];

    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("path", call.Places.ConfigFile);
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Line(call.Places.ConfigFile);
        }

        return Task.FromResult(ExitCode.Done);
    }
}
