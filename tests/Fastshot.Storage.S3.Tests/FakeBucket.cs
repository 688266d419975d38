using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;

namespace Fastshot.Storage.S3.Tests;

/// <summary>A server that plays a provider, and the store that speaks to it.</summary>
internal sealed class FakeBucket : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly List<IDisposable> _stores = [];

    public FakeBucket(FakeS3Profile? profile = null, X509Certificate2? certificate = null)
    {
        S3 = new FakeS3(profile ?? FakeS3Profile.Aws);
        _server = new LoopbackServer(S3.Answer, certificate);
        Options = RealBucket.Of(_server.Url, FakeS3.Bucket) with { Credentials = new BasicAWSCredentials(FakeS3.AccessKey, "secret") };
    }

    public FakeS3 S3 { get; }

    /// <summary>How many connections were made to the server so far.</summary>
    public int Connections => _server.Connections;

    public S3Options Options { get; set; }

    /// <summary>The bare store: it makes each request once.</summary>
    public S3Store Store
    {
        get
        {
            var store = new S3Store(Options, TimeProvider.System);
            _stores.Add(store);
            return store;
        }
    }

    /// <summary>The store as the program uses it, with short waits.</summary>
    public RetryingStore Retrying => new(
        Store, new RetryOptions { DelayFirst = TimeSpan.FromMilliseconds(2), DelayMax = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, new SeededRandom(1));

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        await _server.DisposeAsync();
    }
}
