using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Fastshot.Storage.S3;

/// <summary>Makes the SDK's client as Fastshot needs it: nothing in it is shared with the process.</summary>
internal static class S3ClientFactory
{
    private const int BufferBytes = 128 * 1024;

    public static S3Client Create(S3Options options, HttpClient http, SigningClock clock)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region.Value,
            ForcePathStyle = options.PathStyle.Value,
            HttpClientFactory = new OneClient(http),

            // Checksums of the newest kind are refused by R2, Ceph and old servers; the body's SHA-256 is signed instead.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            BufferSize = BufferBytes,
            Timeout = Timeout.InfiniteTimeSpan,
            IgnoreConfiguredEndpointUrls = true,
            DisableLogging = true,
            LogMetrics = false,
        };
        if (options.Endpoint.Value is { } endpoint)
        {
            config.ServiceURL = endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region.Value);
        }

        return new S3Client(options.Credentials ?? new AnonymousAWSCredentials(), config, clock);
    }

    public static SocketsHttpHandler CreateHandler(S3Options options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeMax,
            MaxConnectionsPerServer = options.ConnectionsMax,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),

            // What is not wanted any more is not read to its end.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(200),
            MaxResponseDrainSize = BufferBytes,
        };
        if (options.Proxy.Value is { } proxy)
        {
            handler.Proxy = ProxyOf(proxy);
        }

        if (!options.VerifiesCertificate.Value)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        }
        else if (options.Authorities.Value.Count > 0)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PolicyOf(options.Authorities.Value) };
        }

        return handler;
    }

    private static WebProxy ProxyOf(Uri url)
    {
        var proxy = new WebProxy(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
        if (url.UserInfo.Split(':', 2) is [{ Length: > 0 } name, var password])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password));
        }

        return proxy;
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>Gives the SDK the one HTTP client of a store, which the store disposes.</summary>
    private sealed class OneClient(HttpClient http) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
    }
}
