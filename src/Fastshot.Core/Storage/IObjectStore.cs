namespace Fastshot.Core.Storage;

/// <summary>A flat set of named, opaque objects: an S3 bucket prefix, a folder, or memory.</summary>
/// <remarks>
/// A put is atomic and is visible to the next get and list. Every member may be called concurrently. A failure outside
/// this process is a <see cref="StoreException"/>; a cancellation is an <see cref="OperationCanceledException"/>.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Looks an object up without its content, or returns <see langword="null"/> where there is none.</summary>
    Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens an object, whole or a range of it, or returns <see langword="null"/> where there is none. A range that
    /// ends behind the object is cut; one that starts behind it is empty. The caller disposes the result.
    /// </summary>
    Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens an object whole, unless its ETag still is the one that is known: then nothing of it is sent. One request.
    /// The caller disposes what was found.
    /// </summary>
    /// <param name="ifNoneMatch">The ETag of what is known (<c>If-None-Match</c>); null for nothing.</param>
    Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes an object whole, and returns it as it stands. Where the condition does not hold, nothing changes and the
    /// exception is <see cref="StoreError.ConditionFailed"/>.
    /// </summary>
    Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default);

    /// <summary>Removes an object; one that is not there is no error.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// One page of the objects whose key starts with the prefix and sorts after <paramref name="after"/>, in the byte
    /// order of their keys; at most <paramref name="countMax"/> (1 to 1,000), and one request.
    /// </summary>
    Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default);
}
