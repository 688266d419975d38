using System.CommandLine;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary>The KEY of the config verbs.</summary>
internal static class ConfigKeyArgument
{
    public static Argument<string> Create()
    {
        var argument = new Argument<string>("KEY") { Description = "A key of config.ini, as 'config list' shows them" };
        argument.CompletionSources.Add(_ => SettingKeys.All.Select(key => new System.CommandLine.Completions.CompletionItem(key.Name)));
        return argument;
    }

    /// <summary>The key of this name; one that is not there is wrong usage, with the nearest one as the hint.</summary>
    public static SettingKey Find(string name) =>
        SettingKeys.Find(name) ?? throw CliException.Usage(
            $"'{name}' is not a key of config.ini",
            Suggestion.For(name, SettingKeys.All.Select(key => key.Name)) is { } meant
                ? $"Did you mean '{meant}'?"
                : "'fastshot config list' shows them all.");
}
