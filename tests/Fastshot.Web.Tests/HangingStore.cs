using Fastshot.Core.Storage;

namespace Fastshot.Web.Tests;

/// <summary>A store that a test lets hang, or makes vanish.</summary>
internal sealed class HangingStore(IObjectStore inner) : StoreDecorator(inner)
{
    private int _waiting;

    public bool Hangs { get; set; }

    public bool IsAway { get; set; }

    /// <summary>Requests that hang now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many of those that hung were given up by their token.</summary>
    public int GivenUp { get; private set; }

    public int Requests { get; private set; }

    /// <summary>After so many more requests it vanishes.</summary>
    public int? Left { get; set; }

    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        Requests++;
        IsAway |= Left-- <= 0;
        if (IsAway)
        {
            throw new StoreException(StoreError.Unavailable, "The disk was pulled out.");
        }

        if (Hangs)
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                GivenUp++;
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        return await request();
    }
}
