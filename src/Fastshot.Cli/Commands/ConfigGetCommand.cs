using System.CommandLine;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config get KEY</c>: one setting.</summary>
internal sealed class ConfigGetCommand : VerbCommand
{
    private readonly Argument<string> _key = ConfigKeyArgument.Create();

    public ConfigGetCommand()
        : base("get", "Prints one setting: what the file says, or the default.") => Arguments.Add(_key);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot config get aws_region", "Prints the region of the bucket."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var key = ConfigKeyArgument.Find(call.Get(_key));
        var file = await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        var row = ConfigRow.Of(file, key);
        if (row.IsRefused)
        {
            call.Output.Warn($"{key.Name} {key.Refuse(file.Get(SettingKey.Section, key.Name)!)}; the default is used");
        }

        if (call.Output.IsJson)
        {
            call.Output.Json(row.WriteTo);
        }
        else
        {
            call.Output.Line(row.Value);
        }

        return ExitCode.Done;
    }
}
