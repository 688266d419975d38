using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary>A change of config.ini, one process at a time.</summary>
internal static class ConfigChange
{
    /// <summary>Reads the file, changes it, and writes it back, but not in a dry run.</summary>
    /// <returns>The file as it is then, or would be.</returns>
    public static async Task<ConfigFile> ApplyAsync(
        Invocation call, Func<ConfigFile, ConfigFile> change, CancellationToken cancellationToken)
    {
        var places = call.Places;
        var files = call.Surroundings.Files;
        await files.CreateFolderAsync(places.State, cancellationToken).ConfigureAwait(false);
        var turn = await files.TryLockAsync(Path.Combine(places.State, "config.lock"), cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCode.InUse, "in_use", "Another process is changing config.ini", "Run it again in a moment.");
        await using (turn.ConfigureAwait(false))
        {
            var file = await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
            var changed = change(file);
            if (!file.IsReadable || !changed.IsReadable)
            {
                throw new CliException(
                    ExitCode.Failed, "config", $"{places.ConfigFile} is too large to be changed", "Make it smaller by hand.");
            }

            if (!call.Options.IsDryRun)
            {
                await changed.WriteAsync(files, places.ConfigFile, call.Surroundings.Random, cancellationToken)
                    .ConfigureAwait(false);
            }

            return changed;
        }
    }
}
