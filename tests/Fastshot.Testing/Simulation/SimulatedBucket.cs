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

    /// <summary>It loses an object, or the end of it, or another one stands in its place.</summary>
    /// <returns>What happened, in words.</returns>
    public async Task<string> LoseAsync(ObjectKey key)
    {
        if (random.OnceIn(3) && await TryExchangeAsync(key) is { } other)
        {
            return $"in place of {key} stands {other}";
        }

        if (random.OnceIn(2) || await Store.ReadSmallAsync(key, Limits.SegmentBytes) is not { Length: > 0 } bytes)
        {
            await Store.DeleteAsync(key);
            return $"the bucket loses {key}";
        }

        await Store.PutAsync(key, ObjectContent.Of(bytes.AsMemory(0, random.Next(bytes.Length))), PutCondition.None);
        return $"the bucket loses the end of {key}";
    }

    /// <summary>Somebody puts a piece also where pieces of another kind lie, under its own hash.</summary>
    /// <returns>What happened, in words; null where there is no piece.</returns>
    public async Task<string?> MisplaceAsync(VaultId vault)
    {
        var store = VaultPlace.StoreOf(Store, vault);
        var pieces = (await PieceListing.ReadAsync(store, [VaultNames.LogPrefix, VaultNames.SegmentsPrefix, VaultNames.CheckpointsPrefix])).Names;
        if (pieces.Count == 0)
        {
            return null;
        }

        var piece = pieces[random.Next(pieces.Count)];
        PieceKind[] kinds = [PieceKind.Record, PieceKind.Segment, PieceKind.Checkpoint];
        var kind = kinds.Where(one => one != piece.Kind).ElementAt(random.Next(2));
        var misplaced = new PieceName(kind, piece.Name, kind == PieceKind.Checkpoint ? random.Next(100) : 0);
        if (await store.ReadSmallAsync(VaultNames.Piece(piece), Limits.SegmentBytes) is { } bytes)
        {
            await store.PutAsync(VaultNames.Piece(misplaced), ObjectContent.Of(bytes), PutCondition.None);
        }

        return $"{VaultNames.Piece(piece)} stands also as {VaultNames.Piece(misplaced)}";
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

    // By one of the same kind. One of the same length would not be noticed in any listing: whoever looks for such a one verifies.
    private async Task<ObjectKey?> TryExchangeAsync(ObjectKey key)
    {
        var folder = key.Value.Split('/')[2];
        var others = (await Store.ListAllAsync("")).Select(info => info.Key).Where(one => one != key && one.Value.Split('/')[2] == folder).ToList();
        ObjectKey other;
        if (others.Count == 0
            || await Store.ReadSmallAsync(key, Limits.SegmentBytes) is not { } own
            || !key.Value.Contains(Digest.Of(own).Hex, StringComparison.Ordinal)
            || await Store.ReadSmallAsync(other = others[random.Next(others.Count)], Limits.SegmentBytes) is not { } bytes
            || bytes.Length == own.Length)
        {
            return null;
        }

        await Store.PutAsync(key, ObjectContent.Of(bytes), PutCondition.None);
        return other;
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
