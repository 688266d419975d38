using Amazon.Runtime;
using Fastshot.Testing.Servers;

[assembly: AssemblyFixture(typeof(Fastshot.Storage.S3.Tests.CephFixture))]

namespace Fastshot.Storage.S3.Tests;

/// <summary>The one gateway of a run of these tests; each test has a bucket of its own.</summary>
public sealed class CephFixture : IAsyncLifetime
{
    private CephGateway? _gateway;

    public CephGateway Gateway => _gateway ?? throw new InvalidOperationException("The gateway was not started.");

    public async ValueTask InitializeAsync() => _gateway = await CephGateway.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    /// <summary>How a new, empty bucket is reached.</summary>
    public async Task<S3Options> NewBucketAsync() => OptionsOf(await Gateway.CreateBucketAsync());

    public S3Options OptionsOf(string bucket) => new()
    {
        Bucket = bucket,
        Prefix = new S3Setting<string>("", "the test"),
        Endpoint = new S3Setting<Uri?>(Gateway.Endpoint, "the test"),
        Region = new S3Setting<string>("us-east-1", "the test"),
        PathStyle = new S3Setting<bool>(true, "the test"),
        Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        CredentialSource = "the test",
    };
}
