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
/// <param name="fetch">Opens an archive that is not on this device; null where it is nowhere. The reader is disposed.</param>
internal sealed class LibraryMove(
    SessionLibrary from, SessionLibrary to, Func<ArchiveName, CancellationToken, Task<ArchiveReader?>> fetch)
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
                        added.Add(new(one.Key, beyond));
                    }
                },
                cancellationToken).ConfigureAwait(false);

            // An archive before what names it: the record is written when all of them are durable.
            await to.AppendAsync([.. added.OrderBy(one => one.Key)], cancellationToken).ConfigureAwait(false);
            _entries += added.Count;
            done += entries.Count(one => one.Value is Entry.Live && one.Key != EntryId.Vault);
            last = entries[^1].Key;
        }
    }

    private async Task<Entry?> BeyondAsync(EntryId id, Entry entry, CancellationToken cancellationToken)
    {
        var known = await to.EntryOfAsync(id, cancellationToken).ConfigureAwait(false);
        return (known, entry) switch
        {
            (Entry.Purged, Entry.Live) => null,
            (_, Entry.Live live) => Join.Beyond(known, await SealedAnewAsync(id, (known as Entry.Live) ?? new Entry.Live([]), live, cancellationToken).ConfigureAwait(false)),
            _ => Join.Beyond(known, entry),
        };
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
                if (await SealAsync(archive, cancellationToken).ConfigureAwait(false) is { } anew)
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

    private async Task<ArchiveName?> SealAsync(ArchiveName archive, CancellationToken cancellationToken)
    {
        try
        {
            if (await from.Objects.OpenHereAsync(archive, cancellationToken).ConfigureAwait(false) is { } here)
            {
                return await SealAsync(here, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (VaultException e) when (e.Error is VaultError.Damaged)
        {
            // The other side may have it whole.
        }

        return await fetch(archive, cancellationToken).ConfigureAwait(false) is { } reader
            ? await SealAsync(reader, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<ArchiveName> SealAsync(ArchiveReader reader, CancellationToken cancellationToken)
    {
        await using (reader.ConfigureAwait(false))
        {
            var anew = await to.Sealing.SealAsync(ArchiveContent.Of(reader, reader.Manifest), cancellationToken).ConfigureAwait(false);
            await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _archives);
            Interlocked.Add(ref _bytes, anew.Length);
            return anew;
        }
    }
}
