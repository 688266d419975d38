using Fastshot.Classic.Remote;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>Prepares sessions of one library for showing.</summary>
/// <param name="isSynced">Whether the remote has a session as it is.</param>
internal sealed class SessionView(SessionLibrary library, Func<SessionInfo, bool> isSynced)
{
    private IReadOnlyDictionary<string, string>? _devices;

    /// <summary>Of sessions that the remote cannot have yet, for they were made in this very run; or where nobody asks.</summary>
    public static SessionView OfNew(SessionLibrary library) => new(library, _ => false);

    /// <summary>Of any sessions. What the remote has of them is looked up only where it is shown, which is in JSON.</summary>
    public static async Task<SessionView> OfAsync(
        Invocation call, LocalWorkspace workspace, SessionLibrary library, CancellationToken cancellationToken)
    {
        if (!call.Output.IsJson)
        {
            return OfNew(library);
        }

        var synced = await workspace.SyncedSessionsAsync(library, cancellationToken).ConfigureAwait(false);
        if (synced.IsEmpty && !await RemoteLayouts.HasMetClassicAsync(call, cancellationToken).ConfigureAwait(false))
        {
            return OfNew(library); // Without a look into config.ini, for a list must start quickly.
        }

        return Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)) switch
        {
            { Remote: "" } => OfNew(library),
            { Layout: RemoteLayout.Vault } => new SessionView(library, session => synced.Contains(session.Id)),
            var settings => new SessionView(
                library,
                await ClassicRemote.SyncedAsync(
                    call.Surroundings.Files, RemoteLayouts.MemoryFileOf(call.Places, call.AddressOf(settings.Remote)), cancellationToken)
                    .ConfigureAwait(false)),
        };
    }

    public async Task<SessionJson> OfAsync(SessionInfo session, CancellationToken cancellationToken)
    {
        _devices ??= await library.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
        return new SessionJson(
            session,
            _devices.GetValueOrDefault(session.Source.Device, session.Source.Device),
            await library.HasContentAsync(session, cancellationToken).ConfigureAwait(false),
            isSynced(session));
    }
}
