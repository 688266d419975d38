using System.Text;
using Fastshot.Core.Configuration;

namespace Fastshot.Core.Tests.Configuration;

public sealed class SettingsTests
{
    [Fact]
    public void Without_a_file_the_documented_defaults_hold()
    {
        var settings = Settings.From(ConfigFile.Empty);

        Assert.Empty(settings.Problems);
        Assert.Equal(new Settings { Problems = settings.Problems }, settings);
        Assert.False(settings.CloudSyncEnabled);
        Assert.Equal("us-east-1", settings.AwsRegion);
        Assert.True(settings.SslVerify);
        Assert.Equal(RemoteLayout.Vault, settings.Layout);
        Assert.Equal(16, settings.Connections);
        Assert.Equal(SyncMode.Auto, settings.Sync);
        Assert.Equal(30, settings.TrashDays);
        Assert.Equal(500_000_000, settings.CacheSize);
        Assert.Equal(TimeSpan.FromDays(30), settings.CacheAge);
    }

    [Fact]
    public void Every_default_reads_as_itself() =>
        Assert.All(SettingKeys.All, key => Assert.Null(key.Refuse(key.DefaultText)));

    [Fact]
    public void Every_key_is_read()
    {
        var settings = Read(
            """
            cloud_sync_enabled = True
            aws_access_key = "AKIA 123"
            aws_secret_key = 'se cret'
            aws_region = eu-central-1
            s3_bucket_name = shots
            encryption_key = "k'ey"
            proxy_enabled = on
            proxy_url = http://ada:pw@proxy:8080
            ssl_verify = 0
            ca_file = /etc/ca.pem
            layout = classic
            endpoint = https://s3.example.org
            path_style = yes
            prefix = /team/shots/
            profile = work
            bandwidth_up = 1MiB
            bandwidth_down = 1.5 MB
            connections = 4
            prices = 0.01, 0.02 0.003 0
            sync = Manual
            trash_days = 7
            cache_size = 2GB
            cache_age = 2w
            language = de
            """);

        Assert.Empty(settings.Problems);
        Assert.Equal(
            new Settings
            {
                CloudSyncEnabled = true,
                AwsAccessKey = "AKIA123",
                AwsSecretKey = "secret",
                AwsRegion = "eu-central-1",
                S3BucketName = "shots",
                EncryptionKey = "\"k'ey\"",
                ProxyEnabled = true,
                ProxyUrl = new Uri("http://ada:pw@proxy:8080"),
                SslVerify = false,
                CaFile = "/etc/ca.pem",
                Layout = RemoteLayout.Classic,
                Endpoint = new Uri("https://s3.example.org"),
                PathStyle = true,
                Prefix = "team/shots",
                Profile = "work",
                BandwidthUp = 1 << 20,
                BandwidthDown = 1_500_000,
                Connections = 4,
                Prices = new Fastshot.Core.Storage.StorePrices(0.01m, 0.02m, 0.003m, 0),
                Sync = SyncMode.Manual,
                TrashDays = 7,
                CacheSize = 2_000_000_000,
                CacheAge = TimeSpan.FromDays(14),
                Language = "de",
                Problems = settings.Problems,
            },
            settings);
    }

