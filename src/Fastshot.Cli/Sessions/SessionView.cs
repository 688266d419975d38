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
        Invocation call, LocalWorkspace workspace, SessionLibrary library, CancellationToken cancellationToken) =>
        call.Output.IsJson
            ? new SessionView(library, await SyncedAsync(call, workspace, library, cancellationToken).ConfigureAwait(false))
            : OfNew(library);

    /// <summary>Whether the remote has a session as it is, as far as that is known without asking there.</summary>
    public static async Task<Func<SessionInfo, bool>> SyncedAsync(
        Invocation call, LocalWorkspace workspace, SessionLibrary library, CancellationToken cancellationToken)
    {
        var synced = await workspace.SyncedSessionsAsync(library, cancellationToken).ConfigureAwait(false);
        if (synced.IsEmpty && !await RemoteLayouts.HasMetClassicAsync(call, cancellationToken).ConfigureAwait(false))
        {
            return _ => false; // Without a look into config.ini, for a list must start quickly.
        }

        return Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)) switch
        {
            { Remote: "" } => _ => false,
            { Layout: RemoteLayout.Vault } => session => synced.Contains(session.Id),
            var settings => await ClassicRemote.SyncedAsync(
                call.Surroundings.Files, RemoteLayouts.MemoryFileOf(call.Places, call.AddressOf(settings.Remote)), cancellationToken)
                .ConfigureAwait(false),
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
