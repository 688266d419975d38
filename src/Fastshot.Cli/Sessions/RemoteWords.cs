using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Sessions;

/// <summary>A failure of the place where devices meet, for scripts and for people.</summary>
internal static class RemoteWords
{
    public static string CodeOf(StoreException e) => e.Error switch
    {
        StoreError.Denied => "refused",
        StoreError.WrongCredentials => "wrong_credentials",
        StoreError.WrongRegion => "wrong_region",
        StoreError.ClockSkewed => "clock_skewed",
        StoreError.Untrusted => "untrusted",
        StoreError.Throttled => "throttled",
        StoreError.Full => "full",
        StoreError.Unsupported => "unsupported",
        StoreError.Broken => "broken",
        _ => "unreachable",
    };

    public static string HintOf(StoreException e, RemoteAddress address) => e switch
    {
        { Error: StoreError.Denied, Hint: { } hint } => $"{hint} Nothing on this device is lost, and what could be received is here.",
        { Hint: { } hint } => hint,
        { Error: StoreError.Denied } when address.Scheme != BucketCall.Scheme => "Check who owns the folder, and its mode.",
        _ => "Everything on this device works without it; the next sync goes on where this one stopped.",
    };
}
