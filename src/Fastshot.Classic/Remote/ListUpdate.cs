using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>Brings the overall list of a bucket to what the listing says.</summary>
/// <remarks>
/// The listing is the truth. The older program lists, waits, and writes whatever others wrote meanwhile; so the list is
/// written on the condition that it still is as it was read, or, where the store has no such condition, looked at again
/// after it was written, until it and the listing agree. An empty listing never empties the list.
/// </remarks>
internal sealed class ListUpdate(ClassicBucket bucket, bool trustsConditions, Func<string> now)
{
    private const int AttemptsMax = 8;

    private bool _trustsConditions = trustsConditions;

    /// <summary>Writes the list until it says what the listing says.</summary>
    /// <param name="read">The list as this run read it.</param>
    /// <param name="written">Objects that this run wrote, with the SHA-256 of their bytes: a listing may be late.</param>
    /// <param name="deleted">Sessions that this run deleted, for the same reason.</param>
    /// <param name="listing">The sessions, where this run listed them and has changed none since.</param>
    /// <returns>The entries as they stand, and whether the list was wrong.</returns>
    public async Task<(ImmutableArray<ClassicOverallEntry> Entries, bool IsWritten)> RunAsync(
        ReadList read,
        IReadOnlyDictionary<string, (ObjectInfo Info, string Sha256)> written,
        IReadOnlySet<string> deleted,
        Dictionary<string, ObjectInfo>? listing,
        CancellationToken cancellationToken)
    {
        var isWritten = false;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            listing ??= await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
            var entries = EntriesOf(listing, read.List, written, deleted);
            if (Agree(read, entries))
            {
                return (entries, isWritten);
            }

            if (await TryWriteAsync(read, entries, cancellationToken).ConfigureAwait(false))
            {
                isWritten = true;
                if (_trustsConditions)
                {
                    return (entries, isWritten);
                }
            }

            read = await bucket.ReadListAsync(cancellationToken).ConfigureAwait(false);
            listing = null;
        }

        throw new StoreException(
            StoreError.Unavailable, "Other devices keep changing the overall list; the next sync tries again.");
    }

    private static ImmutableArray<ClassicOverallEntry> EntriesOf(
        Dictionary<string, ObjectInfo> listing,
        ClassicOverallList? list,
        IReadOnlyDictionary<string, (ObjectInfo Info, string Sha256)> written,
        IReadOnlySet<string> deleted)
    {
        var before = list?.Sessions.ToDictionary(entry => entry.FileName, StringComparer.Ordinal) ?? [];
        var all = new SortedDictionary<string, ObjectInfo>(listing, StringComparer.Ordinal);
        foreach (var (file, (info, _)) in written)
        {
            all.TryAdd(file, info);
        }

        foreach (var file in deleted)
        {
            all.Remove(file);
        }

        if (listing.Count == 0 && before.Keys.Any(file => !deleted.Contains(file)))
        {
            throw new StoreException(
                StoreError.Broken, $"The bucket lists no session, and its overall list has {before.Count:N0}; the list was left as it is.");
        }

        return
        [
            .. all.Select(one => ClassicBucket.EntryOf(
                one.Key,
                one.Value,
                before.GetValueOrDefault(one.Key),
                written.TryGetValue(one.Key, out var known) ? known.Sha256 : null)),
        ];
    }

    private static bool Agree(ReadList read, ImmutableArray<ClassicOverallEntry> entries) =>
        read is { Problem: null, List: { } list }
        && list.Refused.IsEmpty
        && list.Sessions.Length == entries.Length
        && list.Sessions.ToHashSet().SetEquals(entries);

    private async Task<bool> TryWriteAsync(
        ReadList read, ImmutableArray<ClassicOverallEntry> entries, CancellationToken cancellationToken)
    {
        var list = new ClassicOverallList(now(), entries);
        var condition = !_trustsConditions ? PutCondition.None
            : read.ETag is { } tag ? PutCondition.Unchanged(tag)
            : PutCondition.Absent;
        try
        {
            await bucket.PutListAsync(list, condition, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            return false;
        }
        catch (StoreException e) when (e.Error is StoreError.Unsupported && _trustsConditions)
        {
            _trustsConditions = false;
            await bucket.PutListAsync(list, PutCondition.None, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
