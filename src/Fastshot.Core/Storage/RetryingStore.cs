using System.Buffers.Binary;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage;

/// <summary>Makes requests to another store again that met a passing failure, and goes on with downloads that broke off.</summary>
/// <remarks>
/// A put whose answer was lost is made again: with a condition it then finds its own object, and fails by it.
/// </remarks>
public sealed class RetryingStore(IObjectStore inner, RetryOptions options, TimeProvider time, IRandom random)
    : StoreDecorator(inner), IDisposable
{
    private static readonly ByteRange Whole = new(0, long.MaxValue);

    private RetryOptions Options => options;

    private TimeProvider Time => time;

    public override async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, range, cancellationToken).ConfigureAwait(false) is { } found ? Resumed(found, range ?? Whole) : null;

    public override async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        (await base.GetIfChangedAsync(key, ifNoneMatch, cancellationToken).ConfigureAwait(false)).Select(found => Resumed(found, Whole));

    /// <summary>Disposes the other store, where that can be.</summary>
    public void Dispose() => (Inner as IDisposable)?.Dispose();

    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request().ConfigureAwait(false);
            }
            catch (StoreException e) when (options.Allows(e, attempt, time.GetElapsedTime(start)))
            {
                await WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private StoredObject Resumed(StoredObject found, ByteRange range) => new(found.Info, new ResumedStream(this, found, range));

    private Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        random.Fill(bytes);
        var share = BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)uint.MaxValue;
        return Task.Delay(options.LongestDelayAfter(attempt) * share, time, cancellationToken);
    }

    /// <summary>Reads an object; where that breaks off, it goes on from there in a new request.</summary>
    private sealed class ResumedStream(RetryingStore store, StoredObject first, ByteRange range) : ReadOnlyStream
    {
        private readonly ObjectInfo _info = first.Info;
        private StoredObject? _current = first;
        private long _read;
        private int _attempt;
        private long _lastProgress = store.Time.GetTimestamp();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    _current ??= await ReopenAsync(cancellationToken).ConfigureAwait(false);
                    var count = await _current.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                    _read += count;
                    (_attempt, _lastProgress) = (0, store.Time.GetTimestamp());
                    return count;
                }
                catch (StoreException e) when (store.Options.Allows(e, ++_attempt, store.Time.GetElapsedTime(_lastProgress)))
                {
                    await CloseAsync().ConfigureAwait(false);
                    await store.WaitAsync(_attempt, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await CloseAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        private async Task<StoredObject> ReopenAsync(CancellationToken cancellationToken)
        {
            var length = Math.Min(range.Length, _info.Length - range.Offset);
            var left = new ByteRange(range.Offset + _read, Math.Max(1, length - _read));
            var again = await store.Inner.GetAsync(_info.Key, left, cancellationToken).ConfigureAwait(false);
            if (again?.Info.ETag == _info.ETag && again.Info.Length == _info.Length)
            {
                return again;
            }

            if (again is not null)
            {
                await again.DisposeAsync().ConfigureAwait(false);
            }

            throw new StoreException(StoreError.Broken, $"'{_info.Key}' was replaced while it was read.");
        }

        private async Task CloseAsync()
        {
            if (Interlocked.Exchange(ref _current, null) is { } open)
            {
                await open.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
