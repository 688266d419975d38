using System.Collections.Concurrent;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Where a move stands: entries looked at, of all that there are, and bytes sealed anew.</summary>
public readonly record struct MoveProgress(int Done, int Total, long Bytes);

/// <summary>What a move took along, and what it could not.</summary>
/// <param name="Entries">Entries of which the other vault lacked something.</param>
/// <param name="Archives">Archives sealed anew.</param>
/// <param name="Missing">Sessions of which an archive is neither here nor where devices meet.</param>
public sealed record MoveReport(int Entries, int Archives, IReadOnlyList<SessionId> Missing);

/// <summary>Takes the whole state of one vault into another of the same person: purges, other versions and unknown fields included.</summary>
/// <remarks>
/// What stands in the other vault already is passed over, so a move that was interrupted goes on where it stopped. Fields
/// keep their versions; only what names an archive is new, for that is sealed anew.
/// </remarks>
/// <param name="fetch">Opens an archive of the one vault that is not on this device; null where it is nowhere. The reader is disposed.</param>
/// <param name="bring">Brings an archive of the other vault to this device; false where it is nowhere.</param>
internal sealed class LibraryMove(
    SessionLibrary from,
    SessionLibrary to,
    Func<ArchiveName, CancellationToken, Task<ArchiveReader?>> fetch,
    Func<ArchiveName, CancellationToken, Task<bool>> bring)
{
    private const int EntriesPerStep = 64;
    private const int SealsAtOnce = 4;

    private readonly ConcurrentBag<SessionId> _missing = [];
    private int _entries;
    private int _archives;
    private long _bytes;

    /// <summary>Takes along what the other vault lacks.</summary>
    /// <exception cref="VaultException">An archive is damaged on both sides; what was taken along before stays there.</exception>
    public async Task<MoveReport> RunAsync(IProgress<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        var counts = await from.CountAsync(cancellationToken).ConfigureAwait(false);
        var total = (int)Math.Min(int.MaxValue, counts.Sessions + counts.Trash);
        var (done, last) = (0, default(EntryId?));
        while (true)
        {
            var entries = await from.Objects.EntriesAfterAsync(last, EntriesPerStep, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
            {
                return new MoveReport(_entries, _archives, [.. _missing.Distinct()]);
            }

            progress?.Report(new MoveProgress(Math.Min(done, total), total, Interlocked.Read(ref _bytes)));
            var added = new ConcurrentBag<KeyValuePair<EntryId, Entry>>();
            await FanOut.ForEachAsync(
                entries,
                SealsAtOnce,
                async (one, token) =>
                {
                    if (await BeyondAsync(one.Key, one.Value, token).ConfigureAwait(false) is { } beyond)
                    {
                        added.Add(beyond);
                    }
                },
                cancellationToken).ConfigureAwait(false);

            // An archive before what names it: the record is written when all of them are durable.
            await to.AppendAsync(Joined(added), cancellationToken).ConfigureAwait(false);
            _entries += added.Count;
            done += entries.Count(one => one.Value is Entry.Live && one.Key != EntryId.Vault);
            last = entries[^1].Key;
        }
    }

    // A session that goes on under another id may be known by that already.
    private static List<KeyValuePair<EntryId, Entry>> Joined(IEnumerable<KeyValuePair<EntryId, Entry>> entries) =>
    [
        .. entries.GroupBy(one => one.Key).OrderBy(group => group.Key)
            .Select(group => KeyValuePair.Create(group.Key, group.Select(one => one.Value).Aggregate(Join.Entries))),
    ];

    private async Task<KeyValuePair<EntryId, Entry>?> BeyondAsync(EntryId id, Entry entry, CancellationToken cancellationToken)
    {
        var known = await to.EntryOfAsync(id, cancellationToken).ConfigureAwait(false);
        if (entry is Entry.Live live)
        {
            if (known is Entry.Purged purge)
            {
                // What whoever purged it had not seen goes on as a session of its own, as it does where a purge is pulled.
                return id.Session is { } session && Changes.HasSeen(purge, live) == false
                    ? await BeyondAsync(SavedAgain.IdOf(session), SavedAgain.WithoutTrashingOf(purge, live), cancellationToken).ConfigureAwait(false)
                    : null;
            }

            entry = await SealedAnewAsync(id, (known as Entry.Live) ?? new Entry.Live([]), live, cancellationToken).ConfigureAwait(false);
        }
        else if (entry is Entry.Purged purged && known is Entry.Live here && id.Session is { } gone && Changes.HasSeen(purged, here) == false)
        {
            await KeepUnseenAsync(gone, here, purged, cancellationToken).ConfigureAwait(false);
        }

        return Join.Beyond(known, entry) is { } beyond ? new(id, beyond) : null;
    }

    // Of what has no pictures anywhere nothing goes on, as where a purge is pulled.
    private async Task KeepUnseenAsync(SessionId session, Entry.Live here, Entry.Purged purge, CancellationToken cancellationToken)
    {
        foreach (var archive in ContentHistory.ArchivesOf(here))
        {
            if (!await to.Objects.HasArchiveAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                await bring(archive, cancellationToken).ConfigureAwait(false);
            }
        }

        await to.Sealing.SaveAgainAsync(session, SavedAgain.WithoutTrashingOf(purge, here), cancellationToken).ConfigureAwait(false);
    }

    // The vault's own entry says of another vault which one follows it; that is not said of the one that follows.
    private async Task<Entry.Live> SealedAnewAsync(EntryId id, Entry.Live known, Entry.Live live, CancellationToken cancellationToken)
    {
        var archives = new Dictionary<string, ArchiveName>(StringComparer.Ordinal);
        foreach (var (change, archive) in ContentHistory.ArchivesByChange(live))
        {
            var field = FieldNames.Archive(change);
            if (known.Find(field) is null)
            {
                if (await SealAsync(id, archive, cancellationToken).ConfigureAwait(false) is { } anew)
                {
                    archives[field] = anew;
                }
                else if (id.Session is { } session)
                {
                    _missing.Add(session);
                }
            }
        }

        return new Entry.Live(
        [
            .. live.Fields
                .Where(one => one.Name != FieldNames.Successor
                    && (!one.Name.StartsWith(FieldNames.ArchivePrefix, StringComparison.Ordinal) || archives.ContainsKey(one.Name)))
                .Select(one => archives.TryGetValue(one.Name, out var anew) ? one with { Value = ArchiveValue.ToValue(anew) } : one),
        ]);
    }

    private async Task<ArchiveName?> SealAsync(EntryId id, ArchiveName archive, CancellationToken cancellationToken)
    {
        try
        {
            if (await from.Objects.OpenHereAsync(archive, cancellationToken).ConfigureAwait(false) is { } here)
            {
                return await SealAsync(id, here, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (VaultException e) when (e.Error is VaultError.Damaged)
        {
            // The other side may have it whole.
        }

        return await fetch(archive, cancellationToken).ConfigureAwait(false) is { } reader
            ? await SealAsync(id, reader, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<ArchiveName> SealAsync(EntryId id, ArchiveReader reader, CancellationToken cancellationToken)
    {
        await using (reader.ConfigureAwait(false))
        {
            var anew = await to.Sealing.SealAsync(ArchiveContent.Of(reader, reader.Manifest with { Session = id.Session ?? reader.Manifest.Session }), cancellationToken).ConfigureAwait(false);
            await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _archives);
            Interlocked.Add(ref _bytes, anew.Length);
            return anew;
        }
    }
}
