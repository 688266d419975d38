using System.Globalization;
using Fastshot.Classic.Format;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>The overall list as it was read: what it says, the tag of this very content, and what is wrong with it.</summary>
internal sealed record ReadList(ClassicOverallList? List, string? ETag, string? Problem);

/// <summary>The objects of a bucket in the older program's layout.</summary>
internal sealed class ClassicBucket(IObjectStore store)
{
    /// <summary>How the older program cuts a listing: from here on a list of its making may lack the newest sessions.</summary>
    public const int OlderListMax = 1000;

    /// <summary>What is wrong with an index that says nothing.</summary>
    public const string IsPlaceholder = "is a placeholder";

    /// <summary>Reads the overall list; one that is damaged, cut or too large is told of, and not believed.</summary>
    public async Task<ReadList> ReadListAsync(CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(ClassicNames.Overall, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return new ReadList(null, null, "is missing");
        }

        await using (stored.ConfigureAwait(false))
        {
            var tag = stored.Info.ETag;
            if (stored.Info.Length > ClassicOverallList.BytesMax)
            {
                return new ReadList(null, tag, $"has {stored.Info.Length:N0} bytes: at most {ClassicOverallList.BytesMax:N0} are read");
            }

            var bytes = await ReadAsync(stored, cancellationToken).ConfigureAwait(false);
            return !ClassicOverallList.TryRead(bytes, out var list, out var reason) ? new ReadList(null, tag, reason)
                : list.IsSound ? new ReadList(list, tag, null)
                : new ReadList(list, tag, "was cut or changed: its checksum or its count does not fit");
        }
    }

    /// <summary>All sessions of the bucket by their file names, in the order of the listing, page by page.</summary>
    public async Task<Dictionary<string, ObjectInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var sessions = new Dictionary<string, ObjectInfo>(StringComparer.Ordinal);
        foreach (var info in await store.ListAllAsync(ClassicNames.SessionsPrefix, cancellationToken).ConfigureAwait(false))
        {
            if (ClassicNames.TryFileName(info.Key, out var file))
            {
                sessions.Add(file, info);
            }
        }

        return sessions;
    }

    /// <summary>The keys of all indexes.</summary>
    public async Task<HashSet<ObjectKey>> ListIndexesAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAllAsync(ClassicNames.IndexesPrefix, cancellationToken).ConfigureAwait(false)).Select(info => info.Key)];

    /// <summary>The index of a session; null, and why, where it is missing or says nothing that can be used.</summary>
    public async Task<(ClassicIndex? Index, string? Problem)> ReadIndexAsync(string file, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(ClassicNames.Index(file), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return (null, "is missing");
        }

        await using (stored.ConfigureAwait(false))
        {
            if (stored.Info.Length > ClassicIndexReader.BytesMax)
            {
                return (null, "is too large");
            }

            var bytes = await ReadAsync(stored, cancellationToken).ConfigureAwait(false);
            return !ClassicIndexReader.TryRead(bytes, file, isCached: false, out var index, out var reason) ? (null, reason)
                : index.IsUsable ? (index, null)
                : (null, IsPlaceholder);
        }
    }

    /// <summary>A session's object; null where it is not there.</summary>
    /// <exception cref="ClassicFormatException">It is too large to be read.</exception>
    public async Task<(byte[] Bytes, ObjectInfo Info)?> ReadSessionAsync(string file, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(KeyOf(file), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return null;
        }

        await using (stored.ConfigureAwait(false))
        {
            return stored.Info.Length > ClassicContainer.BytesMax
                ? throw ClassicContainer.TooLarge(stored.Info.Length)
                : (await ReadAsync(stored, cancellationToken).ConfigureAwait(false), stored.Info);
        }
    }

    public Task<ObjectInfo?> HeadSessionAsync(string file, CancellationToken cancellationToken) =>
        store.HeadAsync(KeyOf(file), cancellationToken);

    /// <summary>Writes a session where none may stand (or where what stands was read), as far as the store can tell.</summary>
    public async Task<ObjectInfo> PutSessionAsync(
        string file, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            return await store.PutAsync(KeyOf(file), content, condition, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.Unsupported)
        {
            if (condition is PutCondition.AbsentCondition && await HeadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not null)
            {
                throw new StoreException(StoreError.ConditionFailed, $"'{file}' stands there already.", e);
            }

            return await store.PutAsync(KeyOf(file), content, PutCondition.None, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task PutIndexAsync(ClassicIndex index, CancellationToken cancellationToken) => store.PutAsync(
        ClassicNames.Index(index.FileName), ObjectContent.Of(ClassicIndexWriter.Cloud(index)), PutCondition.None, cancellationToken);

    public Task PutListAsync(ClassicOverallList list, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutAsync(ClassicNames.Overall, ObjectContent.Of(list.Write()), condition, cancellationToken);

    /// <summary>Removes a session, then its index; what is gone already is no error.</summary>
    public async Task DeleteAsync(string file, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(KeyOf(file), cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(ClassicNames.Index(file), cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteIndexAsync(ObjectKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    /// <summary>The entry of an object in the overall list.</summary>
    /// <param name="before">What the list said of it.</param>
    /// <param name="sha256">Of its bytes, where they are known.</param>
    public static ClassicOverallEntry EntryOf(string file, ObjectInfo info, ClassicOverallEntry? before, string? sha256)
    {
        var tag = info.ETag.Trim('"');

        // One with a dash is no hash of the content: of an upload in parts, or of a folder.
        var checksum = !tag.Contains('-', StringComparison.Ordinal) ? $"etag:{tag}"
            : sha256 is not null ? $"sha256:{sha256}"
            : before?.FileSize == info.Length ? before.Checksum
            : "";
        var created = info.Modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture);
        return new ClassicOverallEntry(file, checksum == before?.Checksum ? before.CreatedAt : created, info.Length, checksum);
    }

    /// <summary>By which two states of a session's object are told apart.</summary>
    public static string StampOf(ClassicOverallEntry entry) =>
        entry.Checksum.Length > 0 ? entry.Checksum : $"{entry.FileSize}@{entry.CreatedAt}";

    private static ObjectKey KeyOf(string file) =>
        ClassicNames.TrySession(file, out var key) ? key : throw new ArgumentException($"'{file}' is no session's file name.", nameof(file));

    // The length is what the store said; what comes may still be less.
    private static async Task<byte[]> ReadAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        var bytes = new byte[stored.Info.Length];
        var count = await stored.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return count == bytes.Length
            ? bytes
            : throw new StoreException(StoreError.Unavailable, $"{stored.Info.Key} came with {count:N0} of {bytes.Length:N0} bytes.");
    }
}
