using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>A store of which each request takes its time, and which asks for fewer when too many run at once.</summary>
public sealed class BusyStore(IObjectStore inner, TimeSpan requestTime, TimeProvider time)
    : StoreDecorator(inner)
{
    private readonly Lock _turn = new();
    private int _running;

    /// <summary>How many requests it takes at once.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>How many requests ran at once at most, refused ones included.</summary>
    public int MostAtOnce { get; private set; }

    public int Refused { get; private set; }

    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        bool isTaken;
        lock (_turn)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
            isTaken = _running <= Capacity;
            Refused += isTaken ? 0 : 1;
        }

        try
        {
            await Task.Delay(requestTime, time, cancellationToken);
            return isTaken ? await request() : throw new StoreException(StoreError.Throttled, "Too many at once.");
        }
        finally
        {
            lock (_turn)
            {
                _running--;
            }
        }
    }
}
