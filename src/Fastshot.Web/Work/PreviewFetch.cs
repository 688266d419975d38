using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Web.Work;

/// <summary>Fetches previews of sessions whose pictures are at the remote only: the beginning of each archive, a few at a time.</summary>
internal sealed class PreviewFetch(ThisDevice device) : IDisposable
{
    private const int AtOnceMax = 6;
    private const long FrontBytes = 80 << 10;

    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _places = new(AtOnceMax);
    private long? _wasAway;

    /// <summary>The preview; null where it cannot be had now. A list must not fail because a picture of it is away.</summary>
    public async Task<PackedPreview?> FetchAsync(
        SessionLibrary library, ArchiveName archive, SessionId session, CancellationToken cancellationToken)
    {
        var installation = device.Parts.Installation;
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsAway() || await installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not { Layout: RemoteLayout.Vault } remote)
            {
                return null;
            }

            return await installation.AtAsync(
                remote.Address,
                async place =>
                {
                    var store = VaultPlace.StoreOf(place, library.Vault);
                    var range = archive.Length > FrontBytes ? new ByteRange(0, FrontBytes) : (ByteRange?)null;
                    return await store.GetAsync(VaultNames.Archive(archive.Sha256), range, cancellationToken).ConfigureAwait(false) is { } stored
                        ? await library.Previews.TakeAsync(archive, session, stored.Content, cancellationToken).ConfigureAwait(false)
                        : null;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && device.Problems.Of(e).Code != "bug")
        {
            _wasAway = device.Problems.Of(e).Status is 502 ? device.Parts.Time.GetTimestamp() : _wasAway;
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private bool IsAway() => _wasAway is { } since && device.Parts.Time.GetElapsedTime(since) < AwayFor;
}
