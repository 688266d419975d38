using Amazon.Runtime;
using Fastshot.Testing.Servers;

namespace Fastshot.Storage.S3.Tests;

/// <summary>How buckets of the gateway are reached.</summary>
internal static class CephBucket
{
    /// <summary>A new, empty bucket.</summary>
    public static async Task<S3Options> NewAsync()
    {
        var gateway = await CephGateway.SharedAsync();
        return Of(gateway.Endpoint, await gateway.CreateBucketAsync());
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
