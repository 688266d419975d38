using System.CommandLine;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config set KEY [VALUE]</c>: changes one setting, or takes it back to its default.</summary>
internal sealed class ConfigSetCommand : VerbCommand
{
    private readonly Argument<string> _key = ConfigKeyArgument.Create();

    private readonly Argument<string?> _value = new("VALUE")
    {
        Description = "The new value; a secret may be '-', to be read from stdin",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _unset = Symbols.Flag("--unset", "Remove the key, so that the default holds");

    public ConfigSetCommand()
        : base("set", "Changes one setting. Comments, order and other sections of the file stay.")
    {
        Arguments.Add(_key);
        Arguments.Add(_value);
        Options.Add(_unset);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot config set trash_days 60", "Keeps deleted sessions for 60 days."),
        new("fastshot config set cache_size --unset", "Goes back to the default."),
        new("pass show s3 | fastshot config set aws_secret_key -", "Keeps a secret out of the list of processes."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var key = ConfigKeyArgument.Find(call.Get(_key));
        var value = await ValueAsync(call, key, cancellationToken).ConfigureAwait(false);
        var changed = await ConfigChange.ApplyAsync(
            call,
            file => value is null ? file.Without(SettingKey.Section, key.Name) : file.With(SettingKey.Section, key.Name, value),
            cancellationToken).ConfigureAwait(false);
        Report(call, ConfigRow.Of(changed, key));
        return ExitCode.Done;
    }

    /// <summary>What to write, or null to remove the key.</summary>
    private async Task<string?> ValueAsync(Invocation call, SettingKey key, CancellationToken cancellationToken)
    {
        var given = call.GetOptional(_value);
        if (call.Has(_unset))
        {
            return given is null ? null : throw CliException.Usage("--unset takes no value");
        }

        var value = given switch
        {
            null => throw CliException.Usage(
                $"Which value for {key.Name}?", $"It takes {key.Accepts}; --unset goes back to the default."),
            "-" when key.IsSecret || key.MayHoldPassword => await call.Prompt.LineFromInputAsync(cancellationToken).ConfigureAwait(false),
            _ => given,
        };
        return (ConfigFile.Refuse(value) ?? key.Refuse(value)) is { } reason
            ? throw new CliException(
                ExitCode.Failed, "bad_value", $"{key.Name}: '{key.Shown(value)}' {reason}", $"Write {key.Accepts}.")
            : value;
    }

    private static void Report(Invocation call, ConfigRow row)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(row.WriteTo);
        }
        else
        {
            call.Output.Note($"{(call.Options.IsDryRun ? "would be " : "")}{row.Key.Name} = {row.Value}");
        }
    }
}
