using System.CommandLine;
using System.Text.Json;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot import PATH…</c>: takes portable files, and those of the older program, into the library.</summary>
internal sealed class ImportCommand : VerbCommand
{
    private const string PassphraseVariable = "FASTSHOT_EXPORT_PASSPHRASE";

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = ".fastshot files of either kind, folders of some, or a home or bucket of the older program",
        Arity = ArgumentArity.OneOrMore,
    };

    public ImportCommand()
        : base("import", "Takes .fastshot files of either kind into the library. They are not touched; twice is harmless.") => Arguments.Add(_paths);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot import login.fastshot", $"Asks for its passphrase, or takes {PassphraseVariable}."),
        new("fastshot import ~", $"A home of the older program: its key is that of the config.ini there, of this one, or {ClassicKeys.Variable}."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var report = new Report([], [], []);
        using var workspace = call.OpenWorkspace();
        using var passphrase = new AskedPassphrase(call.Prompt, PassphraseVariable);
        var found = await FilesOfAsync(call, cancellationToken).ConfigureAwait(false);
        var keys = await ClassicKeys.OfAsync(call, found.Keys, cancellationToken).ConfigureAwait(false);
        foreach (var (path, shown) in found.Files)
        {
            await ImportAsync(call, workspace, path, shown, passphrase, keys, report, cancellationToken).ConfigureAwait(false);
        }

        if (!call.Options.IsDryRun)
        {
            await new ClassicNotes(call).CarryOverAsync(found.Notes, report.Skipped, report.Failed, cancellationToken).ConfigureAwait(false);
        }

        if (report.Imported.Count > 0)
        {
            call.Report(await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false));
        }

        report.Print(call.Output);
        if (report.Imported.Count > 0)
        {
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        }

        return report.Failed.Count > 0 ? ExitCode.Partly : ExitCode.Done;
    }

    private async Task<Found> FilesOfAsync(Invocation call, CancellationToken cancellationToken)
    {
        var found = new Found([], [], []);
        foreach (var given in call.Get(_paths))
        {
            var path = call.PathOf(given);
            var entry = await call.Surroundings.Files.StatAsync(path, cancellationToken).ConfigureAwait(false)
                ?? throw new CliException(ExitCode.NotFound, "no_such_file", $"{given} does not exist", "Nothing was imported.");
            if (!entry.IsFolder)
            {
                found.Files.Add((path, given));
                continue;
            }

            var places = await ClassicPlaces.FindAsync(call.Surroundings.Files, path, cancellationToken).ConfigureAwait(false);
            found.Files.AddRange(places.Sessions.Select(file => (file, Path.Combine(given, Path.GetRelativePath(path, file)))));
            found.Notes.AddRange(places.Notes);
            found.Keys.AddRange(places.Keys);
        }

        return found.Files.Count + found.Notes.Count > 0
            ? found
            : throw new CliException(ExitCode.Failed, "nothing_to_import", "There is no .fastshot file in the given folders");
    }

    // One bad file must not stop the others, so an expected failure becomes a line of the report, and only here.
    private static async Task ImportAsync(
        Invocation call,
        LocalWorkspace workspace,
        string path,
        string shown,
        AskedPassphrase passphrase,
        IReadOnlyCollection<string> keys,
        Report report,
        CancellationToken cancellationToken)
    {
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would import {shown}");
            return;
        }

        var spool = workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            try
            {
                if (await ClassicKeys.IsClassicAsync(call.Surroundings.Files, path, cancellationToken).ConfigureAwait(false))
                {
                    await ImportClassicAsync(call, workspace, path, shown, keys, spool, report, cancellationToken).ConfigureAwait(false);
                    return;
                }

                var result = await workspace
                    .ImportAsync(path, shown, spool, token => passphrase.AskAsync(shown, token), cancellationToken)
                    .ConfigureAwait(false);
                if (result.Imported is { } session)
                {
                    var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
                    report.Imported.Add(await SessionView.OfNew(library).OfAsync(session, cancellationToken).ConfigureAwait(false));
                }
                else
                {
                    report.Skipped.Add((path, result.SkippedBecause ?? ""));
                }
            }
            catch (Exception e) when (e is VaultException or LibraryException or StoreException { Error: StoreError.Denied })
            {
                report.Failed.Add((path, e.Message));
            }
            catch (ClassicFormatException e)
            {
                report.Failed.Add((path, $"{shown} {e.Message}"));
            }
        }
    }

    private static async Task ImportClassicAsync(
        Invocation call,
        LocalWorkspace workspace,
        string path,
        string shown,
        IReadOnlyCollection<string> keys,
        Spool spool,
        Report report,
        CancellationToken cancellationToken)
    {
        var (files, scheduler, time) = (call.Surroundings.Files, call.Surroundings.Scheduler, call.Surroundings.Time);
        var result = await new ClassicImport(workspace.LibraryAsync, files, new ImageInspector(Vips.Installed), scheduler, time)
            .ImportAsync(path, keys, spool, cancellationToken).ConfigureAwait(false);
        if (result.Session is { } session)
        {
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            report.Imported.Add(await SessionView.OfNew(library).OfAsync(session, cancellationToken).ConfigureAwait(false));
        }
        else
        {
            report.Skipped.Add((path, result.SkippedBecause ?? ""));
        }

        report.Failed.AddRange(result.Problems.Select(problem => (path, $"{shown}: {problem}")));
    }

    private sealed record Found(List<(string Path, string Shown)> Files, List<string> Notes, List<string> Keys);

    private sealed record Report(
        List<SessionJson> Imported, List<(string Path, string Reason)> Skipped, List<(string Path, string Reason)> Failed)
    {
        public void Print(Output output)
        {
            if (output.IsJson)
            {
                output.Json(Write);
                return;
            }

            foreach (var json in Imported)
            {
                output.Note($"Imported '{json.Session.Text.Name}' ({json.Session.Id}).");
            }

            foreach (var (path, reason) in Skipped)
            {
                output.Note($"Skipped {path}: {reason}.");
            }

            foreach (var (_, reason) in Failed)
            {
                output.Warn(reason);
            }
        }

        private void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("imported");
            Imported.ForEach(json => json.WriteTo(writer));
            writer.WriteEndArray();
            WriteReasons(writer, "skipped", Skipped);
            WriteReasons(writer, "failed", Failed);
            writer.WriteEndObject();
        }

        private static void WriteReasons(Utf8JsonWriter writer, string name, List<(string Path, string Reason)> items)
        {
            writer.WriteStartArray(name);
            foreach (var (path, reason) in items)
            {
                writer.WriteStartObject();
                writer.WriteString("path", path);
                writer.WriteString("reason", reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
