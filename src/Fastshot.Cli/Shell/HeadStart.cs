using Fastshot.Cli.Sessions;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Shell;

/// <summary>Rehearses, on the second core, what a list does, while the first one still reads the command line.</summary>
/// <remarks>
/// A list is over in a twentieth of a second, most of which the runtime spends on preparing methods and types that are met
/// for the first time. Nothing depends on the rehearsal: whatever it has not prepared is prepared when it is needed
/// (docs/decisions/0022-what-a-cold-start-may-do.md).
/// </remarks>
internal static class HeadStart
{
    public static void Begin(IReadOnlyList<string> arguments)
    {
        if (Environment.ProcessorCount > 1 && CommandLine.VerbIn(arguments) == "list")
        {
            new Thread(Rehearse) { IsBackground = true }.Start();
        }
    }

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
}
