using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>Where a library meets those of other devices: a vault, or the layout of another program.</summary>
/// <remarks>A failure of the place is a <see cref="StoreException"/>; what was done before it stays done.</remarks>
public interface IRemote
{
    /// <summary>Brings the library and the remote to one state.</summary>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    Task<SyncReport> SyncAsync(
        SyncOptions options, IProgress<SyncProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Fetches the pictures of a session to this device; false where the remote has them not.</summary>
    Task<bool> FetchAsync(SessionInfo session, CancellationToken cancellationToken = default);

    /// <summary>Lets sessions in the trash be purged by the next sync, if they still are as they are now.</summary>
    Task WishAsync(IEnumerable<SessionId> sessions, CancellationToken cancellationToken = default);

    /// <summary>When the last sync ended, and how many changes wait to be sent.</summary>
    Task<(DateTimeOffset? LastSync, int Waiting)> StateAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the place answers and holds what this library synced with.</summary>
    Task<bool> IsThereAsync(CancellationToken cancellationToken = default);
}
