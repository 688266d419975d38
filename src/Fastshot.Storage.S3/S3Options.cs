using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace Fastshot.Storage.S3;

/// <summary>A value, and where it was found.</summary>
/// <param name="Source">In words that stand after "from": the URL, config.ini, a variable, a profile, the default.</param>
public sealed record S3Setting<T>(T Value, string Source);

/// <summary>How a bucket is reached: everything decided, each value with its source.</summary>
public sealed record S3Options
{
    public required string Bucket { get; init; }

    /// <summary>What stands before every key: empty, or ending with a slash.</summary>
    public required S3Setting<string> Prefix { get; init; }

    /// <summary>The server; null for that of AWS in the region.</summary>
    public required S3Setting<Uri?> Endpoint { get; init; }

    public required S3Setting<string> Region { get; init; }

    /// <summary>Whether the bucket stands in the path of URLs rather than in the name of the server.</summary>
    public required S3Setting<bool> PathStyle { get; init; }

    /// <summary>Who signs; null where no credentials were found.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Where the credentials were found, in words.</summary>
    public required string CredentialSource { get; init; }

    /// <summary>The proxy, with its name and password; null for what the environment says.</summary>
    public S3Setting<Uri?> Proxy { get; init; } = new(null, "the default");

    /// <summary>Whether the server's certificate is checked.</summary>
    public S3Setting<bool> VerifiesCertificate { get; init; } = new(true, "the default");

    /// <summary>The authorities that are trusted instead of the system's; empty for the system's.</summary>
    public S3Setting<X509Certificate2Collection> Authorities { get; init; } = new([], "the default");

    /// <summary>Bytes sent in a second, at most; null for no bound.</summary>
    public long? BandwidthUp { get; init; }

    /// <summary>Bytes received in a second, at most; null for no bound.</summary>
    public long? BandwidthDown { get; init; }

    public int ConnectionsMax { get; init; } = 16;

    /// <summary>How long nothing may move on a request.</summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan ConnectTimeMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The name of the server, for words.</summary>
    public string Server => Endpoint.Value is { } endpoint ? endpoint.Authority : $"s3.{Region.Value}.amazonaws.com";

    // It holds secrets.
    public override string ToString() => $"s3://{Bucket} at {Server}";
}
