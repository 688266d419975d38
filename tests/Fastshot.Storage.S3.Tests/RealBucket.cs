using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Fastshot.Testing.Servers;

namespace Fastshot.Storage.S3.Tests;

/// <summary>How buckets of real servers are reached.</summary>
internal static class RealBucket
{
    /// <summary>A new, empty bucket of Ceph.</summary>
    public static async Task<S3Options> NewAsync()
    {
        var gateway = await CephGateway.SharedAsync();
        return Of(gateway.Endpoint, await gateway.CreateBucketAsync());
    }

    /// <summary>A new, empty bucket over TLS.</summary>
    public static async Task<S3Options> NewSecureAsync()
    {
        var gateway = await CephGateway.SharedAsync();
        return Of(gateway.SecureEndpoint, await gateway.CreateBucketAsync()) with
        {
            Authorities = new S3Setting<X509Certificate2Collection>([gateway.Authority], "the test"),
        };
    }

    /// <summary>A new, empty bucket of Swift.</summary>
    public static async Task<S3Options> NewOfSwiftAsync()
    {
        var server = await SwiftServer.SharedAsync();
        return Of(server.Endpoint, await server.CreateBucketAsync()) with
        {
            Credentials = new BasicAWSCredentials(SwiftServer.AccessKey, SwiftServer.SecretKey),
        };
    }

    public static S3Options Of(Uri endpoint, string bucket) => new()
    {
        Bucket = bucket,
        Prefix = new S3Setting<string>("", "the test"),
        Endpoint = new S3Setting<Uri?>(endpoint, "the test"),
        Region = new S3Setting<string>("us-east-1", "the test"),
        PathStyle = new S3Setting<bool>(true, "the test"),
        Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        CredentialSource = "the test",
    };
}
