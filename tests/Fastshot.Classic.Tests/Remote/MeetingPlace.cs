using Amazon.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Storage.S3;
using Fastshot.Testing.Servers;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>Where a bucket of the older program lies; each test has one of its own.</summary>
public abstract class MeetingPlace : IAsyncDisposable
{
    private readonly List<IDisposable> _stores = [];

    /// <summary>Whether a save takes what the issue says; a server without conditions takes more looks.</summary>
    public virtual bool KeepsConditions => true;

    /// <summary>The bucket, empty; null for one in memory, with the clock of the test.</summary>
    public abstract Task<IObjectStore?> OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The store as the program uses it: with retries, but short waits.</summary>
    private protected IObjectStore StoreOf(Uri server, string bucket, string accessKey, string secretKey)
    {
        var store = new S3Store(
            new S3Options
            {
                Bucket = bucket,
                Prefix = new S3Setting<string>("Team Ü/shots+1/", "the test"),
                Endpoint = new S3Setting<Uri?>(server, "the test"),
                Region = new S3Setting<string>("us-east-1", "the test"),
                PathStyle = new S3Setting<bool>(true, "the test"),
                Credentials = new BasicAWSCredentials(accessKey, secretKey),
                CredentialSource = "the test",
            },
            TimeProvider.System);
        _stores.Add(store);
        return new RetryingStore(
            store,
            new RetryOptions { DelayFirst = TimeSpan.FromMilliseconds(2), DelayMax = TimeSpan.FromMilliseconds(20) },
            TimeProvider.System,
            new SeededRandom(1));
    }
}

public sealed class MemoryPlace : MeetingPlace
{
    public override Task<IObjectStore?> OpenAsync() => Task.FromResult<IObjectStore?>(null);
}

/// <summary>A bucket of a real server.</summary>
public sealed class CephPlace : MeetingPlace
{
    public override async Task<IObjectStore?> OpenAsync()
    {
        var gateway = await CephGateway.SharedAsync();
        return StoreOf(gateway.Endpoint, await gateway.CreateBucketAsync(), CephGateway.AccessKey, CephGateway.SecretKey);
    }
}

/// <summary>A bucket of a server that plays a provider.</summary>
public abstract class ProviderPlace : MeetingPlace
{
    private readonly LoopbackServer _server;

    protected ProviderPlace(FakeS3Profile profile)
    {
        S3 = new FakeS3(profile);
        _server = new LoopbackServer(S3.Answer);
    }

    public FakeS3 S3 { get; }

    public override Task<IObjectStore?> OpenAsync() =>
        Task.FromResult<IObjectStore?>(StoreOf(_server.Url, FakeS3.Bucket, FakeS3.AccessKey, "secret"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class AwsPlace() : ProviderPlace(FakeS3Profile.Aws);

/// <summary>One that refuses conditions.</summary>
public sealed class B2Place() : ProviderPlace(FakeS3Profile.Of("b2"))
{
    public override bool KeepsConditions => false;
}

/// <summary>One that compares ETags without their quotes.</summary>
public sealed class HetznerPlace() : ProviderPlace(FakeS3Profile.Of("hetzner"));

/// <summary>Tests with a bucket at a place.</summary>
public abstract class MeetingTests<TPlace> : IAsyncLifetime
    where TPlace : MeetingPlace, new()
{
    private protected ClassicMeeting Meeting { get; private set; } = null!;

    protected TPlace Place { get; } = new();

    public async ValueTask InitializeAsync() => Meeting = new ClassicMeeting(await Place.OpenAsync());

    public async ValueTask DisposeAsync()
    {
        Meeting.Dispose();
        await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
