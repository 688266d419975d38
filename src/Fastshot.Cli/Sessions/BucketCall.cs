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
    /// <param name="checks">What it says already.</param>
    public static IEnumerable<ProbeCheck> ChecksOf(IObjectStore place, IReadOnlyList<ProbeCheck> checks)
    {
        if (place is not BucketStore store)
        {
            yield break;
        }

        // Where conditions are not known, nothing was learned of how they are compared.
        if (checks.Any(check => check is { Name: "replace", Outcome: ProbeOutcome.Good }))
        {
            yield return store.Bucket.ComparesBareETags
                ? new ProbeCheck("etag", ProbeOutcome.Lacking, "the server compares the mark of an object's content (its ETag) without quotation marks, other than most; Fastshot has noticed and does the same, at one request more a run")
                : new ProbeCheck("etag", ProbeOutcome.Good, "the server compares the mark of an object's content (its ETag) as the standard says");
        }

        if (checks.Any(check => check.Outcome is ProbeOutcome.Good))
        {
            yield return ClockOf(store.Bucket.ClockOffset);
        }

        var provider = S3Provider.Of(store.Options.Endpoint.Value);
        yield return new ProbeCheck("provider", ProbeOutcome.Good, $"{provider.Name}; how to set it up: {provider.Page}");
    }

    private static ProbeCheck ClockOf(TimeSpan? offset) => offset switch
    {
        null => new ProbeCheck("clock", ProbeOutcome.Lacking, "the server does not say its time; where this device's clock is wrong, requests are refused"),
        { } known when known.Duration() < ClockDifferenceMax =>
            new ProbeCheck("clock", ProbeOutcome.Good, $"the server's clock and this device's agree within {Words.Count((long)Math.Ceiling(known.Duration().TotalSeconds), "second")}"),
        { } known => new ProbeCheck(
            "clock",
            ProbeOutcome.Lacking,
            $"this device's clock differs from the server's by {known.Duration().TotalMinutes:N0} minutes; Fastshot signs with the server's",
            "Set the clock of this device."),
    };

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
