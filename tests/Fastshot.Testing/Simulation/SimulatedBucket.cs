using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Testing.Simulation;

/// <summary>The meeting place of a history, and what its provider or somebody with access may do to it.</summary>
internal sealed class SimulatedBucket(ManualTime time, SeededRandom random)
{
    private Dictionary<ObjectKey, byte[]> _before = [];

    public MemoryStore Store { get; } = new(time);

    /// <summary>Remembers how it is now, to go back to that.</summary>
    public async Task RememberAsync() => _before = await ReadAsync("");

    /// <summary>It is restored from an earlier state.</summary>
    public async Task GoBackAsync()
    {
        foreach (var key in (await ReadAsync("")).Keys.Where(key => !_before.ContainsKey(key)))
        {
            await Store.DeleteAsync(key);
        }

        foreach (var (key, bytes) in _before)
        {
            await Store.PutAsync(key, ObjectContent.Of(bytes), PutCondition.None);
        }
    }

    /// <summary>An object of it by lot; null where there is none.</summary>
    public async Task<ObjectKey?> AnyAsync()
    {
        var all = (await Store.ListAllAsync(""))
            .Where(info => info.Key.Value.EndsWith(".age", StringComparison.Ordinal)).ToList();
        return all.Count == 0 ? null : all[random.Next(all.Count)].Key;
    }

    /// <summary>The names of a vault's records in it.</summary>
    public async Task<IReadOnlySet<Digest>> RecordsAsync(VaultId vault) =>
        (await PieceListing.ReadAsync(VaultPlace.StoreOf(Store, vault), [VaultNames.LogPrefix])).Names.Select(one => one.Name).ToHashSet();

    /// <summary>Whether an object only tells the devices that something is new.</summary>
    public static bool IsHead(ObjectKey key) => key.Value.EndsWith($"/{VaultNames.Head}", StringComparison.Ordinal);

    /// <summary>It loses an object, or the end of it.</summary>
    /// <returns>What happened, in words.</returns>
    public async Task<string> LoseAsync(ObjectKey key)
    {
        if (random.OnceIn(2) || await Store.ReadSmallAsync(key, Limits.SegmentBytes) is not { Length: > 0 } bytes)
        {
            await Store.DeleteAsync(key);
            return $"the bucket loses {key}";
        }

        await Store.PutAsync(key, ObjectContent.Of(bytes.AsMemory(0, random.Next(bytes.Length))), PutCondition.None);
        return $"the bucket loses the end of {key}";
    }

    /// <summary>The sound pieces of a vault's state, as a store of their own.</summary>
    public async Task<MemoryStore> CopyOfPiecesAsync(VaultId vault)
    {
        var copy = new MemoryStore(time);
        var store = VaultPlace.StoreOf(Store, vault);
        foreach (var piece in (await PieceListing.ReadAsync(store, [""])).Names)
        {
            var key = VaultNames.Piece(piece);
            if (await store.ReadSmallAsync(key, Limits.SegmentBytes) is { } bytes && Digest.Of(bytes) == piece.Name)
            {
                await copy.PutAsync(key, ObjectContent.Of(bytes), PutCondition.None);
            }
        }

        return copy;
    }

    private async Task<Dictionary<ObjectKey, byte[]>> ReadAsync(string prefix)
    {
        var all = new Dictionary<ObjectKey, byte[]>();
        foreach (var info in await Store.ListAllAsync(prefix))
        {
            all[info.Key] = await Store.ReadSmallAsync(info.Key, int.MaxValue) ?? [];
        }

        return all;
    }
}
