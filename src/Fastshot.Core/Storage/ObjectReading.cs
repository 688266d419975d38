namespace Fastshot.Core.Storage;

/// <summary>Reads small objects whole.</summary>
public static class ObjectReading
{
    extension(IObjectStore store)
    {
        /// <summary>An object of at most so many bytes; null where there is none, or it is larger.</summary>
        public async Task<byte[]?> ReadSmallAsync(ObjectKey key, int bytesMax, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(store);
            var stored = await store.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (stored is null)
            {
                return null;
            }

            await using (stored.ConfigureAwait(false))
            {
                if (stored.Info.Length > bytesMax)
                {
                    return null;
                }

                var bytes = new byte[stored.Info.Length];
                await stored.Content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                return bytes;
            }
        }

        /// <summary>Every object whose key starts with the prefix, page by page.</summary>
        public async Task<IReadOnlyList<ObjectInfo>> ListAllAsync(string prefix, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(store);
            var all = new List<ObjectInfo>();
            ObjectKey? after = null;
            do
            {
                var page = await store.ListAsync(prefix, after, cancellationToken: cancellationToken).ConfigureAwait(false);
                all.AddRange(page.Objects);
                after = page.Next;
            }
            while (after is not null);

            return all;
        }
    }
}
