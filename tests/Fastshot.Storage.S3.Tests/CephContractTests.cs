using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>A bucket of a real server keeps what every store keeps.</summary>
public sealed class CephContractTests : ObjectStoreContract, IDisposable
{
    private readonly List<S3Store> _stores = [];

    protected override TimeSpan TimeOfPutDifferenceMax => TimeSpan.FromSeconds(5);

    public void Dispose() => _stores.ForEach(store => store.Dispose());

    protected override async Task<IObjectStore> CreateStoreAsync()
    {
        var options = await RealBucket.NewAsync() with { Prefix = new S3Setting<string>("Teams Ü/a+b/", "the test") };
        _stores.Add(new S3Store(options, TimeProvider.System));
        return _stores[^1];
    }
}
