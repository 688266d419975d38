using System.CommandLine;
using Fastshot.Classic.Import;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot import PATH…</c>: takes portable files, and those of the older program, into the library.</summary>
internal sealed class ImportCommand : VerbCommand
{
    private const string SchemeEnd = "://";
    private const string Kind = "import";

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = ".fastshot files of either kind, folders of some, or a home or bucket of the older program, as a folder or s3://BUCKET",
        Arity = ArgumentArity.OneOrMore,
    };

    public ImportCommand()
        : base("import", "Takes .fastshot files of either kind into the library. They are not touched; twice is harmless.") => Arguments.Add(_paths);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot import login.fastshot", $"Asks for its passphrase, or takes {SecretVariables.ExportPassphrase}."),
        new("fastshot import ~", $"A home of the older program: its key is that of the config.ini there, of this one, or {SecretVariables.ClassicKey}."),
        new("fastshot import s3://old-shots", "All sessions and notes of the older program's bucket, which stays as it is."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var report = new ImportReport();
        using var workspace = call.OpenWorkspace();
        using var passphrase = new AskedPassphrase(call.Prompt, SecretVariables.ExportPassphrase);
        var found = await FindAsync(call, cancellationToken).ConfigureAwait(false);
        var keys = await ClassicKeys.OfAsync(call, found.Keys, cancellationToken).ConfigureAwait(false);
        var classic = new ClassicImportCall(call, workspace, keys, report);
        var given = call.Get(_paths);
        await call.OperateAsync(
            workspace,
            new OperationName(Kind, string.Join(", ", given), [Kind, .. given.Select(path => IsAddress(path) ? path : call.PathOf(path))]),
            (operation, token) => ImportAsync(call, workspace, found, passphrase, classic, report, operation, token),
            cancellationToken).ConfigureAwait(false);
        if (report.HasImported)
        {
            call.Report(await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false));
        }

        report.Print(call.Output);
        classic.AskForKey();
        if (report.HasImported)
        {
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
            await classic.OfferAsync(found.OlderBucket, cancellationToken).ConfigureAwait(false);
        }

        return report.HasFailed ? ExitCode.Partly : ExitCode.Done;
    }

    private static async Task<Outcome> ImportAsync(
        Invocation call,
        LocalWorkspace workspace,
        Found found,
        AskedPassphrase passphrase,
        ClassicImportCall classic,
        ImportReport report,
        IProgress<OperationProgress> operation,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < found.Files.Count; i++)
        {
            operation.Report(new OperationProgress("files", i, found.Files.Count, 0));
            var (path, shown) = found.Files[i];
            await ImportAsync(call, workspace, path, shown, passphrase, classic, report, cancellationToken).ConfigureAwait(false);
        }

        await classic.CarryNotesAsync(found.Notes, found.LeftOut, cancellationToken).ConfigureAwait(false);
        foreach (var bucket in found.Buckets)
        {
            await classic.ImportBucketAsync(bucket, operation, cancellationToken).ConfigureAwait(false);
        }

        return Outcome.Of(report.HasFailed ? ExitCode.Partly : ExitCode.Done, report.Counts);
    }

    private async Task<Found> FindAsync(Invocation call, CancellationToken cancellationToken)
    {
        var found = new Found([], [], [], [], []);
        foreach (var given in call.Get(_paths))
        {
            if (IsAddress(given) && call.AddressOf(given) is { Folder.Length: 0 } bucket)
            {
                found.Buckets.Add(bucket);
                continue;
            }

            var path = IsAddress(given) ? call.AddressOf(given).Folder : call.PathOf(given);
            await AddAsync(call, path, given, found, cancellationToken).ConfigureAwait(false);
        }

        return found.Files.Count + found.Notes.Count + found.Buckets.Count > 0
            ? found
            : throw new CliException(ExitCode.Failed, "nothing_to_import", "There is no .fastshot file in the given folders");
    }

    private static bool IsAddress(string given) => given.Contains(SchemeEnd, StringComparison.Ordinal);

    private static async Task AddAsync(Invocation call, string path, string given, Found found, CancellationToken cancellationToken)
    {
        var entry = await call.Surroundings.Files.StatAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(ExitCode.NotFound, "no_such_file", $"{given} does not exist", "Nothing was imported.");
        if (!entry.IsFolder)
        {
            found.Files.Add((path, given));
            return;
        }

        var places = await ClassicPlaces.FindAsync(call.Surroundings.Files, path, cancellationToken).ConfigureAwait(false);
        found.Files.AddRange(places.Sessions.Select(file => (file, Path.Combine(given, Path.GetRelativePath(path, file)))));
        found.Notes.AddRange(places.Notes);
        found.Keys.AddRange(places.Keys);
        found.LeftOut.AddRange(places.LeftOut.Select(name => Path.Combine(given, name)));
        found.OlderBucket ??= places.Bucket.Length > 0 ? places.Bucket : null;
    }

    // One bad file must not stop the others, so an expected failure becomes a line of the report, and only here.
    private static async Task ImportAsync(
        Invocation call,
        LocalWorkspace workspace,
        string path,
        string shown,
        AskedPassphrase passphrase,
        ClassicImportCall classic,
        ImportReport report,
        CancellationToken cancellationToken)
    {
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would import {shown}");
            return;
        }

        try
        {
            if (await ClassicKeys.IsClassicAsync(call.Surroundings.Files, path, cancellationToken).ConfigureAwait(false))
            {
                await classic.ImportFileAsync(path, shown, cancellationToken).ConfigureAwait(false);
                return;
            }

            var spool = workspace.NewSpool();
            await using (spool.ConfigureAwait(false))
            {
                var result = await workspace
                    .ImportAsync(path, shown, spool, token => passphrase.AskAsync(shown, token), cancellationToken)
                    .ConfigureAwait(false);
                if (result.Imported is { } session)
                {
                    var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
                    report.Import(await SessionView.OfNew(library).OfAsync(session, cancellationToken).ConfigureAwait(false));
                }
                else
                {
                    report.Skip(path, result.SkippedBecause ?? "");
                }
            }
        }
        catch (Exception e) when (e is VaultException or LibraryException or StoreException { Error: StoreError.Denied })
        {
            report.Fail(path, e.Message);
        }
    }

    private sealed record Found(List<(string Path, string Shown)> Files, List<string> Notes, List<string> Keys, List<string> LeftOut, List<RemoteAddress> Buckets)
    {
        /// <summary>The bucket that the config.ini of an older home names.</summary>
        public string? OlderBucket { get; set; }
    }
}
