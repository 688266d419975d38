namespace Fastshot.Core.Storage;

/// <summary>What the use of a store has cost so far: requests by kind, and bytes each way.</summary>
public readonly record struct StoreUsage(
    long Heads, long Gets, long Puts, long Lists, long Deletes, long BytesSent, long BytesReceived)
{
    public long Requests => Heads + Gets + Puts + Lists + Deletes;

    public static StoreUsage operator +(StoreUsage left, StoreUsage right) => new(
        left.Heads + right.Heads,
        left.Gets + right.Gets,
        left.Puts + right.Puts,
        left.Lists + right.Lists,
        left.Deletes + right.Deletes,
        left.BytesSent + right.BytesSent,
        left.BytesReceived + right.BytesReceived);

    public static StoreUsage operator -(StoreUsage left, StoreUsage right) => new(
        left.Heads - right.Heads,
        left.Gets - right.Gets,
        left.Puts - right.Puts,
        left.Lists - right.Lists,
        left.Deletes - right.Deletes,
        left.BytesSent - right.BytesSent,
        left.BytesReceived - right.BytesReceived);
}
