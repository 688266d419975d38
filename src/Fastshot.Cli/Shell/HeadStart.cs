using Fastshot.Cli.Sessions;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Shell;

/// <summary>Rehearses, on the second core, what a list or a sync does, while the first one still reads the command line.</summary>
/// <remarks>
/// A list is over in a twentieth of a second, most of which the runtime spends on preparing methods and types that are met
/// for the first time. Nothing depends on the rehearsal: whatever it has not prepared is prepared when it is needed
/// (docs/decisions/0022-what-a-cold-start-may-do.md).
/// </remarks>
internal static class HeadStart
{
    public static void Begin(IReadOnlyList<string> arguments)
    {
        if (Environment.ProcessorCount > 1 && RehearsalOf(arguments) is { } rehearsal)
        {
            new Thread(rehearsal) { IsBackground = true }.Start();
        }
    }

    private static ThreadStart? RehearsalOf(IReadOnlyList<string> arguments) => CommandLine.VerbIn(arguments) switch
    {
        "list" => Rehearse,
        "sync" => () => _ = RehearseBucketAsync(arguments),
        _ => null,
    };

    private static void Rehearse()
    {
        try
        {
            var here = new FolderStore(DiskFileSystem.Instance, AppContext.BaseDirectory, SystemRandom.Instance);
            _ = VaultRehearsal.RunAsync(here, ObjectKey.Parse("fastshot.runtimeconfig.json")).IsCompletedSuccessfully;
            var session = IndexRehearsal.Run();
            Console.OpenStandardOutput().Write([]);
            Output.Rehearse(writer => new SessionJson(session, session.Source.Device, IsLocal: false, IsSynced: false).WriteTo(writer));
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or IOException)
        {
            // Said where it is met in earnest.
        }
    }

    // What fails here is said where it is met in earnest.
    private static async Task RehearseBucketAsync(IReadOnlyList<string> arguments)
    {
        if (await IsBucketSetAsync(arguments).ConfigureAwait(false))
        {
            await S3Rehearsal.RunAsync(DiskFileSystem.Instance, TimeProvider.System, SystemRandom.Instance).ConfigureAwait(false);
        }
    }

    // A guess: a folder needs nothing of all this.
    private static async Task<bool> IsBucketSetAsync(IReadOnlyList<string> arguments)
    {
        var surroundings = ProcessSurroundings.Create();
        var places = (CommandLine.HomeIn(arguments) ?? surroundings.Variable("FASTSHOT_HOME")) is { Length: > 0 } home
            ? Places.Under(surroundings.System, Path.GetFullPath(home, surroundings.CurrentFolder))
            : Places.Find(surroundings.System, surroundings.Variable, out _);
        var config = places is null
            ? null
            : await surroundings.Files.ReadSmallAsync(places.ConfigFile, ConfigFile.BytesMax, CancellationToken.None).ConfigureAwait(false);
        return config is not null && config.AsSpan().IndexOf("s3://"u8) >= 0;
    }
}
