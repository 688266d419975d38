using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>Takes into the library what changed in the bucket: one index a session, and the session itself where that is of no use.</summary>
internal sealed class ClassicPull(
    ClassicBucket bucket, ClassicRemoteParts parts, ClassicContent content, ClassicMemory memory, SyncTally tally, int atOnceMax)
{
    // Of sessions that are read whole, each may take 256 MiB.
    private const int SessionsAtOnceMax = 2;
    private const int PortionMax = 512;

    /// <summary>Whether the list named sessions that are not there.</summary>
    public bool HasGhosts { get; private set; }

    private SessionLibrary Library => parts.Library;

    /// <summary>Lists sessions that are new in the bucket.</summary>
    public async Task AddAsync(IReadOnlyList<ClassicOverallEntry> entries, CancellationToken cancellationToken)
    {
        tally.Begin(SyncStep.Pull, entries.Count);
        var unclear = new List<(ClassicOverallEntry Entry, string Problem)>();
        foreach (var portion in entries.Chunk(PortionMax))
        {
            var indexes = await ReadIndexesAsync(portion, unclear, cancellationToken).ConfigureAwait(false);
            var listed = new List<KeyValuePair<EntryId, Entry>>();
            foreach (var entry in portion.Where(entry => indexes.ContainsKey(entry.FileName)))
            {
                listed.Add(await ListedAsync(entry, indexes[entry.FileName], cancellationToken).ConfigureAwait(false));
            }

            await Library.AppendAsync(listed, cancellationToken).ConfigureAwait(false);
            foreach (var (entry, (id, _)) in portion.Where(entry => indexes.ContainsKey(entry.FileName)).Zip(listed))
            {
                await RememberAsync(entry, id.Session!.Value, cancellationToken).ConfigureAwait(false);
            }
        }

        await FanOut.ForEachAsync(
            unclear,
            SessionsAtOnceMax,
            (one, token) => AddWithoutIndexAsync(one.Entry, one.Problem, token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes over what another device changed of a session; fields that were changed here stay.</summary>
    public async Task ChangeAsync(ClassicOverallEntry entry, LocalSession local, CancellationToken cancellationToken)
    {
        var (file, info) = (entry.FileName, local.Info);
        var known = memory.Sessions.GetValueOrDefault(file);
        var (index, problem) = await bucket.ReadIndexAsync(file, cancellationToken).ConfigureAwait(false);
        var hasContent = known is not null && await Library.HasContentAsync(info, cancellationToken).ConfigureAwait(false);
        var isLate = index is not null && IsLate(index, entry, known);
        if (hasContent || index is null || isLate)
        {
            // Its object was rewritten, with other metadata as a rule, and perhaps with other annotations; or it must tell itself.
            try
            {
                (info, var own) = await content.RefreshAsync(info, file, hasContent, cancellationToken).ConfigureAwait(false);
                if (own is not null && entry.FileSize > 0 && own.FileSize != entry.FileSize)
                {
                    return; // The store still gives what stood there before; the next run asks again.
                }

                if (own is not null && (index is null || (isLate && HashesOf(index) != HashesOf(own))))
                {
                    await MendIndexAsync(info.Id, own, problem ?? "is older than it", cancellationToken).ConfigureAwait(false);
                }

                index = own ?? index;
            }
            catch (ClassicFormatException) when (index is not null && !hasContent)
            {
                // Nobody asked for its pictures yet, and its index serves.
            }
            catch (ClassicFormatException e)
            {
                tally.Fail(info.Id.Text, $"{file} {e.Message}; what is here stays.");
            }
        }

        if (index is null)
        {
            await RememberAsync(entry, info.Id, cancellationToken).ConfigureAwait(false);
            return;
        }

        var there = ClassicText.Of(index.Metadata, file);
        var agreed = known?.Text
            ?? (await Library.EntryOfAsync(info.Id, cancellationToken).ConfigureAwait(false) is Entry.Live live
                ? TextHashes.OfUnedited(info.Text, live)
                : "");
        info = await Library.EditAsync(info.Id, TextHashes.Merge(info.Text, there, agreed), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        Remember(entry, info, TextHashes.Of(there));
    }

    // Whether an index may be the one from before the change: of another size than the session, or saying what it always said.
    private static bool IsLate(ClassicIndex index, ClassicOverallEntry entry, KnownSession? known) =>
        known is not null
        && ((index.FileSize > 0 && entry.FileSize > 0 && index.FileSize != entry.FileSize)
            || (KindOf(known.Stamp) == KindOf(ClassicBucket.StampOf(entry)) && HashesOf(index) == known.Text));

    // Stamps of two kinds differ without anything having changed: a list that was lost took its checksums with it.
    private static string KindOf(string stamp) => stamp[..(stamp.IndexOf(':', StringComparison.Ordinal) + 1)];

    private static string HashesOf(ClassicIndex index) => TextHashes.Of(ClassicText.Of(index.Metadata, index.FileName));

    private async Task<Dictionary<string, ClassicIndex>> ReadIndexesAsync(
        ClassicOverallEntry[] portion, List<(ClassicOverallEntry Entry, string Problem)> unclear, CancellationToken cancellationToken)
    {
        var indexes = new Dictionary<string, ClassicIndex>(StringComparer.Ordinal);
        await FanOut.ForEachAsync(
            portion,
            atOnceMax,
            async (entry, token) =>
            {
                var (index, problem) = await bucket.ReadIndexAsync(entry.FileName, token).ConfigureAwait(false);
                lock (indexes)
                {
                    if (index is not null)
                    {
                        indexes.Add(entry.FileName, index);
                    }
                    else
                    {
                        unclear.Add((entry, problem!));
                    }
                }

                tally.Advance(0);
            },
            cancellationToken).ConfigureAwait(false);
        return indexes;
    }

    private async Task<KeyValuePair<EntryId, Entry>> ListedAsync(
        ClassicOverallEntry entry, ClassicIndex index, CancellationToken cancellationToken) => Library.Contents.Listed(
            await IdForAsync(entry.FileName, cancellationToken).ConfigureAwait(false),
            ClassicText.Of(index.Metadata, entry.FileName),
            ClassicTime.Of([index.Metadata.CreatedAt], entry.FileName, parts.Time.GetUtcNow(), parts.Time.LocalTimeZone),
            SourceOf(entry.FileName),
            index.ImageCount,
            entry.FileSize);

    // Its id follows from its name; where an imported session of that name was renamed meanwhile, from the name twice.
    private async Task<SessionId> IdForAsync(string file, CancellationToken cancellationToken)
    {
        var (id, entry) = await ClassicIds.FreeAsync(Library, file, content: null, cancellationToken).ConfigureAwait(false);
        return entry is null
            ? id
            : (await ClassicIds.FreeAsync(Library, file, Digest.Of(System.Text.Encoding.UTF8.GetBytes(file)), cancellationToken).ConfigureAwait(false)).Id;
    }

    private static Source SourceOf(string file) => new("", "fastshot-classic", file);

    // The session tells of itself, and its index is written for the others: but never in the place of one that says something.
    private async Task AddWithoutIndexAsync(ClassicOverallEntry entry, string problem, CancellationToken cancellationToken)
    {
        var id = await IdForAsync(entry.FileName, cancellationToken).ConfigureAwait(false);
        try
        {
            if (await content.AddAsync(id, entry.FileName, cancellationToken).ConfigureAwait(false) is not { } index)
            {
                HasGhosts = true;
                return;
            }

            await MendIndexAsync(id, index, problem, cancellationToken).ConfigureAwait(false);
        }
        catch (ClassicFormatException e)
        {
            // It is there, so it is listed: under the name of its file.
            tally.Fail(id.Text, $"{entry.FileName} {e.Message}, and its index {problem}.");
            var created = ClassicTime.Of([], entry.FileName, parts.Time.GetUtcNow(), parts.Time.LocalTimeZone);
            await Library.AppendAsync(
                [Library.Contents.Listed(id, ClassicText.Of(null, entry.FileName), created, SourceOf(entry.FileName), 0, entry.FileSize)],
                cancellationToken).ConfigureAwait(false);
        }
        await RememberAsync(entry, id, cancellationToken).ConfigureAwait(false);
    }

    private async Task MendIndexAsync(SessionId id, ClassicIndex index, string problem, CancellationToken cancellationToken)
    {
        if (problem == ClassicIndexReader.NamesAnother)
        {
            tally.Fail(id.Text, $"The index of {index.FileName} names another session, and was left alone; fastshot repair writes it anew.");
            return;
        }

        try
        {
            await bucket.PutIndexAsync(index, cancellationToken).ConfigureAwait(false);
            tally.CountMended();
        }
        catch (StoreException e) when (e.Error is StoreError.Denied)
        {
            tally.Fail(id.Text, $"The index of {index.FileName} {problem}, and could not be written: {e.Message}");
        }
    }

    private async Task RememberAsync(ClassicOverallEntry entry, SessionId id, CancellationToken cancellationToken)
    {
        if (await Library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is Entry.Live live)
        {
            var info = SessionReader.Read(id, live);
            Remember(entry, info, TextHashes.Of(info.Text));
        }
    }

    private void Remember(ClassicOverallEntry entry, SessionInfo info, string text)
    {
        lock (memory)
        {
            memory.Sessions[entry.FileName] = new KnownSession(
                info.Id, ClassicBucket.StampOf(entry), text, info.Content?.Version.Change.Text ?? "");
        }

        tally.CountPulls(1);
    }
}
