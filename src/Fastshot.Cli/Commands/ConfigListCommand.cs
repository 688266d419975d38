using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config list</c>: every setting with what holds.</summary>
internal sealed class ConfigListCommand() : VerbCommand("list", "Lists every setting: its value, and where that comes from.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot config list --json", "Prints all settings for a script; secrets are stars."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var file = await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        var rows = SettingKeys.All.Select(key => ConfigRow.Of(file, key)).ToList();
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("total", rows.Count);
                writer.WriteStartArray("items");
                rows.ForEach(row => row.WriteTo(writer));
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Table(
                [new("key"), new("value"), new("from"), new("meaning")],
                [.. rows.Select(row => (string[])[row.Key.Name, row.Value, row.Source, row.Key.Meaning])]);
        }

        return ExitCode.Done;
    }
}
