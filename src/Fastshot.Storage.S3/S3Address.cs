using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Storage.S3;

/// <summary>A bucket as a person writes it: <c>s3://BUCKET[/PREFIX][?endpoint=URL&amp;region=R&amp;path-style=true&amp;profile=P]</c>.</summary>
public sealed record S3Address
{
    public const string Scheme = "s3";

    /// <summary>How it is written, for hints.</summary>
    public const string Form = "s3://BUCKET/PREFIX?endpoint=URL&region=REGION&path-style=true&profile=PROFILE";

    private const string Start = "s3://";
    private const int PrefixLengthMax = 512;

    public required string Bucket { get; init; }

    /// <summary>Without slashes at its ends; empty where the address has none.</summary>
    public string Prefix { get; init; } = "";

    public Uri? Endpoint { get; init; }

    public string? Region { get; init; }

    public bool? PathStyle { get; init; }

    public string? Profile { get; init; }

    /// <summary>Reads an address. The reason completes a sentence that begins with it, and never holds a secret.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out S3Address? address, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        reason = Refuse(text);
        if (reason is not null)
        {
            return false;
        }

        var (place, query) = Split(text[Start.Length..], '?');
        var (bucket, prefix) = Split(place, '/');
        var found = new S3Address { Bucket = bucket, Prefix = Uri.UnescapeDataString(prefix).Trim('/') };
        reason = RefuseNames(found);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(part, '=');
            found = found.With(key, Uri.UnescapeDataString(value), ref reason);
        }

        address = reason is null ? found : null;
        return reason is null;
    }

    private static string? Refuse(string text)
    {
        if (!text.StartsWith(Start, StringComparison.Ordinal))
        {
            return $"does not begin with {Start}";
        }

        var (place, _) = Split(text[Start.Length..], '?');
        return place.Contains('@', StringComparison.Ordinal)
            ? "has something before an '@': a key must not stand in the address"
            : null;
    }

    private static string? RefuseNames(S3Address address)
    {
        if (address.Bucket.Length is < 3 or > 255
            || !address.Bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return "names no bucket: 3 to 255 letters, digits, '-', '_' and '.'";
        }

        var isPath = address.Prefix.Length == 0
            || (address.Prefix.Length <= PrefixLengthMax
                && !address.Prefix.Any(c => char.IsControl(c) || c == '\\')
                && address.Prefix.Split('/').All(part => part is not ("" or "." or "..")));
        return isPath ? null : "has a prefix that is no path such as team/fastshot";
    }

    private S3Address With(string key, string value, ref string? reason)
    {
        switch (key)
        {
            case "endpoint" when Uri.TryCreate(value, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" }:
                return this with { Endpoint = url };
            case "region" when value.Length is > 0 and <= 64 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'):
                return this with { Region = value };
            case "path-style" when value is "true" or "false":
                return this with { PathStyle = value == "true" };
            case "profile" when value.Length > 0:
                return this with { Profile = value };
            default:
                reason ??= key switch
                {
                    "endpoint" => "has an endpoint that is no URL such as https://s3.example.org",
                    "region" => "has a region that is none, such as us-east-1",
                    "path-style" => "has a path-style that is neither true nor false",
                    "profile" => "has an empty profile",
                    _ => $"has '{key}', which is not one of endpoint, region, path-style, profile",
                };
                return this;
        }
    }

    private static (string Before, string After) Split(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
