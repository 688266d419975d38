using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>The server that plays providers keeps what a real one keeps, or the other tests would prove nothing.</summary>
public sealed class FakeContractTests : ObjectStoreContract, IAsyncDisposable
{
    private readonly FakeBucket _bucket = new(FakeS3Profile.Of("hetzner"));

    protected override TimeSpan TimeOfPutDifferenceMax => TimeSpan.FromSeconds(5);

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    protected override Task<IObjectStore> CreateStoreAsync() => Task.FromResult<IObjectStore>(_bucket.Store);
}
