using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config</c>: the settings of this installation.</summary>
internal sealed class ConfigCommand : VerbGroup
{
    public ConfigCommand()
        : base("config", "Shows and changes the settings in config.ini.")
    {
        Subcommands.Add(new ConfigGetCommand());
        Subcommands.Add(new ConfigSetCommand());
        Subcommands.Add(new ConfigListCommand());
        Subcommands.Add(new ConfigPathCommand());
        Subcommands.Add(new ConfigCheckCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot config set aws_region eu-central-1", "Changes one setting and keeps the rest of the file."),
        new("fastshot config check", "Says everything that is wrong with the file."),
    ];
}
