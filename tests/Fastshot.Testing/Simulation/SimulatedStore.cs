using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Testing.Simulation;

/// <summary>A remote as a device meets it: each request is on its way for a turn, and may fail or lose its answer.</summary>
public sealed class SimulatedStore(IObjectStore inner, SimulatedScheduler scheduler, SeededRandom random)
    : StoreDecorator(inner)
{
    // Keys that this device has met, each with the listings after which it shows.
    private readonly Dictionary<ObjectKey, int> _late = [];

    /// <summary>One request in so many fails, and as many lose their answer; 0 for none.</summary>
    public int FailsOnceIn { get; set; }

    /// <summary>One listing in so many lacks some of what stands there, or all of it; 0 for none.</summary>
    public int LiesOnceIn { get; set; }

    /// <summary>Whether what others put shows late and in any order, as in a folder that a tool carries.</summary>
    public bool IsLate { get; set; }

    /// <summary>Whether an object stands there and has come to this device, which is not asked for it.</summary>
    public async Task<bool> ShowsAsync(ObjectKey key) => await Inner.HeadAsync(key) is not null && !IsHidden(key);

    public override Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(() => IsHidden(key) ? Task.FromResult<ObjectInfo?>(null) : Inner.HeadAsync(key, cancellationToken), cancellationToken);

    public override Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        DoAsync(
            () => IsHidden(key) ? Task.FromResult<StoredObject?>(null) : Inner.GetAsync(key, range, cancellationToken),
            cancellationToken);

    public override Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        DoAsync(
            () =>
            {
                _late[key] = 0;
                return Inner.PutAsync(key, content, condition, cancellationToken);
            },
            cancellationToken);

    public override Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        DoAsync(
            async () =>
            {
                var page = await Inner.ListAsync(prefix, after, countMax, cancellationToken);
                var lacking = LiesOnceIn > 0 && random.OnceIn(LiesOnceIn) ? 1 + random.Next(3) : 0;
                return page with { Objects = [.. page.Objects.Where(info => IsShown(info.Key) && (lacking == 0 || (lacking > 1 && random.OnceIn(lacking))))] };
            },
            cancellationToken);

    // Archives are asked for without a listing; whatever else is asked for was listed or has long been there.
    private bool IsHidden(ObjectKey key) =>
        IsLate && (key.Value.Contains(VaultNames.SessionsPrefix, StringComparison.Ordinal) ? LateOf(key) : _late.GetValueOrDefault(key)) > 0;

    private bool IsShown(ObjectKey key)
    {
        if (!IsLate)
        {
            return true;
        }

        var left = _late.TryGetValue(key, out var known) ? Math.Max(0, known - 1) : LateOf(key);
        _late[key] = left;
        return left == 0;
    }

    private int LateOf(ObjectKey key)
    {
        if (!_late.TryGetValue(key, out var left))
        {
            _late[key] = left = random.Next(4);
        }

        return left;
    }

    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await scheduler.TurnAsync(cancellationToken);
        ThrowByLot();
        var answer = await request();
        await scheduler.TurnAsync(cancellationToken);
        ThrowByLot();
        return answer;
    }

    private void ThrowByLot()
    {
        if (FailsOnceIn > 0 && random.OnceIn(FailsOnceIn))
        {
            throw new StoreException(StoreError.Unavailable, "The network is gone, by lot.");
        }
    }
}
