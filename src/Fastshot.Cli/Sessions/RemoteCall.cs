using Fastshot.Classic.Format;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to the remote that is set, and how its failures are said.</summary>
internal static class RemoteCall
{
    private const string SetHint = "Set it with: fastshot remote set PATH, or an address such as s3://BUCKET";

    /// <summary>Does what needs the remote, and says which place it was where that fails.</summary>
    public static async Task<T> AtAsync<T>(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, Func<IObjectStore, Task<T>> work, CancellationToken cancellationToken = default)
    {
        try
        {
            var place = await workspace.PlaceOfAsync(address, cancellationToken).ConfigureAwait(false)
                ?? throw new CliException(
                    ExitCode.Unreachable,
                    "unknown_scheme",
                    $"This program cannot reach {address}: it knows folders and s3://",
                    $"Name a folder, or a bucket: {BucketCall.Form}");
            try
            {
                return await work(place).ConfigureAwait(false);
            }
            finally
            {
                // It was used, however that ended.
                if (place is BucketStore bucket)
                {
                    await Bill.AddAsync(call, bucket, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (StoreException e) when (e is { IsOfThePlace: true, Error: not StoreError.Full } && !IsOfThisDevice(call, e))
        {
            throw new CliException(ExitCode.Unreachable, RemoteWords.CodeOf(e), $"{address}: {e.Message.TrimEnd('.')}", RemoteWords.HintOf(e, address));
        }
        catch (StoreException e) when (address.Scheme == BucketCall.Scheme)
        {
            throw new CliException(
                e.Error is StoreError.Broken ? ExitCode.Unreachable : ExitCode.Failed,
                RemoteWords.CodeOf(e),
                $"{address}: {e.Message.TrimEnd('.')}",
                e.Hint);
        }
    }

    // A file of the library that may not be written is no failure of the remote; the message names its path.
    private static bool IsOfThisDevice(Invocation call, StoreException e) =>
        e.Message.Contains($"'{call.Places.Library}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    extension(Invocation call)
    {
        /// <summary>The address that is set; null where there is none.</summary>
        public async Task<RemoteAddress?> FindRemoteAsync(CancellationToken cancellationToken)
        {
            var text = (await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false)).Remote;
            return text.Length == 0 ? null : call.AddressOf(text);
        }

        /// <summary>The address that is set.</summary>
        /// <exception cref="CliException">None is.</exception>
        public async Task<RemoteAddress> RequireRemoteAsync(CancellationToken cancellationToken) =>
            await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(ExitCode.Failed, "no_remote", "No remote is set", SetHint);

        /// <summary>Reads an address as a person gave it.</summary>
        public RemoteAddress AddressOf(string text) =>
            RemoteAddress.TryParse(text, call.PathOf, out var address, out var reason) && BucketCall.IsGood(address, out reason)
                ? address
                : throw CliException.Usage($"'{text}' {reason}", $"Write a folder, file:///PATH, or {BucketCall.Form}");

        /// <summary>Fetches the pictures of sessions that are not on this device, where a remote is set.</summary>
        /// <returns>The sessions as they are then.</returns>
        public async Task<List<SessionInfo>> FetchAsync(
            LocalWorkspace workspace, SessionLibrary library, IReadOnlyList<SessionInfo> sessions, CancellationToken cancellationToken)
        {
            var fetched = new List<SessionInfo>();
            foreach (var session in sessions)
            {
                if (await library.HasContentAsync(session, cancellationToken).ConfigureAwait(false)
                    || await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not { } address)
                {
                    fetched.Add(session);
                    continue;
                }

                call.Output.Detail($"Fetching '{session.Text.Name}' from {address}");
                await call.FetchAsync(workspace, library, session, address, cancellationToken).ConfigureAwait(false);
                fetched.Add(await library.FindAsync(session.Id.Text, cancellationToken).ConfigureAwait(false));
            }

            return fetched;
        }

        private async Task FetchAsync(
            LocalWorkspace workspace,
            SessionLibrary library,
            SessionInfo session,
            RemoteAddress address,
            CancellationToken cancellationToken)
        {
            try
            {
                var isFetched = await AtAsync(
                    call,
                    workspace,
                    address,
                    async place => await (await call.RemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false))
                        .FetchAsync(session, cancellationToken).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
                if (!isFetched)
                {
                    throw new CliException(
                        ExitCode.NotFound,
                        "not_there",
                        $"The pictures of '{session.Text.Name}' ({session.Id}) are neither on this device nor at {address}",
                        "They come with the next sync of the device that saved them.");
                }
            }
            catch (ClassicFormatException e)
            {
                throw new CliException(
                    ExitCode.Failed,
                    "damaged",
                    $"{session.Source.ClassicFile} at {address} {e.Message}",
                    $"Check the key of config.ini, or {SecretVariables.ClassicKey}; fastshot verify looks at the whole bucket.");
            }
        }
    }
}
