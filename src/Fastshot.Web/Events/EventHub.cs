using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fastshot.Web.Events;

/// <summary>What windows are told, in order; the last of it is kept for those that were away for a moment.</summary>
internal sealed class EventHub(string start)
{
    /// <summary>How many events are kept.</summary>
    public const int KeptMax = 512;

    private readonly Lock _turn = new();
    private readonly Queue<ServerEvent> _kept = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private int _listeners;

    /// <summary>Whether anybody listens.</summary>
    public bool HasListeners => Volatile.Read(ref _listeners) > 0;

    /// <summary>The number of the newest event.</summary>
    public long Last
    {
        get
        {
            lock (_turn)
            {
                return _last;
            }
        }
    }

    public void Publish<T>(string name, T payload, JsonTypeInfo<T> shape)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(payload, shape);
        Change(() =>
        {
            _kept.Enqueue(new ServerEvent(++_last, name, json));
            while (_kept.Count > KeptMax)
            {
                _kept.Dequeue();
            }
        });
    }

    /// <summary>Forgets what was kept: each window gets a snapshot next, whatever it heard before.</summary>
    public void BeginAnew() => Change(() =>
    {
        _last++;
        _kept.Clear();
    });

    /// <summary>The events behind a number, and what completes when there are more; null where some are not kept any more.</summary>
    public (IReadOnlyList<ServerEvent>? Events, Task More) After(long number)
    {
        lock (_turn)
        {
            var first = _kept.TryPeek(out var oldest) ? oldest.Number : _last + 1;
            return (number > _last || number + 1 < first ? null : [.. _kept.Where(one => one.Number > number)], _more.Task);
        }
    }

    /// <summary>Says that somebody listens, until what it returns is disposed.</summary>
    public IDisposable Listen()
    {
        Interlocked.Increment(ref _listeners);
        return new Listening(this);
    }

    private void Change(Action change)
    {
        TaskCompletionSource more;
        lock (_turn)
        {
            change();
            (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        more.SetResult();
    }

    public string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{start}-{number}");

    /// <summary>The number of an id of this start; null where it is another's.</summary>
    public long? NumberOf(string id) =>
        id.StartsWith($"{start}-", StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(start.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private sealed class Listening(EventHub hub) : IDisposable
    {
        private EventHub? _hub = hub;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hub, null) is { } left)
            {
                Interlocked.Decrement(ref left._listeners);
            }
        }
    }
}

/// <summary>One thing that windows are told.</summary>
/// <param name="Json">One line.</param>
internal sealed record ServerEvent(long Number, string Name, byte[] Json);