    // The config.ini that the older program ships has every value blank, on which it gives up.
    [Fact]
    public void Blank_values_are_named_where_a_default_holds_instead()
    {
        var settings = Read(string.Join('\n', SettingKeys.All.Select(key => $"{key.Name} =")));

        Assert.Equal(new Settings { Problems = settings.Problems }, settings);
        Assert.Equal(
            SettingKeys.All.Where(key => key.DefaultText.Length > 0).Select(key => key.Name),
            settings.Problems.Select(problem => problem.Key));
        Assert.All(settings.Problems, problem => Assert.StartsWith("is blank; ", problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cloud_sync_enabled = maybe")]
    [InlineData("aws_region = eu central")]
    [InlineData("s3_bucket_name = \"quoted\"")]
    [InlineData("proxy_url = proxy:8080")]
    [InlineData("ssl_verify = 2")]
    [InlineData("layout = other")]
    [InlineData("endpoint = ftp://x")]
    [InlineData("prefix = a/../b")]
    [InlineData("prefix = a//b")]
    [InlineData("bandwidth_up = 10")]
    [InlineData("connections = 0")]
    [InlineData("connections = 65")]
    [InlineData("connections = -1")]
    [InlineData("sync = sometimes")]
    [InlineData("trash_days = 99999999999999")]
    [InlineData("cache_size = large")]
    [InlineData("cache_age = 30")]
    [InlineData("language = d")]
    public void A_broken_value_costs_only_itself(string line)
    {
        var settings = Read($"{line}\naws_access_key = A\naws_secret_key = S");

        Assert.Equal(new Settings { AwsAccessKey = "A", AwsSecretKey = "S", Problems = settings.Problems }, settings);
        var problem = Assert.Single(settings.Problems);
        Assert.Equal(line.Split(" =")[0], problem.Key);
        Assert.Equal(2, problem.Line);
        Assert.NotNull(problem.Hint);
    }

    [Fact]
    public void Every_problem_is_named_at_once_line_by_line()
    {
        var settings = Read("sync = x\nlayout = y\nnonsense\nbucket = z\nsync = auto\ncloud_sync_enabled = yes\nproxy_enabled = 1\naws_access_key = A");

        Assert.Equal(
            [
                "line 2, sync: is written again on line 6, which counts (remove one of the two)",
                "line 3, layout: 'y' is not vault or classic; vault is used instead (write vault or classic, or remove the line)",
                "line 4: is not 'key = value' and has no effect",
                "line 5, bucket: is not a key that Fastshot knows; it has no effect",
                "s3_bucket_name: is not set, but cloud_sync_enabled is on",
                "proxy_url: is not set, but proxy_enabled is on",
                "aws_secret_key: is not set, but the other half of the pair is; neither is used",
            ],
            settings.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void A_section_in_other_letters_is_named()
    {
        var settings = Settings.From(ConfigFile.Parse("[cloudsync]\nsync = manual\n"u8.ToArray()));

        Assert.Equal(SyncMode.Auto, settings.Sync);
        Assert.Equal("the section is [CloudSync]", Assert.Single(settings.Problems).Hint);
    }

    [Fact]
    public void No_problem_says_a_secret()
    {
        var settings = Read("proxy_url = ftp://ada:topsecret@proxy\naws_secret_key = topsecret%\nencryption_key = topsecret%");

        Assert.NotEmpty(settings.Problems);
        Assert.All(settings.Problems, problem => Assert.DoesNotContain("topsecret", problem.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500MB", 500_000_000)]
    [InlineData("500mb", 500_000_000)]
    [InlineData("4096", 4096)]
    [InlineData("10 KiB", 10_240)]
    [InlineData("1.5G", 1_500_000_000)]
    [InlineData("7B", 7)]
    public void A_size_is_read(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("9999999999TB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("30d", 30 * 24 * 3600)]
    [InlineData("2m", 120)]
    [InlineData("12H", 12 * 3600)]
    [InlineData("1w", 7 * 24 * 3600)]
    [InlineData("0s", 0)]
    public void An_age_is_read(string text, int seconds)
    {
        Assert.True(Age.TryParse(text, out var age));
        Assert.Equal(TimeSpan.FromSeconds(seconds), age);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("30")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("99999999999999999999d")]
    [InlineData("36501d")]
    public void What_is_no_age_is_refused(string text) => Assert.False(Age.TryParse(text, out _));

    private static Settings Read(string lines) =>
        Settings.From(ConfigFile.Parse(Encoding.UTF8.GetBytes($"[CloudSync]\n{lines}\n")));
}
