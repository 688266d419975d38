using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>Decides how a bucket is reached (docs/cli.md, "Buckets"): the address, then config.ini, then the environment, then the shared files of AWS.</summary>
public sealed class S3OptionsReader
{
    private const string ConfigSource = "config.ini";
    private const string DefaultSource = "the default";
    private const string UrlSource = "the address";
    private const int AuthorityBytesMax = 1 << 20;

    private readonly S3Address _address;
    private readonly S3Surroundings _surroundings;
    private readonly Settings _settings;
    private readonly AwsFiles _files;

    private S3OptionsReader(S3Address address, S3Surroundings surroundings)
    {
        (_address, _surroundings) = (address, surroundings);
        _settings = Settings.From(surroundings.Config);
        _files = new AwsFiles(surroundings.Variable);
    }

    /// <summary>Decides, and asks nothing of the network.</summary>
    /// <exception cref="StoreException">What was named is not there, or cannot be read.</exception>
    public static async Task<S3Options> ReadAsync(
        S3Address address, S3Surroundings surroundings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(surroundings);
        var reader = new S3OptionsReader(address, surroundings);
        return reader.Read(await reader.AuthoritiesAsync(cancellationToken).ConfigureAwait(false));
    }

    private S3Options Read(S3Setting<X509Certificate2Collection> authorities)
    {
        var (profileName, profileSource) = ProfileName();
        var profile = _files.Find(profileName);
        if (profile is null && profileSource is not null)
        {
            throw new StoreException(StoreError.WrongCredentials, $"There is no profile '{profileName}' (from {profileSource}) in {_files.Path}.")
            {
                Hint = "Write its name as it stands there, or leave it away.",
            };
        }

        var endpoint = Endpoint(profile);
        var (credentials, source) = Credentials(profile, profileName, profileSource);
        return new S3Options
        {
            Bucket = _address.Bucket,
            Prefix = Prefix(),
            Endpoint = endpoint,
            Region = Region(profile, endpoint.Value),
            PathStyle = PathStyle(endpoint.Value),
            Credentials = credentials,
            CredentialSource = source,
            Proxy = _settings is { ProxyEnabled: true, ProxyUrl: { } proxy } ? new(proxy, ConfigSource) : new(null, DefaultSource),
            VerifiesCertificate = IsSet("ssl_verify") ? new(_settings.SslVerify, ConfigSource) : new(true, DefaultSource),
            Authorities = authorities,
            BandwidthUp = _settings.BandwidthUp,
            BandwidthDown = _settings.BandwidthDown,
            ConnectionsMax = _settings.Connections,
        };
    }

    // A profile that a person named for this bucket wins over keys that lie about; one that only the environment names does not.
    private (string Name, string? Source) ProfileName() => (_address.Profile, _settings.Profile) switch
    {
        ({ } name, _) => (name, UrlSource),
        (_, { Length: > 0 } name) => (name, ConfigSource),
        _ when Variable("AWS_PROFILE") is { } name => (name, "AWS_PROFILE"),
        _ => (_files.ProfileName, null),
    };

    private (AWSCredentials? Credentials, string Source) Credentials(CredentialProfile? profile, string profileName, string? profileSource)
    {
        if (profileSource is UrlSource or ConfigSource)
        {
            return (Of(profile!), $"the profile '{profileName}' ({profileSource})");
        }

        if (_settings is { AwsAccessKey.Length: > 0, AwsSecretKey.Length: > 0 })
        {
            return (new BasicAWSCredentials(_settings.AwsAccessKey, _settings.AwsSecretKey), ConfigSource);
        }

        if (Variable("AWS_ACCESS_KEY_ID") is null != Variable("AWS_SECRET_ACCESS_KEY") is null)
        {
            throw new StoreException(StoreError.WrongCredentials, "Of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set.")
            {
                Hint = "Set both, or neither.",
            };
        }

        if (Variable("AWS_ACCESS_KEY_ID") is { } key && Variable("AWS_SECRET_ACCESS_KEY") is { } secret)
        {
            return Variable("AWS_SESSION_TOKEN") is { } token
                ? (new SessionAWSCredentials(key, secret, token), "AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN")
                : (new BasicAWSCredentials(key, secret), "AWS_ACCESS_KEY_ID");
        }

        return profile is not null && profile.CanCreateAWSCredentials
            ? (Of(profile), $"the profile '{profileName}' in {_files.Path}")
            : (null, $"config.ini (aws_access_key, aws_secret_key), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the profile '{profileName}' in {_files.Path}");
    }

