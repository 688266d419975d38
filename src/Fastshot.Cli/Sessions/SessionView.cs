using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>Prepares sessions of one library for showing.</summary>
/// <param name="synced">Those that the remote has as they are.</param>
internal sealed class SessionView(SessionLibrary library, SyncedSessions synced)
{
    private IReadOnlyDictionary<string, string>? _devices;

    /// <summary>Of sessions that the remote cannot have yet, for they were made in this very run; or where nobody asks.</summary>
    public static SessionView OfNew(SessionLibrary library) => new(library, SyncedSessions.None);

    /// <summary>Of any sessions. What the remote has of them is looked up only where it is shown, which is in JSON.</summary>
    public static async Task<SessionView> OfAsync(
        Invocation call, LocalWorkspace workspace, SessionLibrary library, CancellationToken cancellationToken)
    {
        if (!call.Output.IsJson)
        {
            return OfNew(library);
        }

        var synced = await workspace.SyncedSessionsAsync(library, cancellationToken).ConfigureAwait(false);
        if (synced.IsEmpty)
        {
            return OfNew(library); // Without a look into config.ini, for a list must start quickly.
        }

        // The bucket of the older program has no records: of its sessions this is not known.
        var settings = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        return settings is { Remote.Length: > 0, Layout: RemoteLayout.Vault } ? new SessionView(library, synced) : OfNew(library);
    }

    public async Task<SessionJson> OfAsync(SessionInfo session, CancellationToken cancellationToken)
    {
        _devices ??= await library.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
        return new SessionJson(
            session,
            _devices.GetValueOrDefault(session.Source.Device, session.Source.Device),
            await library.HasContentAsync(session, cancellationToken).ConfigureAwait(false),
            synced.Contains(session.Id));
    }
}
