using System.Collections.Immutable;
using System.Globalization;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How verbs come to a vault that is to be looked through or mended: this device's, or the remote's.</summary>
internal static class TrustCall
{
    // What a slow line carries; only to say whether it is a matter of seconds or of hours.
    private const int BytesOfSecond = 10_000_000;

    /// <summary>Whether the vault is meant, and not a bucket of the older program.</summary>
    /// <exception cref="CliException">Options that only a vault knows were given for such a bucket.</exception>
    public static async Task<bool> IsVaultAsync(Invocation call, bool needsVault, CancellationToken cancellationToken)
    {
        var isClassic = await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not null
            && await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic;
        return isClassic && needsVault
            ? throw CliException.Usage("The remote is a bucket of the older program, which has no such check", "Leave --no-key out.")
            : !isClassic;
    }

    /// <summary>Does what needs one side of the vault. The other side is at hand where it can be reached.</summary>
    public static async Task<T> AtAsync<T>(
        Invocation call, LocalWorkspace workspace, bool isRemote, Func<VaultTrust, Task<T>> work, CancellationToken cancellationToken)
    {
        if (isRemote)
        {
            var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
            var synced = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
            return await RemoteCall.AtAsync(
                call, workspace, address, place => work(workspace.Trust(synced, place, isRemote: true)), cancellationToken).ConfigureAwait(false);
        }

        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var place = await FindPlaceAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(workspace.Trust(library, place, isRemote: false)).ConfigureAwait(false);
        }
        finally
        {
            if (place?.Opened is BucketStore bucket)
            {
                await Bill.AddAsync(call, bucket, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is looked at, for people: the home that was given, the remote, or this device.</summary>
    public static async Task<string> SubjectAsync(Invocation call, string? home, bool isRemote, CancellationToken cancellationToken) =>
        home is not null ? call.PathOf(home)
        : isRemote ? (await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false)).Text
        : "this device";

    /// <summary>The command line that looks at the same again.</summary>
    public static ImmutableArray<string> AgainOf(Invocation call, string verb, string? home, bool isRemote, VerifyOptions options) =>
    [
        verb,
        .. home is null ? [] : (string[])[call.PathOf(home)],
        .. isRemote ? (string[])["--remote"] : [],
        .. options.ReadPercent == 0 ? [] : (string[])["--read-data", options.ReadPercent.ToString(CultureInfo.InvariantCulture)],
    ];

    /// <summary>Where a look stands, as its operation says it.</summary>
    public static OperationProgress ProgressOf(VerifyProgress at) => new("look", at.Done, at.Total, at.Bytes);

    /// <summary>Says what reading objects to their last byte takes, before it begins.</summary>
    public static async Task EstimateAsync(
        Invocation call, VaultTrust trust, VerifyOptions options, bool isRemote, CancellationToken cancellationToken)
    {
        if (options.ReadPercent == 0)
        {
            return;
        }

        var usage = await trust.EstimateAsync(options, cancellationToken).ConfigureAwait(false);
        var address = isRemote ? await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) : null;
        var prices = address is null ? null : await call.PricesAsync(address, cancellationToken).ConfigureAwait(false);
        var minutes = usage.BytesReceived / BytesOfSecond / 60;
        call.Output.Note(
            $"Reading {Words.Count((int)usage.Gets, "object")}, about {Words.Size(usage.BytesReceived)}"
            + (isRemote ? $", in {Words.Count(usage.Requests, "request")}; at 10 MB a second {(minutes < 1 ? "less than a minute" : $"about {minutes:N0} min")}" : "")
            + (prices is null ? "." : $", for {Bill.Words(prices.Of(usage))}."));
    }

    /// <summary>Compares bytes with names, on this device or at the remote: all vaults there; no key is needed.</summary>
    public static async Task<VerifyReport> ScrubAsync(
        Invocation call, LocalWorkspace workspace, bool isRemote, IProgress<VerifyProgress> progress, CancellationToken cancellationToken)
    {
        if (!isRemote)
        {
            return await NameScrub.RunAsync(workspace.SealedHere, progress, cancellationToken).ConfigureAwait(false);
        }

        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        return await RemoteCall.AtAsync(
            call,
            workspace,
            address,
            async place =>
            {
                var report = new VerifyReport(0, []);
                foreach (var vault in await VaultPlace.FindAsync(place, cancellationToken).ConfigureAwait(false))
                {
                    var one = await NameScrub.RunAsync(VaultPlace.StoreOf(place, vault), progress, cancellationToken).ConfigureAwait(false);
                    report = new VerifyReport(report.Checked + one.Checked, [.. report.Findings, .. one.Findings]) { More = [.. report.More, .. one.More] };
                }

                return report;
            },
            cancellationToken).ConfigureAwait(false);
    }

    // The remote is only asked where something is wrong, and may be away; so its client is not even loaded before.
    private static async Task<LateStore?> FindPlaceAsync(Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken) =>
        await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is { } address
            ? new LateStore(token => OpenAsync(call, workspace, address, token))
            : null;

    private static async Task<IObjectStore> OpenAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await workspace.PlaceOfAsync(address, cancellationToken).ConfigureAwait(false)
                ?? throw new StoreException(StoreError.NoSuchPlace, $"No remote has an address like {address.Text}.");
        }
        catch (Exception e) when (e is StoreException or CliException)
        {
            call.Output.Detail($"The remote cannot be asked: {e.Message}");
            throw e as StoreException ?? new StoreException(StoreError.NoSuchPlace, e.Message, e);
        }
    }
}
