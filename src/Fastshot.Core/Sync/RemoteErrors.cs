using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>Which failures end a sync as a whole, and which cost one object only.</summary>
internal static class RemoteErrors
{
    /// <summary>Whether the place is away, refuses, or is full: then nothing else will succeed, either.</summary>
    public static bool StopsEverything(IOException e) => e is StoreException { IsOfThePlace: true };
}
