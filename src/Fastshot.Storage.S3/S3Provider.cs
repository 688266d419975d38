using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>Who runs a server, as far as its name tells: better defaults and words. Nothing safe rests on it.</summary>
/// <param name="Page">The page of docs/storage on how to set it up.</param>
/// <param name="Prices">What its requests cost (docs/cost.md); null where they cost nothing by themselves, or nobody knows.</param>
public sealed record S3Provider(string Name, string Page, StorePrices? Prices = null)
{
    private static readonly S3Provider Aws = new("AWS", "docs/storage/aws.md", new StorePrices(0.005m, 0.005m, 0.0004m, 0.09m));
    private static readonly S3Provider Other = new("a server of your own", "docs/storage/own-server.md");

    private static readonly (string Suffix, S3Provider Provider)[] Known =
    [
        (".amazonaws.com", Aws),
        (".r2.cloudflarestorage.com", new("Cloudflare R2", "docs/storage/r2.md", new StorePrices(0.0045m, 0.0045m, 0.00036m, 0))),
        (".backblazeb2.com", new("Backblaze B2", "docs/storage/b2.md", new StorePrices(0, 0.004m, 0.0004m, 0.01m))),
        (".wasabisys.com", new("Wasabi", "docs/storage/wasabi.md")),
        (".your-objectstorage.com", new("Hetzner", "docs/storage/hetzner.md")),
        ("storage.googleapis.com", new("Google Cloud Storage", "docs/storage/gcs.md", new StorePrices(0.005m, 0.005m, 0.0004m, 0.12m))),
    ];

    /// <summary>The provider of a server; null stands for AWS's own.</summary>
    public static S3Provider Of(Uri? endpoint) =>
        endpoint is null ? Aws : Known.FirstOrDefault(one => endpoint.Host.EndsWith(one.Suffix, StringComparison.OrdinalIgnoreCase)).Provider ?? Other;

    /// <summary>The region that a server's name says or asks for; null where it says none.</summary>
    public static string? RegionOf(Uri? endpoint) => endpoint?.Host.ToLowerInvariant().Split('.') switch
    {
        [_, "r2", "cloudflarestorage", "com"] or [_, _, "r2", "cloudflarestorage", "com"] => "auto",
        ["storage", "googleapis", "com"] => "auto",
        ["s3", var region, "backblazeb2", "com"] => region,
        ["s3", var region, "wasabisys", "com"] => region,
        ["s3", var region, "amazonaws", "com"] => region,
        [var region, "your-objectstorage", "com"] => region,
        _ => null,
    };
}
