using System.Globalization;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Configuration;

/// <summary>All keys of config.ini that the program reads (docs/cli.md, "config.ini").</summary>
public static class SettingKeys
{
    /// <summary>The key that <c>fastshot remote set</c> writes.</summary>
    public const string RemoteName = "remote";

    /// <summary>The key that tells how the remote is laid out.</summary>
    public const string LayoutName = "layout";

    private const string YesOrNo = "yes or no";
    private const string Text = "text";
    private const string Size = "a size such as 500MB";

    internal static readonly SettingKey<bool> CloudSyncEnabled = Flag("cloud_sync_enabled", "whether the older program syncs", false);

    internal static readonly SettingKey<string> AwsAccessKey =
        new("aws_access_key", "the access key of the bucket", Text, "", "", AnyText) { IsSecret = true, Clean = Unquoted };

    internal static readonly SettingKey<string> AwsSecretKey =
        new("aws_secret_key", "the secret key of the bucket", Text, "", "", AnyText) { IsSecret = true, Clean = Unquoted };

    internal static readonly SettingKey<string> AwsRegion =
        new("aws_region", "the region of the bucket", "a region such as us-east-1", "us-east-1", "us-east-1", Word);

    internal static readonly SettingKey<string> S3BucketName =
        new("s3_bucket_name", "the bucket", "the name of a bucket", "", "", BucketName);

    internal static readonly SettingKey<string> EncryptionKey =
        new("encryption_key", "the key of the older program's files", Text, "", "", AnyText) { IsSecret = true };

    internal static readonly SettingKey<bool> ProxyEnabled = Flag("proxy_enabled", "whether the proxy is used", false);

    internal static readonly SettingKey<Uri?> ProxyUrl =
        new("proxy_url", "the proxy", "a URL such as http://proxy:8080", "", null, WebAddress) { MayHoldPassword = true };

    internal static readonly SettingKey<bool> SslVerify = Flag("ssl_verify", "whether certificates are checked", true);

    internal static readonly SettingKey<string> CaFile =
        new("ca_file", "the authorities of the S3 service's certificate, where they are not the system's", "the path of a PEM file", "", "", AnyText);

    internal static readonly SettingKey<string> Remote =
        new(RemoteName, "where devices meet", "a folder or a URL", "", "", AnyText);

    internal static readonly SettingKey<RemoteLayout> Layout = new(
        LayoutName, "how the remote is laid out", "vault or classic", "vault", RemoteLayout.Vault,
        (text, out value) => Choice(text, ["vault", "classic"], out value));

    internal static readonly SettingKey<Uri?> Endpoint =
        new("endpoint", "the S3 service, where it is not AWS", "a URL such as https://s3.example.org", "", null, WebAddress);

    internal static readonly SettingKey<bool?> PathStyle =
        new("path_style", "whether the bucket stands in the path of URLs; unset: at every server but AWS", YesOrNo, "", null, YesNoOrUnset);

    internal static readonly SettingKey<string> Prefix =
        new("prefix", "the folder in the bucket", "a path such as team/fastshot", "", "", PrefixPath);

    internal static readonly SettingKey<string> Profile =
        new("profile", "the profile of the shared AWS files", Text, "", "", AnyText);

    internal static readonly SettingKey<long?> BandwidthUp =
        new("bandwidth_up", "bytes sent in a second, at most", Size, "", null, Rate);

    internal static readonly SettingKey<long?> BandwidthDown =
        new("bandwidth_down", "bytes received in a second, at most", Size, "", null, Rate);

    internal static readonly SettingKey<int> Connections = Number("connections", "connections to the remote at a time", 16, 1, 64);

    internal static readonly SettingKey<StorePrices?> Prices = new(
        "prices", "what the provider takes, in US dollars: 1,000 writes, 1,000 listings, 1,000 reads, 1 GB received",
        "four numbers such as 0.005 0.005 0.0004 0.09", "", null, FourPrices);

    internal static readonly SettingKey<SyncMode> Sync = new(
        "sync", "when to sync: after each save and in ui, or by hand", "auto or manual", "auto", SyncMode.Auto,
        (text, out value) => Choice(text, ["auto", "manual"], out value));

    internal static readonly SettingKey<KeyringMode> Keyring = new(
        "keyring", "where the key of a new library is kept: in a file, in the system's keyring, or there where one is open",
        "auto, file or system", "auto", KeyringMode.Auto,
        (text, out value) => Choice(text, ["auto", "file", "system"], out value));

