using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>What is known of the remote that is set.</summary>
internal sealed class RemoteStates(WebParts parts)
{
    private (string Url, bool IsReachable)? _seen;

    /// <summary>Notes whether the remote answered just now.</summary>
    public void Note(RemoteAddress address, bool isReachable) => _seen = (address.Text, isReachable);

    /// <summary>All that is known; it is only asked there where that is wanted.</summary>
    public async Task<RemoteShape> ReadAsync(bool asks, CancellationToken cancellationToken)
    {
        var settings = Settings.From(await parts.Installation.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        var remote = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (asks && remote is not null)
        {
            await AskAsync(remote.Address, cancellationToken).ConfigureAwait(false);
        }

        var change = await ChangeAsync(remote, cancellationToken).ConfigureAwait(false);
        var look = remote is null ? null : await parts.Installation.LastLookAsync(cancellationToken).ConfigureAwait(false);
        var bill = await parts.Installation.BillAsync(cancellationToken).ConfigureAwait(false);
        return new RemoteShape(
            change.Url,
            settings.Layout is RemoteLayout.Classic ? "classic" : "vault",
            change.Reachable,
            change.LastSync,
            change.Waiting,
            settings.Sync is SyncMode.Auto ? "auto" : "manual",
            look is null ? null : new RemoteHealthShape(ApiCall.TextOf(look.Checked), look.Objects, look.Findings),
            new BillShape(bill.Month, CountsOf(bill.Usage), bill.Usage.BytesSent, bill.Usage.BytesReceived, bill.Cost));
    }

    /// <summary>What windows are told of it.</summary>
    public async Task<RemoteChangeShape> ChangeAsync(CancellationToken cancellationToken) =>
        await ChangeAsync(await FindAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public static RequestCountsShape CountsOf(StoreUsage usage) => new(usage.Gets, usage.Puts, usage.Lists, usage.Heads, usage.Deletes);

    // An address that cannot be read any more is a problem of the settings, and said there.
    private async Task<SetRemote?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (parts.Describe(e).Code == "usage")
        {
            return null;
        }
    }

    private async Task<RemoteChangeShape> ChangeAsync(SetRemote? remote, CancellationToken cancellationToken)
    {
        if (remote is null)
        {
            return new RemoteChangeShape(null, null, null, 0);
        }

        var library = await parts.Workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var (last, waiting) = library is null
            ? default
            : await StateAsync(remote.Address, library, cancellationToken).ConfigureAwait(false);
        bool? isReachable = _seen is { } seen && seen.Url == remote.Address.Text ? seen.IsReachable : null;
        return new RemoteChangeShape(remote.Address.Text, isReachable, ApiCall.TextOf(last), waiting);
    }

    private async Task<(DateTimeOffset? LastSync, int Waiting)> StateAsync(
        RemoteAddress address, SessionLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Workspace.PlaceOfAsync(address, cancellationToken).ConfigureAwait(false) is { } place
                ? await (await parts.Installation.OpenAsync(address, place, library, cancellationToken).ConfigureAwait(false))
                    .StateAsync(cancellationToken).ConfigureAwait(false)
                : default;
        }
        catch (StoreException)
        {
            return default; // What the settings name for it is not there: a probe says what.
        }
    }

    private async Task AskAsync(RemoteAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var isThere = await parts.Installation.AtAsync(
                address,
                async place => await parts.Workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false) is { } library
                    && await (await parts.Installation.OpenAsync(address, place, library, cancellationToken).ConfigureAwait(false))
                        .IsThereAsync(cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            Note(address, isThere);
        }
        catch (Exception e) when (e is not OperationCanceledException && Problems.StatusOf(parts.Describe(e).Code) is 502 or 404 or 500)
        {
            Note(address, isReachable: false);
        }
    }

}
