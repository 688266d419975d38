using Amazon.Runtime;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Fastshot.Storage.S3;

/// <summary>Signs a request whose body's SHA-256 is known: the SDK's own signer would read the body, at once, to hash it again.</summary>
internal sealed class BodyHashSigner : AWS4Signer
{
    /// <summary>Where the hash stands, as hex, before and after the signing.</summary>
    public const string Header = "x-amz-content-sha256";

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

    private static void Sign(IRequest request, IClientConfig clientConfig, ImmutableCredentials credentials)
    {
        var hash = request.Headers[Header];
        var signedAt = InitializeHeaders(request.Headers, request.Endpoint); // It removes the hash.
        request.Headers[Header] = hash;
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

/// <summary>Lets requests that name their body's hash be signed with it.</summary>
internal sealed class BodyHashHandler : PipelineHandler
{
    private static readonly BodyHashSigner Signer = new();

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        ArgumentNullException.ThrowIfNull(executionContext);
        var context = executionContext.RequestContext;
        if (context.Identity is AWSCredentials && context.Request.Headers.ContainsKey(BodyHashSigner.Header))
        {
            context.Signer = Signer;
        }

        return base.InvokeAsync<T>(executionContext);
    }
}
