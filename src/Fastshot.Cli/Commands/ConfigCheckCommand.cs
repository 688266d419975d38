using System.Text.Json;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot config check</c>: everything that is wrong with config.ini, at once.</summary>
internal sealed class ConfigCheckCommand() : VerbCommand("check", "Checks config.ini and names every problem at once.")
{
    private const string AdviceOnSecrets =
        "Secrets may stay out of the file: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile of the shared AWS files "
        + "(AWS_PROFILE, or the key 'profile').";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot config check", "Prints the problems; the exit code is 1 if there are any."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var file = await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        var settings = Settings.From(file);
        var rows = new List<BucketRow>();
        var further = await LookAtBucketAsync(call, settings, rows, cancellationToken).ConfigureAwait(false);
        settings = settings with { Problems = [.. settings.Problems, .. further] };
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => Write(writer, call.Places.ConfigFile, settings, rows));
        }
        else
        {
            Say(call.Output, settings, Settings.UnknownSectionsOf(file), rows);
        }

        return settings.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Say(Output output, Settings settings, IReadOnlyList<string> unknown, List<BucketRow> rows)
    {
        foreach (var problem in settings.Problems)
        {
            output.Line(problem.ToString());
        }

        if (unknown.Count > 0)
        {
            output.Note(
                $"{string.Join(", ", unknown.Select(section => $"[{section}]"))} of another program has no effect here, and stays as it is. Does it hold secrets?");
        }

        rows.ForEach(row => output.Note(row.ToString()));
        output.Note(settings.Problems.Count switch
        {
            0 => "config.ini is good",
            1 => "1 problem in config.ini",
            var count => $"{count} problems in config.ini",
        });
        if (settings.AwsSecretKey.Length > 0 || settings.AwsAccessKey.Length > 0)
        {
            output.Note(AdviceOnSecrets);
        }
    }

    // What the address, the environment and the shared files say together is decided here as for a sync.
    private static async Task<IReadOnlyList<ConfigProblem>> LookAtBucketAsync(
        Invocation call, Settings settings, List<BucketRow> rows, CancellationToken cancellationToken)
    {
        if (settings.Remote.Length == 0)
        {
            return [];
        }

        try
        {
            rows.AddRange(await call.BucketRowsAsync(call.AddressOf(settings.Remote), cancellationToken).ConfigureAwait(false));
            return [];
        }
        catch (StoreException e)
        {
            return [new ConfigProblem(SettingKeys.RemoteName, null, e.Message.TrimEnd('.'), e.Hint?.TrimEnd('.'))];
        }
        catch (CliException e)
        {
            return [new ConfigProblem(SettingKeys.RemoteName, null, e.Message, e.Hint)];
        }
    }

    private static void Write(Utf8JsonWriter writer, string path, Settings settings, List<BucketRow> rows)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok", settings.Problems.Count == 0);
        writer.WriteString("path", path);
        writer.WriteStartArray("problems");
        foreach (var problem in settings.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("key", problem.Key);
            if (problem.Line is { } line)
            {
                writer.WriteNumber("line", line);
            }
            else
            {
                writer.WriteNull("line");
            }

            writer.WriteString("message", problem.Message);
            writer.WriteString("hint", problem.Hint);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (rows.Count > 0)
        {
            BucketRow.Write(writer, rows);
        }

        writer.WriteEndObject();
    }
}
