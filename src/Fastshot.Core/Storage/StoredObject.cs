namespace Fastshot.Core.Storage;

/// <summary>What a store says about an object: its key, its length in bytes, and the tag of this very content.</summary>
/// <param name="ETag">Opaque; it differs when the content differs. Folders derive it from length and time.</param>
/// <param name="Modified">The store's own clock; for people and for ages, never for comparing devices.</param>
public sealed record ObjectInfo(ObjectKey Key, long Length, string ETag, DateTimeOffset Modified);

/// <summary>An object that was asked for: what it is, and the bytes of the range, read once from start to end.</summary>
public sealed class StoredObject(ObjectInfo info, Stream content) : IAsyncDisposable
{
    public ObjectInfo Info { get; } = info;

    public Stream Content { get; } = content;

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>What a get with a condition found: a new content, the known one, or nothing (<see langword="default"/>).</summary>
/// <param name="Found">The object; null where it is not modified, or not there.</param>
/// <param name="IsNotModified">Whether the object still has the ETag that was known.</param>
public readonly record struct ConditionalGet(StoredObject? Found, bool IsNotModified = false)
{
    public static ConditionalGet NotModified { get; } = new(null, IsNotModified: true);

    /// <summary>What was found, held against the ETag that is known: a content that is known already is closed.</summary>
    public static async Task<ConditionalGet> OfAsync(StoredObject? found, string? known)
    {
        if (found is null || found.Info.ETag != known)
        {
            return new ConditionalGet(found);
        }

        await found.DisposeAsync().ConfigureAwait(false);
        return NotModified;
    }

    /// <summary>The same, its object replaced.</summary>
    internal ConditionalGet Select(Func<StoredObject, StoredObject> change) => Found is { } found ? this with { Found = change(found) } : this;
}

/// <summary>One page of a listing; <see cref="Next"/> is what the following page starts after, or null at the end.</summary>
public sealed record ListPage(IReadOnlyList<ObjectInfo> Objects, ObjectKey? Next)
{
    /// <summary>The most objects that a page holds, as in S3.</summary>
    public const int CountMax = 1000;

    public static void ThrowIfNotCount(int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(countMax, CountMax);
    }
}

/// <summary>A run of bytes inside an object.</summary>
public readonly record struct ByteRange
{
    public ByteRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        (Offset, Length) = (offset, length);
    }

    public long Offset { get; }

    public long Length { get; }
}