    internal static readonly SettingKey<int> TrashDays = Number("trash_days", "days until the trash is purged", 30, 1, 3650);

    internal static readonly SettingKey<long> CacheSize = new(
        "cache_size", "how large the cache of downloads may grow", Size, "500MB", 500_000_000, ByteSize.TryParse);

    internal static readonly SettingKey<TimeSpan> CacheAge = new(
        "cache_age", "how long downloads are kept unused", "an age such as 30d", "30d", TimeSpan.FromDays(30), Configuration.Age.TryParse);

    internal static readonly SettingKey<string> Language =
        new("language", "the language of the session manager", "a language such as en or zh-CN", "en", "en", LanguageTag);

    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        CloudSyncEnabled, AwsAccessKey, AwsSecretKey, AwsRegion, S3BucketName, EncryptionKey, ProxyEnabled, ProxyUrl,
        SslVerify, CaFile, Remote, Layout, Endpoint, PathStyle, Prefix, Profile, BandwidthUp, BandwidthDown, Connections, Prices, Sync, Keyring, TrashDays,
        CacheSize, CacheAge, Language,
    ];

    /// <summary>The keys that the older program reads, too.</summary>
    internal static readonly IReadOnlyCollection<string> OfOlderProgram =
    [
        "cloud_sync_enabled", "aws_access_key", "aws_secret_key", "aws_region", "s3_bucket_name", "encryption_key", "proxy_enabled",
        "proxy_url", "ssl_verify",
    ];

    /// <summary>Looks a key up, in either case.</summary>
    public static SettingKey? Find(string name) =>
        All.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase));

    private static SettingKey<bool> Flag(string name, string meaning, bool missing) =>
        new(name, meaning, YesOrNo, missing ? "yes" : "no", missing, Switch.TryParse);

    private static SettingKey<int> Number(string name, string meaning, int missing, int min, int max) =>
        new(name, meaning, $"a number from {min} to {max}", missing.ToString(CultureInfo.InvariantCulture), missing,
            (text, out value) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);

    private static bool FourPrices(string text, out StorePrices? value)
    {
        var numbers = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= 1000 ? price : -1)
            .ToArray();
        var isGood = numbers is [>= 0, >= 0, >= 0, >= 0];
        value = isGood ? new StorePrices(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
        return isGood || text.Length == 0;
    }

    private static bool YesNoOrUnset(string text, out bool? value)
    {
        var isSwitch = Switch.TryParse(text, out var isOn);
        value = isSwitch ? isOn : null;
        return isSwitch || text.Length == 0;
    }

    private static bool AnyText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool Word(string text, out string value)
    {
        value = text;
        return text.Length is > 0 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
    }

    // As S3 names them, capitals and underscores of old buckets included.
    private static bool BucketName(string text, out string value)
    {
        value = text;
        return text.Length == 0
            || (text.Length is >= 3 and <= 255 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
    }

    private static bool LanguageTag(string text, out string value)
    {
        value = text;
        return text.Length is >= 2 and <= 35 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-');
    }

    private static bool PrefixPath(string text, out string value)
    {
        value = text.Trim('/');
        return value.Length == 0
            || (value.Length <= 512
                && !value.Contains('\\', StringComparison.Ordinal)
                && value.Split('/').All(part => part is not ("" or "." or "..")));
    }

    private static bool WebAddress(string text, out Uri? value)
    {
        value = null;
        return text.Length == 0
            || (Uri.TryCreate(text, UriKind.Absolute, out value) && value is { Scheme: "http" or "https", Host.Length: > 0 });
    }

    private static bool Rate(string text, out long? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        var isSize = ByteSize.TryParse(text, out var bytes) && bytes >= 1024;
        value = isSize ? bytes : null;
        return isSize;
    }

    private static bool Choice<T>(string text, string[] words, out T value)
        where T : struct, Enum
    {
        var index = Array.FindIndex(words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Enum.GetValues<T>()[index];
        return index >= 0;
    }

    // The older program takes both kinds of quotes, and all white space, out of these two keys only.
    private static string Unquoted(string text) =>
        string.Concat(text.Trim().Trim('"').Trim('\'').Where(character => !char.IsWhiteSpace(character)));
}
