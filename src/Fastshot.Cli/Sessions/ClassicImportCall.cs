using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Cli.Shell;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>Imports the older program's sessions and notes: from files, and from its bucket.</summary>
internal sealed class ClassicImportCall(
    Invocation call, LocalWorkspace workspace, IReadOnlyCollection<string> keys, ImportReport report)
{
    // Each session is in memory whole, for nobody can be sure of its key before its end.
    private const int AtOnceMax = 4;

    private readonly ClassicImport _import = new(
        workspace.LibraryAsync,
        call.Surroundings.Files,
        new ImageInspector(() => Vips.Installed),
        call.Surroundings.Scheduler,
        call.Surroundings.Time);

    private readonly ClassicNotes _notes = new(call, report);
    private int _imported;
    private bool _lacksKey;

    public Task ImportFileAsync(string path, string shown, CancellationToken cancellationToken) => TryAsync(
        path,
        shown,
        async () =>
        {
            var spool = workspace.NewSpool();
            await using (spool.ConfigureAwait(false))
            {
                return await _import.ImportAsync(path, keys, spool, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Carries notes over, and says what lies beside them and is left out.</summary>
    public async Task CarryNotesAsync(
        IReadOnlyList<string> paths, IReadOnlyList<string> leftOut, CancellationToken cancellationToken)
    {
        if (leftOut.Count > 0)
        {
            call.Output.Note(
                $"Not taken over: {string.Join(", ", leftOut)}. They hold what the older program suggests, what was searched for, and what it knows of its own cache.");
        }

        if (!call.Options.IsDryRun)
        {
            await _notes.CarryOverAsync(
                paths.Select(path => (path, Path.GetFileName(path))), (note, token) => _notes.ReadFileAsync(note, token), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Imports all sessions and notes of a bucket, which is only read.</summary>
    /// <exception cref="CliException">It is away, or holds nothing of the older program.</exception>
    public Task ImportBucketAsync(RemoteAddress address, IProgress<OperationProgress> operation, CancellationToken cancellationToken) => RemoteCall.AtAsync(
        call,
        workspace,
        address,
        async place =>
        {
            var bucket = new ClassicBucketSource(place);
            var content = await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var refused in content.Refused)
            {
                report.Fail(refused, $"{refused} at {address} has a name that no session of the older program has");
            }

            if (content.Sessions.IsEmpty && content.Notes.IsEmpty)
            {
                throw new CliException(
                    ExitCode.Failed,
                    "nothing_to_import",
                    $"There are no sessions of the older program at {address}",
                    "They lie under sessions/. For a vault: fastshot remote set.");
            }

            await ImportAsync(bucket, await NewOfAsync(content, cancellationToken).ConfigureAwait(false), address, operation, cancellationToken)
                .ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task ImportAsync(
        ClassicBucketSource bucket,
        ClassicBucketContent content,
        RemoteAddress address,
        IProgress<OperationProgress> operation,
        CancellationToken cancellationToken)
    {
        if (content.Sessions.IsEmpty && content.Notes.IsEmpty)
        {
            call.Output.Note($"All that is at {address} is here already.");
            return;
        }

        var bytes = content.Sessions.Sum(one => one.Size);
        var prices = await call.PricesAsync(address, cancellationToken).ConfigureAwait(false);
        var usage = default(StoreUsage) with { Gets = content.Sessions.Length + content.Notes.Length, BytesReceived = bytes };
        var what = $"{Words.Count(content.Sessions.Length, "session")} ({Words.Size(bytes)}) and {Words.Count(content.Notes.Length, "note")} from {address}"
            + (prices is null ? "" : $", for {Bill.Words(prices.Of(usage))}");
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would import {what}.");
            return;
        }

        call.Output.Note($"Importing {what}.");
        var done = 0;
        using var line = call.Output.Progress<int>(count => $"Imported {count:N0} of {content.Sessions.Length:N0} sessions");
        var progress = new BothProgress<int>(operation, count => new OperationProgress("sessions", count, content.Sessions.Length, 0), line);
        await FanOut.ForEachAsync(
            content.Sessions,
            AtOnceMax,
            async (one, token) =>
            {
                await ImportAsync(bucket, one.File, token).ConfigureAwait(false);
                progress.Report(Interlocked.Increment(ref done));
            },
            cancellationToken).ConfigureAwait(false);
        line.Dispose();
        await _notes.CarryOverAsync(
            content.Notes.Select(note => (ClassicNames.NotesPrefix + note, note)),
            (note, token) => bucket.ReadNoteAsync(note[ClassicNames.NotesPrefix.Length..], token),
            cancellationToken).ConfigureAwait(false);
    }

    // By names and sizes alone, so that a second time costs two listings.
    private async Task<ClassicBucketContent> NewOfAsync(ClassicBucketContent content, CancellationToken cancellationToken)
    {
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var sessions = ImmutableArray.CreateBuilder<(string File, long Size)>();
        foreach (var (file, size) in content.Sessions)
        {
            if (library is null
                || await ClassicImport.SkipAsync(library, file, size, cancellationToken).ConfigureAwait(false) is not { } reason)
            {
                sessions.Add((file, size));
            }
            else
            {
                report.Skip(ClassicNames.SessionsPrefix + file, reason);
            }
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var note in content.Notes)
        {
            if (await _notes.IsThereAsync(note, cancellationToken).ConfigureAwait(false))
            {
                report.Skip(ClassicNames.NotesPrefix + note, ClassicNotes.IsHere);
            }
            else
            {
                notes.Add(note);
            }
        }

        return content with { Sessions = sessions.ToImmutable(), Notes = notes.ToImmutable() };
    }

    private Task ImportAsync(ClassicBucketSource bucket, string file, CancellationToken cancellationToken) => TryAsync(
        ClassicNames.SessionsPrefix + file,
        ClassicNames.SessionsPrefix + file,
        async () =>
        {
            if (await bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                throw new ClassicFormatException(ClassicError.Damaged, "vanished while the bucket was being imported");
            }

            var spool = workspace.NewSpool();
            await using (spool.ConfigureAwait(false))
            {
                return await _import.ImportAsync(file, found.Bytes, found.Modified, keys, spool, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Says where the key is to be found, where one was lacking.</summary>
    public void AskForKey()
    {
        if (_lacksKey)
        {
            call.Output.Note(
                $"The key stands in the config.ini of the older program, as encryption_key below [CloudSync]. Give it in {SecretVariables.ClassicKey}, and import again: what is here already is passed over.");
        }
    }

    /// <summary>Says where what was imported can go from here, where no remote is set.</summary>
    /// <param name="olderBucket">The bucket that the older program used; null where that is not known.</param>
    public async Task OfferAsync(string? olderBucket, CancellationToken cancellationToken)
    {
        if (_imported == 0 || await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        call.Output.Note("What was imported is sealed on this device. A vault keeps it sealed where your devices meet, too: fastshot remote set URL");
        if (olderBucket is not null)
        {
            call.Output.Note(
                $"The older program's own bucket is imported by: fastshot import s3://{olderBucket}; to go on in it beside that program, which is not encryption: fastshot remote set s3://{olderBucket} --layout classic");
        }
    }

    // One bad session must not stop the others, so an expected failure becomes a line of the report.
    private async Task TryAsync(string path, string shown, Func<Task<ClassicImported>> import, CancellationToken cancellationToken)
    {
        try
        {
            var result = await import().ConfigureAwait(false);
            if (result.Session is { } session)
            {
                Interlocked.Increment(ref _imported);
                var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
                report.Import(await SessionView.OfNew(library).OfAsync(session, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                report.Skip(path, result.SkippedBecause ?? "");
            }

            foreach (var problem in result.Problems)
            {
                report.Fail(path, $"{shown}: {problem}");
            }
        }
        catch (ClassicFormatException e)
        {
            _lacksKey |= e.Error is ClassicError.WrongKeyOrDamaged;
            report.Fail(path, $"{shown} {e.Message}");
        }
        catch (LibraryException e)
        {
            report.Fail(path, $"{shown}: {e.Message}");
        }
    }
}
