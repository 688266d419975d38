using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot export ID… --to PATH</c>: copies of sessions that leave the library.</summary>
internal sealed class ExportCommand : VerbCommand
{
    private const string Extension = ".fastshot";
    private const string Kind = "export";

    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.OneOrMore);

    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder, or for one session as fastshot the file",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "files (original pictures and manifest), fastshot (one portable file) or classic (the older program's file)",
        HelpName = "FORMAT",
    }.AcceptOnlyFromAmong("files", "fastshot", "classic");

    private readonly Option<string> _plain =
        Symbols.Flag("--plain", "With fastshot: no passphrase, with classic: no key; anybody can read the file");

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
        new("fastshot export 7k3m --to login.fastshot --format fastshot", $"Writes one sealed file; asks for a passphrase, or takes {SecretVariables.ExportPassphrase}."),
        new("fastshot export 7k3m --to login.fastshot --format classic", $"Writes a file for the older program, under the key of config.ini or {SecretVariables.ClassicKey}."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var format = call.Get(_format) ?? "files";
        if (call.Has(_plain) && format == "files")
        {
            throw CliException.Usage("--plain goes with --format fastshot or classic");
        }

        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await SessionIds.FindAsync(library, call.Get(_ids), cancellationToken).ConfigureAwait(false);
        var targets = TargetsOf(call, library, sessions, format);
        if (!call.Options.IsDryRun)
        {
            using var passphrase = format == "fastshot" && !call.Has(_plain)
                ? await call.Prompt.NewPassphraseAsync("the exported file", SecretVariables.ExportPassphrase, cancellationToken).ConfigureAwait(false)
                : null;
            await call.OperateAsync(
                workspace,
                NameOf(call, sessions, format),
                async (operation, token) =>
                {
                    var fetched = await call.FetchAsync(workspace, library, sessions, token).ConfigureAwait(false);
                    var export = await WayAsync(call, workspace, library, format, passphrase, token).ConfigureAwait(false);
                    for (var i = 0; i < targets.Count; i++)
                    {
                        operation.Report(new OperationProgress("sessions", i, targets.Count, 0));
                        await export(fetched[i], targets[i].Path).ConfigureAwait(false);
                    }

                    return Outcome.Of(ExitCode.Done, new KeyValuePair<string, long>("exported", targets.Count));
                },
                cancellationToken).ConfigureAwait(false);
        }

        Print(call, targets);
        if (format == "classic")
        {
            call.Output.Note("Anybody can read the older program's files, with or without a key.");
        }

        return ExitCode.Done;
    }

    private OperationName NameOf(Invocation call, List<SessionInfo> sessions, string format)
    {
        var path = call.PathOf(call.Get(_to)!);
        return new OperationName(
            Kind,
            path,
            [Kind, .. sessions.Select(session => session.Id.Text), "--to", path, "--format", format, .. call.Has(_plain) ? (string[])["--plain"] : []]);
    }

    private List<(SessionInfo Session, string Path)> TargetsOf(
        Invocation call, SessionLibrary library, List<SessionInfo> sessions, string format)
    {
        var path = call.PathOf(call.Get(_to)!);
        if (sessions is [var only])
        {
            var isWhole = format == "files" || path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
            return [(only, isWhole ? path : path + Extension)];
        }

        return format == "classic"
            ? ClassicCall.TargetsOf(call, library, sessions, path)
            : sessions.ConvertAll(session => (session, Path.Combine(path, session.Id.Text + (format == "files" ? "" : Extension))));
    }

    private async Task<Func<SessionInfo, string, Task>> WayAsync(
        Invocation call,
        LocalWorkspace workspace,
        SessionLibrary library,
        string format,
        Secret? passphrase,
        CancellationToken cancellationToken)
    {
        if (format == "classic")
        {
            var key = call.Has(_plain)
                ? null
                : (await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false)).FirstOrDefault();
            return (session, path) => ClassicCall.ExportAsync(call, workspace, library, session, path, key, cancellationToken);
        }

        var export = workspace.Export(library);
        return (session, path) => ExportAsync(call, export, session, path, format == "fastshot", passphrase, cancellationToken);
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