    private AWSCredentials Of(CredentialProfile profile)
    {
        try
        {
            return profile.GetAWSCredentials(_files.Source);
        }
        catch (Exception e) when (e is AmazonClientException or InvalidOperationException or ArgumentException)
        {
            throw new StoreException(StoreError.WrongCredentials, $"The profile '{profile.Name}' gives no credentials.", e)
            {
                Hint = "It needs aws_access_key_id and aws_secret_access_key, or a credential_process.",
            };
        }
    }

    private S3Setting<string> Prefix()
    {
        var (prefix, source) = _address.Prefix.Length > 0 ? (_address.Prefix, UrlSource)
            : _settings.Prefix.Length > 0 ? (_settings.Prefix, ConfigSource)
            : ("", DefaultSource);
        return new S3Setting<string>(prefix.Length == 0 ? "" : $"{prefix}/", source);
    }

    private S3Setting<Uri?> Endpoint(CredentialProfile? profile)
    {
        if (_address.Endpoint is { } url)
        {
            return new(url, UrlSource);
        }

        if (_settings.Endpoint is { } configured)
        {
            return new(configured, ConfigSource);
        }

        foreach (var name in (string[])["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
        {
            if (Variable(name) is { } text)
            {
                return new(AddressOf(text, name), name);
            }
        }

        return profile?.EndpointUrl is { Length: > 0 } shared
            ? new(AddressOf(shared, "endpoint_url"), $"the profile '{profile.Name}'")
            : new(null, DefaultSource);
    }

    private S3Setting<string> Region(CredentialProfile? profile, Uri? endpoint) =>
        _address.Region is { } given ? new(given, UrlSource)
        : IsSet("aws_region") ? new(_settings.AwsRegion, ConfigSource)
        : Variable("AWS_REGION") is { } region ? new(region, "AWS_REGION")
        : Variable("AWS_DEFAULT_REGION") is { } usual ? new(usual, "AWS_DEFAULT_REGION")
        : profile?.Region is { } shared ? new(shared.SystemName, $"the profile '{profile.Name}'")
        : S3Provider.RegionOf(endpoint) is { } named ? new(named, "the server's name")
        : new(_settings.AwsRegion, DefaultSource);

    // Every server other than AWS knows the bucket in the path; few are set up for it in their name.
    private S3Setting<bool> PathStyle(Uri? endpoint) =>
        _address.PathStyle is { } given ? new(given, UrlSource)
        : _settings.PathStyle is { } configured ? new(configured, ConfigSource)
        : new(endpoint is not null || _address.Bucket.Contains('.', StringComparison.Ordinal), DefaultSource);

    private async Task<S3Setting<X509Certificate2Collection>> AuthoritiesAsync(CancellationToken cancellationToken)
    {
        var (path, source) = _settings.CaFile.Length > 0 ? (_settings.CaFile, ConfigSource)
            : Variable("AWS_CA_BUNDLE") is { } bundle ? (bundle, "AWS_CA_BUNDLE")
            : ("", DefaultSource);
        if (path.Length == 0)
        {
            return new([], DefaultSource);
        }

        var bytes = await _surroundings.Files
            .ReadSmallAsync(Path.GetFullPath(path, _surroundings.CurrentFolder), AuthorityBytesMax, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.Untrusted, $"The authorities' file {path} (from {source}) is not there.");
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(bytes));
            return authorities.Count > 0
                ? new(authorities, $"{path} ({source})")
                : throw new CryptographicException("It holds no certificate.");
        }
        catch (CryptographicException e)
        {
            throw new StoreException(StoreError.Untrusted, $"The authorities' file {path} (from {source}) holds no certificate in PEM form.", e);
        }
    }

    private static Uri AddressOf(string text, string source) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new StoreException(StoreError.NoSuchPlace, $"The endpoint from {source} is no URL such as https://s3.example.org.");

    private bool IsSet(string name) =>
        _surroundings.Config.Get(SettingKey.Section, name) is { } written && SettingKeys.Find(name)!.Refuse(written) is null;

    private string? Variable(string name) => _surroundings.Variable(name) is { Length: > 0 } value ? value : null;
}
