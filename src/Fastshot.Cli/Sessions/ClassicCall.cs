using Fastshot.Classic.Export;
using Fastshot.Classic.Format;
using Fastshot.Cli.Shell;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to what writes the older program's files.</summary>
internal static class ClassicCall
{
    /// <summary>The file of each of several sessions in a folder, each name once.</summary>
    public static List<(SessionInfo Session, string Path)> TargetsOf(
        Invocation call, SessionLibrary library, IEnumerable<SessionInfo> sessions, string folder)
    {
        var writer = WriterOf(call, library);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var targets = new List<(SessionInfo, string)>();
        foreach (var session in sessions)
        {
            var name = writer.FileNameOf(session);
            for (var number = 2; !names.Add(name); number++)
            {
                name = ClassicNames.Next(writer.FileNameOf(session), number);
            }

            targets.Add((session, Path.Combine(folder, name)));
        }

        return targets;
    }

    /// <summary>Writes one file, ciphered where there is a key.</summary>
    public static async Task ExportAsync(
        Invocation call,
        LocalWorkspace workspace,
        SessionLibrary library,
        SessionInfo session,
        string path,
        string? key,
        CancellationToken cancellationToken)
    {
        var spool = workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            await new ClassicFileExport(WriterOf(call, library), new AtomicFile(call.Surroundings.Files, call.Surroundings.Random))
                .ToFileAsync(session, path, key, spool, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ClassicSessionWriter WriterOf(Invocation call, SessionLibrary library) => new(
        library,
        call.Surroundings.Files,
        new ImageInspector(() => Vips.Installed),
        call.Surroundings.Scheduler,
        call.Surroundings.Time);
}
