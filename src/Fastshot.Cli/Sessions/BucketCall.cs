using System.Diagnostics.CodeAnalysis;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Sync;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to a bucket: what is set for it, and the store itself.</summary>
internal static class BucketCall
{
    public const string Scheme = "s3";

    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromMinutes(5);

    /// <summary>How its address is written.</summary>
    public const string Form = S3Address.Form;

    /// <summary>Whether the address of a bucket can be read; every other address is good here.</summary>
    public static bool IsGood(RemoteAddress address, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return address.Scheme != Scheme || S3Address.TryParse(address.Text, out _, out reason);
    }

    /// <summary>What a probe says of a bucket beyond what it says of every place.</summary>
    public static IReadOnlyList<ProbeCheck> ChecksOf(IObjectStore place)
    {
        if (place is not BucketStore store)
        {
            return [];
        }

        var offset = store.Bucket.ClockOffset;
        var provider = S3Provider.Of(store.Options.Endpoint.Value);
        return
        [
            store.Bucket.ComparesBareETags
                ? new ProbeCheck("etag", ProbeOutcome.Lacking, "conditions hold with the quotes of an ETag left away only; Fastshot has noticed, and it costs one look each run")
                : new ProbeCheck("etag", ProbeOutcome.Good, "conditions hold with ETags as the standard writes them"),
            offset is not { } known
                ? new ProbeCheck("clock", ProbeOutcome.Lacking, "the server does not say its time; where this device's clock is wrong, requests are refused")
                : known.Duration() < ClockDifferenceMax
                    ? new ProbeCheck("clock", ProbeOutcome.Good, $"the server's clock and this device's agree within {Math.Ceiling(known.Duration().TotalSeconds):N0} seconds")
                    : new ProbeCheck("clock", ProbeOutcome.Lacking, $"this device's clock differs from the server's by {known.Duration().TotalMinutes:N0} minutes; Fastshot signs with the server's", "Set the clock of this device."),
            new ProbeCheck("provider", ProbeOutcome.Good, $"{provider.Name}; how to set it up: {provider.Page}"),
        ];
    }

    extension(Invocation call)
    {
        /// <summary>How a bucket is reached.</summary>
        /// <exception cref="StoreException">What the settings name is not there.</exception>
        public async Task<S3Options> BucketOptionsAsync(RemoteAddress address, CancellationToken cancellationToken)
        {
            if (!S3Address.TryParse(address.Text, out var bucket, out var reason))
            {
                throw CliException.Usage($"'{address}' {reason}", $"Write {Form}");
            }

            var surroundings = new S3Surroundings(
                await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false),
                call.Surroundings.Variable,
                call.Surroundings.Files,
                call.Surroundings.CurrentFolder);
            return await S3OptionsReader.ReadAsync(bucket, surroundings, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>The store of a bucket, with retries. The caller disposes it.</summary>
        public async Task<IObjectStore> OpenBucketAsync(RemoteAddress address, CancellationToken cancellationToken)
        {
            var options = await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false);
            if (!options.VerifiesCertificate.Value)
            {
                call.Output.Warn(
                    $"the certificate of {options.Server} is not checked (ssl_verify, from {options.VerifiesCertificate.Source}): "
                    + "whoever sits between can pretend to be it.");
            }

            return new BucketStore(options, await call.PricesAsync(address, cancellationToken).ConfigureAwait(false), call.Surroundings);
        }

        /// <summary>What requests to a place cost; null where they cost nothing by themselves, or nobody knows.</summary>
        public async Task<StorePrices?> PricesAsync(RemoteAddress address, CancellationToken cancellationToken)
        {
            if (address.Scheme != Scheme)
            {
                return null;
            }

            var options = await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false);
            return Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)).Prices
                ?? S3Provider.Of(options.Endpoint.Value).Prices;
        }

        /// <summary>What holds for the bucket of an address, in rows; empty for what is no bucket.</summary>
        public async Task<IReadOnlyList<BucketRow>> BucketRowsAsync(RemoteAddress? address, CancellationToken cancellationToken) =>
            address?.Scheme == Scheme ? BucketRow.Of(await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false)) : [];
    }
}
