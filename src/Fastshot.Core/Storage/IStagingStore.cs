namespace Fastshot.Core.Storage;

/// <summary>A store that takes an object whose name is known only after its last byte: a folder, or memory.</summary>
public interface IStagingStore : IObjectStore
{
    /// <summary>Begins an object without a name. It is visible to nobody before it is committed.</summary>
    Task<IStagedObject> StageAsync(CancellationToken cancellationToken = default);
}

/// <summary>An object being written, which becomes visible at once and whole, or never.</summary>
/// <remarks>Used by one caller at a time. Disposing it uncommitted leaves no trace.</remarks>
public interface IStagedObject : IAsyncDisposable
{
    /// <summary>Takes the content. The bytes may be reused when the task ends.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Makes the object durable and then visible under its key, replacing what stood there.</summary>
    Task<ObjectInfo> CommitAsync(ObjectKey key, CancellationToken cancellationToken = default);
}
