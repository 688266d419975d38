using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Exchange;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot export ID… --to PATH</c>: copies of sessions that leave the library.</summary>
internal sealed class ExportCommand : VerbCommand
{
    private const string PassphraseVariable = "FASTSHOT_EXPORT_PASSPHRASE";
    private const string Extension = ".fastshot";

    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.OneOrMore);

    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder, or for one session as fastshot the file",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "files (original pictures and manifest) or fastshot (one portable file)",
        HelpName = "FORMAT",
    }.AcceptOnlyFromAmong("files", "fastshot");

    private readonly Option<bool> _plain = Symbols.Flag("--plain", "With fastshot: no passphrase; anybody can read the file");

    public ExportCommand()
        : base("export", "Copies sessions out: their original pictures, or a portable file.")
    {
        Arguments.Add(_ids);
        Options.Add(_to);
        Options.Add(_format);
        Options.Add(_plain);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot export 7k3m --to login-bug", "Writes the pictures and the manifest into a new folder."),
        new("fastshot export 7k3m --to login.fastshot --format fastshot", $"Writes one sealed file; asks for a passphrase, or takes {PassphraseVariable}."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var isPortable = call.Get(_format) == "fastshot";
        if (call.Get(_plain) && !isPortable)
        {
            throw CliException.Usage("--plain goes with --format fastshot");
        }

        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await SessionIds.FindAsync(library, call.Get(_ids), cancellationToken).ConfigureAwait(false);
        var targets = sessions.ConvertAll(session => (Session: session, Path: PathFor(call, session, sessions.Count == 1, isPortable)));
        if (!call.Options.IsDryRun)
        {
            using var passphrase = isPortable && !call.Get(_plain)
                ? await call.Prompt.NewPassphraseAsync("the exported file", PassphraseVariable, cancellationToken).ConfigureAwait(false)
                : null;
            await call.FetchAsync(workspace, library, sessions, cancellationToken).ConfigureAwait(false);
            var export = workspace.Export(library);
            foreach (var (session, path) in targets)
            {
                await ExportAsync(call, export, session, path, isPortable, passphrase, cancellationToken).ConfigureAwait(false);
            }
        }

        Print(call, targets);
        return ExitCode.Done;
    }

    private string PathFor(Invocation call, SessionInfo session, bool isOnly, bool isPortable)
    {
        var path = call.PathOf(call.Get(_to)!);
        return (isOnly, isPortable) switch
        {
            (true, false) => path,
            (true, true) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? path : path + Extension,
            (false, _) => Path.Combine(path, session.Id.Text + (isPortable ? Extension : "")),
        };
    }

    private static async Task ExportAsync(
        Invocation call,
        SessionExport export,
        SessionInfo session,
        string path,
        bool isPortable,
        Secret? passphrase,
        CancellationToken cancellationToken)
    {
        var total = session.Content?.SizeBytes ?? 0;
        using var progress = call.Output.Progress<long>(
            bytes => $"Exporting '{session.Text.Name}': {Words.Size(Math.Min(bytes, total))} of {Words.Size(total)}");
        await (isPortable
            ? export.ToFileAsync(session, path, passphrase?.Utf8, progress, cancellationToken)
            : export.ToFolderAsync(session, path, progress, cancellationToken)).ConfigureAwait(false);
    }

    private static void Print(Invocation call, List<(SessionInfo Session, string Path)> targets)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("items");
                foreach (var (session, path) in targets)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", session.Id.Text);
                    writer.WriteString("path", path);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var (session, path) in targets)
        {
            call.Output.Note($"{(call.Options.IsDryRun ? "Would export" : "Exported")} '{session.Text.Name}' to {path}");
        }
    }
}
