using System.Security.Cryptography;

namespace Fastshot.Core.Storage;

/// <summary>The objects of a store in memory; it behaves as S3 does, with ETags of the content and atomic conditions.</summary>
/// <param name="time">Stamps the objects.</param>
public sealed class MemoryStore(TimeProvider time) : IStagingStore
{
    private readonly Lock _turn = new();
    private readonly List<ObjectKey> _keys = []; // In their order.
    private readonly Dictionary<ObjectKey, Item> _items = [];

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ObjectInfo?>(cancellationToken)
            : Task.FromResult(Find(key)?.Info);

    public Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<StoredObject?>(cancellationToken);
        }

        if (Find(key) is not { } item)
        {
            return Task.FromResult<StoredObject?>(null);
        }

        var offset = (int)Math.Min(range?.Offset ?? 0, item.Bytes.Length);
        var length = (int)Math.Min(range?.Length ?? long.MaxValue, item.Bytes.Length - offset);
        return Task.FromResult<StoredObject?>(
            new StoredObject(item.Info, new ReadOnlyMemoryStream(item.Bytes.AsMemory(offset, length))));
    }

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        await ConditionalGet.OfAsync(await GetAsync(key, null, cancellationToken).ConfigureAwait(false), ifNoneMatch).ConfigureAwait(false);

    public async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length > Array.MaxLength)
        {
            throw new StoreException(StoreError.Unsupported, $"'{key}' is too large to be kept in memory.");
        }

        var bytes = new byte[content.Length];
        var position = 0;
        await content.CopyToAsync(Take, cancellationToken).ConfigureAwait(false);
        return Put(key, bytes, condition);

        Task Take(ReadOnlyMemory<byte> chunk, CancellationToken token)
        {
            chunk.Span.CopyTo(bytes.AsSpan(position));
            position += chunk.Length;
            return Task.CompletedTask;
        }
    }

    public Task<IStagedObject> StageAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<IStagedObject>(cancellationToken)
            : Task.FromResult<IStagedObject>(new Staged(this));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        lock (_turn)
        {
            if (_items.Remove(key))
            {
                _keys.RemoveAt(FirstFrom(key.Value));
            }
        }

        return Task.CompletedTask;
    }

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ListPage.ThrowIfNotCount(countMax);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ListPage>(cancellationToken)
            : Task.FromResult(List(prefix, after?.Value ?? "", countMax));
    }

    private ListPage List(string prefix, string after, int countMax)
    {
        lock (_turn)
        {
            var start = Math.Max(FirstFrom(prefix), FirstFrom(after));
            if (start < _keys.Count && _keys[start].Value == after)
            {
                start++;
            }

            var objects = new List<ObjectInfo>();
            var next = start;
            for (; next < _keys.Count && objects.Count < countMax && IsBelow(_keys[next]); next++)
            {
                objects.Add(_items[_keys[next]].Info);
            }

            var isLast = next >= _keys.Count || !IsBelow(_keys[next]);
            return new ListPage(objects, isLast ? null : objects[^1].Key);
        }

        bool IsBelow(ObjectKey key) => key.Value.StartsWith(prefix, StringComparison.Ordinal);
    }

    private int FirstFrom(string text)
    {
        var (low, high) = (0, _keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_keys[middle].Value, text) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private Item? Find(ObjectKey key)
    {
        lock (_turn)
        {
            return _items.GetValueOrDefault(key);
        }
    }

    private ObjectInfo Put(ObjectKey key, byte[] bytes, PutCondition condition)
    {
        var eTag = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
        var item = new Item(new ObjectInfo(key, bytes.Length, eTag, time.GetUtcNow()), bytes);
        lock (_turn)
        {
            var found = _items.GetValueOrDefault(key);
            var isMet = condition switch
            {
                PutCondition.AbsentCondition => found is null,
                PutCondition.UnchangedCondition unchanged => found?.Info.ETag == unchanged.ETag,
                _ => true,
            };
            if (!isMet)
            {
                throw new StoreException(StoreError.ConditionFailed, $"'{key}' is not as the condition of the put asks.");
            }

            if (found is null)
            {
                _keys.Insert(FirstFrom(key.Value), key);
            }

            _items[key] = item;
        }

        return item.Info;
    }

    private sealed record Item(ObjectInfo Info, byte[] Bytes);

    private sealed class Staged(MemoryStore store) : IStagedObject
    {
        private readonly MemoryStream _bytes = new();

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            _bytes.WriteAsync(bytes, cancellationToken).AsTask();

        public Task<ObjectInfo> CommitAsync(ObjectKey key, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var info = store.Put(key, _bytes.ToArray(), PutCondition.None);
            _bytes.Dispose();
            return Task.FromResult(info);
        }

        public ValueTask DisposeAsync() => _bytes.DisposeAsync();
    }
}
