using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>Does what opening a vault does, so that the runtime has prepared it when that comes in earnest.</summary>
public static class VaultRehearsal
{
    /// <summary>Reads a file and lists a folder of a store, and a key and a description that are written here.</summary>
    /// <param name="name">The name of a small object of the store.</param>
    public static async Task RunAsync(IObjectStore store, ObjectKey name)
    {
        ArgumentNullException.ThrowIfNull(store);
        _ = VaultKey.TryParse("FSK1-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000", out _, out _);
        _ = await store.ReadSmallAsync(name, AboutDocument.BytesMax).ConfigureAwait(false);
        _ = AboutDocument.TryRead(
            "{\"format\":1,\"kind\":\"about\",\"vault\":\"00000000000000000000000000000000\",\"created\":\"2026-01-01T00:00:00+00:00\",\"minReader\":1}"u8.ToArray(),
            out _,
            out _);
        _ = await store.ListAsync("", countMax: 1).ConfigureAwait(false);
    }
}
