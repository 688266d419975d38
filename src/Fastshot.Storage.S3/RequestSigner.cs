using Amazon.Runtime;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Fastshot.Storage.S3;

/// <summary>Signs a request with a clock of ours, and with the SHA-256 of a body that is known beforehand.</summary>
/// <remarks>The SDK's own signer would read the body, without waiting, to hash it again; and its clock is the process's.</remarks>
internal sealed class RequestSigner(Func<DateTimeOffset> now) : AWS4Signer
{
    /// <summary>Where the hash stands, as hex, before and after the signing; a request without it has no body.</summary>
    public const string HashHeader = "x-amz-content-sha256";

    private const string Service = "s3";

    public override void Sign(IRequest request, IClientConfig clientConfig, RequestMetrics metrics, BaseIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(clientConfig);
        var credentials = ((AWSCredentials)identity).GetCredentials();
        Sign(request, clientConfig, credentials);
    }

    public override async Task SignAsync(
        IRequest request, IClientConfig clientConfig, RequestMetrics metrics, BaseIdentity identity, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(clientConfig);
        var credentials = await ((AWSCredentials)identity).GetCredentialsAsync().ConfigureAwait(false);
        Sign(request, clientConfig, credentials);
    }

    private void Sign(IRequest request, IClientConfig clientConfig, ImmutableCredentials credentials)
    {
        var hash = request.Headers.TryGetValue(HashHeader, out var known) ? known : EmptyBodySha256;
        var signedAt = InitializeHeaders(request.Headers, request.Endpoint, now().UtcDateTime); // It removes the hash.
        request.Headers[HashHeader] = hash;
        request.UseDoubleEncoding = false;
        request.DeterminedSigningRegion = DetermineSigningRegion(clientConfig, Service, request.AlternateEndpoint, request);
        var headers = SortAndPruneHeaders(request.Headers);
        var canonical = CanonicalizeRequest(
            request.Endpoint,
            request.ResourcePath,
            request.HttpMethod,
            headers,
            CanonicalizeQueryParameters(GetParametersToCanonicalize(request)),
            hash,
            request.PathResources,
            doubleEncode: false);
        request.SignatureVersion = SignatureVersion.SigV4;
        request.AWS4SignerResult = ComputeSignature(
            credentials.AccessKey,
            credentials.SecretKey,
            request.DeterminedSigningRegion,
            signedAt,
            Service,
            CanonicalizeHeaderNames(headers),
            canonical);
        request.Headers["Authorization"] = request.AWS4SignerResult.ForAuthorizationHeader;
    }
}

/// <summary>Has requests signed by our signer.</summary>
internal sealed class SigningHandler(Func<DateTimeOffset> now) : PipelineHandler
{
    private readonly RequestSigner _signer = new(now);

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        ArgumentNullException.ThrowIfNull(executionContext);
        var context = executionContext.RequestContext;
        if (context.Identity is AWSCredentials and not AnonymousAWSCredentials)
        {
            context.Signer = _signer;
        }

        return base.InvokeAsync<T>(executionContext);
    }
}
