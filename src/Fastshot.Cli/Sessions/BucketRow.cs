using System.Text.Json;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Sessions;

/// <summary>A value that holds for a bucket, as it may be shown, and where it comes from. Never a secret.</summary>
internal sealed record BucketRow(string Name, string Value, string Source)
{
    private const int NameWidth = 14;

    public static IReadOnlyList<BucketRow> Of(S3Options options) =>
    [
        new("provider", S3Provider.Of(options.Endpoint.Value).Name, "the server's name"),
        new("bucket", options.Bucket, "the address"),
        new("prefix", options.Prefix.Value, options.Prefix.Source),
        new("server", options.Server, options.Endpoint.Source),
        new("region", options.Region.Value, options.Region.Source),
        new("path style", options.PathStyle.Value ? "yes" : "no", options.PathStyle.Source),
        new("access key", options.Credentials is null ? "none" : "***", options.CredentialSource),
        new("proxy", options.Proxy.Value is { } proxy ? proxy.Authority : "", options.Proxy.Source),
        new("certificates", CertificatesOf(options), options.VerifiesCertificate.Value ? options.Authorities.Source : options.VerifiesCertificate.Source),
    ];

    public static void Write(Utf8JsonWriter writer, IEnumerable<BucketRow> rows)
    {
        writer.WriteStartArray("settings");
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("name", row.Name);
            writer.WriteString("value", row.Value);
            writer.WriteString("source", row.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public override string ToString() => $"{Name.PadRight(NameWidth)}{(Value.Length == 0 ? "–" : Value)}  (from {Source})";

    private static string CertificatesOf(S3Options options) => options switch
    {
        { VerifiesCertificate.Value: false } => "not checked",
        { Authorities.Value.Count: > 0 } => "checked by authorities of your own",
        _ => "checked",
    };
}
