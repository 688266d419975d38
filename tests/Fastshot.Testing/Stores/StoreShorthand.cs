using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>Short words of tests for what they do with stores all the time.</summary>
public static class StoreShorthand
{
    extension(IObjectStore store)
    {
        public Task<ObjectInfo> PutAsync(string key, ReadOnlyMemory<byte> bytes, PutCondition? condition = null) =>
            store.PutAsync(
                ObjectKey.Parse(key), ObjectContent.Of(bytes), condition ?? PutCondition.None, Deadline.Token);

        /// <summary>The bytes of an object or of a range of it, or null where there is none.</summary>
        public async Task<byte[]?> ReadAsync(string key, ByteRange? range = null)
        {
            await using var found = await store.GetAsync(ObjectKey.Parse(key), range, Deadline.Token);
            if (found is null)
            {
                return null;
            }

            using var bytes = new MemoryStream();
            await found.Content.CopyToAsync(bytes, Deadline.Token);
            return bytes.ToArray();
        }

        /// <summary>The bytes and the ETag of an object that is there and is not the known one.</summary>
        public async Task<(byte[] Bytes, string ETag)> ReadIfChangedAsync(ObjectKey key, string? ifNoneMatch)
        {
            var read = await store.GetIfChangedAsync(key, ifNoneMatch, Deadline.Token);
            Assert.False(read.IsNotModified);
            await using var found = Assert.IsType<StoredObject>(read.Found);
            using var bytes = new MemoryStream();
            await found.Content.CopyToAsync(bytes, Deadline.Token);
            return (bytes.ToArray(), found.Info.ETag);
        }

        /// <summary>All keys with a prefix, page by page.</summary>
        public async Task<IReadOnlyList<string>> KeysAsync(string prefix = "", int countMax = ListPage.CountMax)
        {
            var keys = new List<string>();
            ObjectKey? after = null;
            do
            {
                var page = await store.ListAsync(prefix, after, countMax, Deadline.Token);
                Assert.True(page.Objects.Count <= countMax);
                keys.AddRange(page.Objects.Select(found => found.Key.Value));
                after = page.Next;
            }
            while (after is not null);

            return keys;
        }
    }
}
