using System.Security.Cryptography;
using System.Text;
using Fastshot.Classic.Import;
using Fastshot.Classic.Remote;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>What lies at the remote that is set: the library's vault, or the older program's bucket.</summary>
internal static class RemoteLayouts
{
    private const string MemoryPrefix = "sync-classic-";

    extension(Invocation call)
    {
        /// <summary>How the remote that is set is laid out.</summary>
        public async Task<RemoteLayout> LayoutAsync(CancellationToken cancellationToken) =>
            (await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false)).Layout;

        /// <summary>The remote that is set, in its layout.</summary>
        public async Task<IRemote> RemoteAsync(
            LocalWorkspace workspace,
            RemoteAddress address,
            IObjectStore place,
            SessionLibrary library,
            CancellationToken cancellationToken) =>
            await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic
                ? await call.ClassicRemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false)
                : workspace.Remote(address, place, library);

        /// <summary>A new session as it is to be saved: where devices meet in a classic bucket, with the id that it has there.</summary>
        public async Task<NewSession> WithIdAsync(SessionLibrary library, NewSession session, CancellationToken cancellationToken) =>
            await HasMetClassicAsync(call, cancellationToken).ConfigureAwait(false)
            && Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)) is { Remote.Length: > 0, Layout: RemoteLayout.Classic }
                ? await ClassicNewSession.WithIdAsync(library, session, call.Surroundings.Time, cancellationToken).ConfigureAwait(false)
                : session;

        /// <summary>A place as the older program's bucket, under the keys of the environment and of config.ini.</summary>
        public async Task<ClassicRemote> ClassicRemoteAsync(
            LocalWorkspace workspace,
            RemoteAddress address,
            IObjectStore place,
            SessionLibrary library,
            CancellationToken cancellationToken) => new(new ClassicRemoteParts(
                place,
                library,
                await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false),
                MemoryFileOf(call.Places, address),
                TrustsConditions: address.IsBucket,
                workspace.NewSpool,
                call.Surroundings.Files,
                new ImageInspector(() => Vips.Installed),
                call.Surroundings.Scheduler,
                call.Surroundings.Random,
                call.Surroundings.Time));
    }

    /// <summary>The file of what is remembered of a classic bucket: of one it means nothing in another.</summary>
    public static string MemoryFileOf(Places places, RemoteAddress address)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Text)).AsSpan(0, 8));
        return Path.Combine(places.Library, $"{MemoryPrefix}{hash}.json");
    }

    /// <summary>Whether this device ever met a classic bucket; it asks for nothing but names.</summary>
    public static async Task<bool> HasMetClassicAsync(Invocation call, CancellationToken cancellationToken) =>
        (await call.Surroundings.Files.ListAsync(call.Places.Library, cancellationToken).ConfigureAwait(false) ?? [])
            .Any(entry => entry.Name.StartsWith(MemoryPrefix, StringComparison.Ordinal));
}
