using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>Prepares sessions of one library for showing.</summary>
internal sealed class SessionView(SessionLibrary library)
{
    private IReadOnlyDictionary<string, string>? _devices;

    public async Task<SessionJson> OfAsync(SessionInfo session, CancellationToken cancellationToken)
    {
        _devices ??= await library.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
        return new SessionJson(
            session,
            _devices.GetValueOrDefault(session.Source.Device, session.Source.Device),
            await library.HasContentAsync(session, cancellationToken).ConfigureAwait(false));
    }
}
