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
}

/// <summary>The only exception that a store throws for a failure outside this process.</summary>
public sealed class StoreException(StoreError error, string message, Exception? inner = null)
    : IOException(message, inner)
{
    public StoreError Error { get; } = error;

    public bool IsTransient => Error is StoreError.Unavailable;
}
