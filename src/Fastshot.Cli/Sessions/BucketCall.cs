using System.Diagnostics.CodeAnalysis;
using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to a bucket: what is set for it, and the store itself.</summary>
internal static class BucketCall
{
    public const string Scheme = "s3";

    /// <summary>How its address is written.</summary>
    public const string Form = S3Address.Form;

    /// <summary>Whether the address of a bucket can be read; every other address is good here.</summary>
    public static bool IsGood(RemoteAddress address, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return address.Scheme != Scheme || S3Address.TryParse(address.Text, out _, out reason);
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

            return new RetryingStore(
                new S3Store(options, call.Surroundings.Time), new RetryOptions(), call.Surroundings.Time, call.Surroundings.Random);
        }

        /// <summary>What holds for the bucket of an address, in rows; empty for what is no bucket.</summary>
        public async Task<IReadOnlyList<BucketRow>> BucketRowsAsync(RemoteAddress? address, CancellationToken cancellationToken) =>
            address?.Scheme == Scheme ? BucketRow.Of(await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false)) : [];
    }
}
