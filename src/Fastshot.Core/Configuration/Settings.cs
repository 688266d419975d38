using Fastshot.Core.Storage;

namespace Fastshot.Core.Configuration;

/// <summary>How a remote is laid out: as a vault, or as the older program's bucket.</summary>
public enum RemoteLayout
{
    Vault,
    Classic,
}

/// <summary>When this device syncs by itself.</summary>
public enum SyncMode
{
    /// <summary>After each save, and while the session manager is open.</summary>
    Auto,

    /// <summary>When a person says so.</summary>
    Manual,
}

/// <summary>Where the key of a library is kept that is made on this device.</summary>
public enum KeyringMode
{
    /// <summary>In the system's keyring where one is open, else in a file; with a home of its own in a file.</summary>
    Auto,

    /// <summary>In a file that only its owner can read.</summary>
    File,

    /// <summary>In the system's keyring, or nowhere.</summary>
    System,
}

/// <summary>What config.ini decides, each with its default where the file says nothing good.</summary>
public sealed record Settings
{
    public bool CloudSyncEnabled { get; init; }

    public string AwsAccessKey { get; init; } = "";

    public string AwsSecretKey { get; init; } = "";

    public string AwsRegion { get; init; } = SettingKeys.AwsRegion.Default;

    public string S3BucketName { get; init; } = "";

    /// <summary>The key of the older program's files, as it is written: quotes belong to it.</summary>
    public string EncryptionKey { get; init; } = "";

    public bool ProxyEnabled { get; init; }

    public Uri? ProxyUrl { get; init; }

    public bool SslVerify { get; init; } = true;

    /// <summary>A PEM file of authorities; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Where devices meet; empty for nowhere.</summary>
    public string Remote { get; init; } = "";

    public RemoteLayout Layout { get; init; }

    public Uri? Endpoint { get; init; }

    /// <summary>Null where the file says nothing.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Without slashes at its ends; empty for the whole bucket.</summary>
    public string Prefix { get; init; } = "";

    public string Profile { get; init; } = "";

    /// <summary>Bytes a second; null for no bound.</summary>
    public long? BandwidthUp { get; init; }

    /// <summary>Bytes a second; null for no bound.</summary>
    public long? BandwidthDown { get; init; }

    public int Connections { get; init; } = SettingKeys.Connections.Default;

    /// <summary>Null for the table of docs/cost.md.</summary>
    public StorePrices? Prices { get; init; }

    public SyncMode Sync { get; init; }

    public KeyringMode Keyring { get; init; }

    public int TrashDays { get; init; } = SettingKeys.TrashDays.Default;

    /// <summary>In bytes.</summary>
    public long CacheSize { get; init; } = SettingKeys.CacheSize.Default;

    public TimeSpan CacheAge { get; init; } = SettingKeys.CacheAge.Default;

    public string Language { get; init; } = SettingKeys.Language.Default;

    /// <summary>Everything that is wrong with the file, so that a person can mend it in one go.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];

    /// <summary>Reads the settings of a file. A bad value costs itself only.</summary>
    public static Settings From(ConfigFile file)
    {
        var reader = new SettingsReader(file);
        var settings = new Settings
        {
            CloudSyncEnabled = reader.Read(SettingKeys.CloudSyncEnabled),
            AwsAccessKey = reader.Read(SettingKeys.AwsAccessKey),
            AwsSecretKey = reader.Read(SettingKeys.AwsSecretKey),
            AwsRegion = reader.Read(SettingKeys.AwsRegion),
            S3BucketName = reader.Read(SettingKeys.S3BucketName),
            EncryptionKey = reader.Read(SettingKeys.EncryptionKey),
            ProxyEnabled = reader.Read(SettingKeys.ProxyEnabled),
            ProxyUrl = reader.Read(SettingKeys.ProxyUrl),
            SslVerify = reader.Read(SettingKeys.SslVerify),
            CaFile = reader.Read(SettingKeys.CaFile),
            Remote = reader.Read(SettingKeys.Remote),
            Layout = reader.Read(SettingKeys.Layout),
            Endpoint = reader.Read(SettingKeys.Endpoint),
            PathStyle = reader.Read(SettingKeys.PathStyle),
            Prefix = reader.Read(SettingKeys.Prefix),
            Profile = reader.Read(SettingKeys.Profile),
            BandwidthUp = reader.Read(SettingKeys.BandwidthUp),
            BandwidthDown = reader.Read(SettingKeys.BandwidthDown),
            Connections = reader.Read(SettingKeys.Connections),
            Prices = reader.Read(SettingKeys.Prices),
            Sync = reader.Read(SettingKeys.Sync),
            Keyring = reader.Read(SettingKeys.Keyring),
            TrashDays = reader.Read(SettingKeys.TrashDays),
            CacheSize = reader.Read(SettingKeys.CacheSize),
            CacheAge = reader.Read(SettingKeys.CacheAge),
            Language = reader.Read(SettingKeys.Language),
        };
        return settings with { Problems = reader.ProblemsOf(settings) };
    }

    /// <summary>Sections with values that neither this program nor the older one knows; they are left as they are.</summary>
    public static IReadOnlyList<string> UnknownSectionsOf(ConfigFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return
        [
            .. file.Entries.Where(entry => entry.Value.Length > 0).Select(entry => entry.Section).Distinct(StringComparer.Ordinal)
                .Where(section => !OlderProgramTraps.Sections.Contains(section)),
        ];
    }

    // It holds secrets.
    public override string ToString() => nameof(Settings);
}
