namespace Fastshot.Core.Storage;

/// <summary>What kind of failure a store met, as far as a caller can act on it.</summary>
public enum StoreError
{
    /// <summary>A passing failure: not reachable, time-out, busy, a server's own error.</summary>
    Unavailable,

    /// <summary>The condition of a put did not hold.</summary>
    ConditionFailed,

    /// <summary>The store refuses: no permission, wrong credentials, read-only.</summary>
    Denied,

    /// <summary>No space, or a quota is used up.</summary>
    Full,

    /// <summary>The place itself is not there: no such bucket, a folder that vanished.</summary>
    NoSuchPlace,

    /// <summary>The store cannot do what was asked (a condition, a range).</summary>
    Unsupported,

    /// <summary>The store answered with something that cannot be right.</summary>
    Broken,

    /// <summary>A passing failure: the store asks for fewer requests.</summary>
    Throttled,

    /// <summary>The store does not know the access key, or the secret key or the token is not its own.</summary>
    WrongCredentials,

    /// <summary>The bucket is in another region than was said.</summary>
    WrongRegion,

    /// <summary>This device's clock and the store's differ too much.</summary>
    ClockSkewed,

    /// <summary>Who answers cannot prove to be the store: its certificate is not trusted.</summary>
    Untrusted,
}

/// <summary>The only exception that a store throws for a failure outside this process.</summary>
public sealed class StoreException(StoreError error, string message, Exception? inner = null)
    : IOException(message, inner)
{
    public StoreError Error { get; } = error;

    /// <summary>What a person can do about it; null where the kind says it.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether the same may succeed in a moment.</summary>
    public bool IsTransient => Error is StoreError.Unavailable or StoreError.Throttled;

    /// <summary>Whether nothing else at this place will succeed, either.</summary>
    public bool IsOfThePlace => Error is not (StoreError.ConditionFailed or StoreError.Unsupported or StoreError.Broken);
}
