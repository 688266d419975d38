using Fastshot.Core.Configuration;
using Fastshot.Core.Operations;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Looks, while a window is open, for what changed, tells the windows, and keeps this device in step with the others.</summary>
internal sealed class Pulse(ThisDevice device)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LibraryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FailureInterval = TimeSpan.FromSeconds(2);

    private Dictionary<OperationId, OperationSnapshot> _told = [];
    private long _libraryLooked;
    private long _revision;
    private long _syncedRevision = -1;
    private long? _syncAsked;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, device.Parts.Time, cancellationToken).ConfigureAwait(false);
                await BeatAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            TellOperations();
            if (device.Events.HasListeners && device.Parts.Time.GetElapsedTime(_libraryLooked) >= LibraryInterval)
            {
                _libraryLooked = device.Parts.Time.GetTimestamp();
                await TellLibraryAsync(cancellationToken).ConfigureAwait(false);
                await SyncIfDueAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && device.Problems.Of(e).Code is not null)
        {
            // What is wrong with the library is said to whoever asks for it; here it is looked at again a little later.
            _libraryLooked = device.Parts.Time.GetTimestamp() + (long)(device.Parts.Time.TimestampFrequency * FailureInterval.TotalSeconds);
        }
    }

    // A snapshot never changes, so the same one is the same state.
    private void TellOperations()
    {
        var now = new Dictionary<OperationId, OperationSnapshot>();
        foreach (var one in device.Operations.Snapshots)
        {
            now[one.Id] = one;
            if (_told.TryGetValue(one.Id, out var before) && ReferenceEquals(before, one))
            {
                continue;
            }

            // Also where nobody listens: the only window may be away for a moment, and asks for what it missed.
            device.Events.Publish("operation", device.Operations.ShapeOf(one), WebJson.Shared.OperationShape);
            if (one.State.IsOver())
            {
                device.Views.Forget();
                device.Facets.Forget();
            }
        }

        // It ended and was forgotten between two looks, as where hundreds are cancelled at once: nothing can be said of it alone.
        if (_told.Any(one => !one.Value.State.IsOver() && !now.ContainsKey(one.Key)))
        {
            device.Events.BeginAnew();
        }

        _told = now;
    }

    private async Task TellLibraryAsync(CancellationToken cancellationToken)
    {
        var (_, revision) = await device.Watch.LookAsync(cancellationToken).ConfigureAwait(false);
        if (revision != _revision)
        {
            // The first time, too: it may have changed since the first window's snapshot. Who knows the revision ignores it.
            _revision = revision;
            device.Events.Publish(
                "library", await device.Watch.StateAsync(cancellationToken).ConfigureAwait(false), WebJson.Shared.LibraryChangeShape);
        }
    }

    private async Task SyncIfDueAsync(CancellationToken cancellationToken)
    {
        var time = device.Parts.Time;
        var isAskDue = _syncAsked is not { } asked || time.GetElapsedTime(asked) >= SyncInterval;
        var isSendDue = _syncAsked is { } last && _revision != _syncedRevision && time.GetElapsedTime(last) >= ChangeInterval;
        if ((!isAskDue && !isSendDue) || device.Operations.Has("sync") || device.Operations.Has("set-up"))
        {
            return;
        }

        _syncAsked = time.GetTimestamp();
        _syncedRevision = _revision;
        var settings = Settings.From(await device.Parts.Installation.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        if (settings is { Remote.Length: > 0, Sync: SyncMode.Auto }
            && await device.Parts.Workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            await device.Works.SyncAsync(new SyncRequestShape(), isAsked: false, asks: isAskDue, cancellationToken).ConfigureAwait(false);
        }
    }
}
