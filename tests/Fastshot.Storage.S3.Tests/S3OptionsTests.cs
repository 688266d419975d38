using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Storage.S3.Tests;

/// <summary>Who wins, as docs/cli.md says it under "Buckets".</summary>
public sealed class S3OptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly StringBuilder _config = new("[CloudSync]\n");

    public S3OptionsTests() => _variables["HOME"] = _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_anything_it_is_AWS_and_there_are_no_keys()
    {
        var options = await ReadAsync("s3://shots");

        Assert.Null(options.Endpoint.Value);
        Assert.Equal(("us-east-1", "the default"), (options.Region.Value, options.Region.Source));
        Assert.False(options.PathStyle.Value);
        Assert.Null(options.Credentials);
        Assert.Contains("aws_access_key", options.CredentialSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_wins_over_config_ini_which_wins_over_the_environment_which_wins_over_the_shared_files()
    {
        WriteProfiles("[default]\naws_access_key_id = shared\naws_secret_access_key = s\nregion = r-shared\nendpoint_url = http://shared\n");
        Assert.Equal(("http://shared/", "r-shared", "shared"), await FactsAsync("s3://shots"));

        _variables["AWS_ENDPOINT_URL"] = "http://environment";
        _variables["AWS_DEFAULT_REGION"] = "r-usual";
        _variables["AWS_ACCESS_KEY_ID"] = "environment";
        _variables["AWS_SECRET_ACCESS_KEY"] = "s";
        Assert.Equal(("http://environment/", "r-usual", "environment"), await FactsAsync("s3://shots"));

        _variables["AWS_ENDPOINT_URL_S3"] = "http://s3";
        _variables["AWS_REGION"] = "r-environment";
        Assert.Equal(("http://s3/", "r-environment", "environment"), await FactsAsync("s3://shots"));

        _config.AppendLine("endpoint = http://config\naws_region = r-config\naws_access_key = \"con fig\"\naws_secret_key = s");
        Assert.Equal(("http://config/", "r-config", "config"), await FactsAsync("s3://shots"));

        Assert.Equal(("http://address/", "r-address", "shared"), await FactsAsync("s3://shots?endpoint=http://address&region=r-address&profile=default"));
    }

    [Fact]
    public async Task A_session_token_and_a_named_profile_are_used()
    {
        WriteProfiles("[work]\naws_access_key_id = of-work\naws_secret_access_key = s\n");
        _variables["AWS_PROFILE"] = "work";
        Assert.Equal("of-work", (await FactsAsync("s3://shots")).Key);

        _variables["AWS_ACCESS_KEY_ID"] = "k";
        _variables["AWS_SECRET_ACCESS_KEY"] = "s";
        _variables["AWS_SESSION_TOKEN"] = "t";
        var options = await ReadAsync("s3://shots");
        Assert.Equal("t", (await options.Credentials!.GetCredentialsAsync()).Token);

        _config.AppendLine("profile = work");
        Assert.Equal("of-work", (await FactsAsync("s3://shots")).Key);
    }

    [Theory]
    [InlineData("profile = nowhere", "", "", "no profile 'nowhere'")]
    [InlineData("", "AWS_PROFILE", "nowhere", "no profile 'nowhere'")]
    [InlineData("", "AWS_ACCESS_KEY_ID", "k", "only one is set")]
    [InlineData("", "AWS_SECRET_ACCESS_KEY", "s", "only one is set")]
    [InlineData("", "AWS_ENDPOINT_URL_S3", "s3.example.org", "is no URL")]
    [InlineData("", "AWS_CA_BUNDLE", "nowhere.pem", "is not there")]
    [InlineData("ca_file = bad.pem", "", "", "holds no certificate")]
    public async Task What_is_named_and_wrong_is_said_and_not_passed_over(string line, string variable, string value, string words)
    {
        _config.AppendLine(line);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "bad.pem"), "no certificate", Deadline.Token);
        if (variable.Length > 0)
        {
            _variables[variable] = value;
        }

        var failure = await Assert.ThrowsAsync<StoreException>(() => ReadAsync("s3://shots"));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bucket_stands_in_the_path_at_other_servers_and_where_its_name_has_dots()
    {
        Assert.True((await ReadAsync("s3://shots?endpoint=http://other")).PathStyle.Value);
        Assert.True((await ReadAsync("s3://my.shots")).PathStyle.Value);
        Assert.False((await ReadAsync("s3://my.shots?path-style=false")).PathStyle.Value);
        _config.AppendLine("path_style = no\nprefix = /team/a/\nssl_verify = no\nproxy_enabled = yes\nproxy_url = http://u:p@proxy:1\nconnections = 3");

        var options = await ReadAsync("s3://shots?endpoint=http://other");

        Assert.Equal((false, "team/a/", false, 3), (options.PathStyle.Value, options.Prefix.Value, options.VerifiesCertificate.Value, options.ConnectionsMax));
        Assert.Equal("proxy:1", options.Proxy.Value!.Authority);
        Assert.Equal("b/", (await ReadAsync("s3://shots/b")).Prefix.Value);
    }

    private void WriteProfiles(string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".aws"));
        File.WriteAllText(Path.Combine(_folder.Path, ".aws", "credentials"), text);
    }

    private async Task<(string Endpoint, string Region, string Key)> FactsAsync(string url)
    {
        var options = await ReadAsync(url);
        return (options.Endpoint.Value?.ToString() ?? "", options.Region.Value, (await options.Credentials!.GetCredentialsAsync()).AccessKey);
    }

    private Task<S3Options> ReadAsync(string url)
    {
        Assert.True(S3Address.TryParse(url, out var address, out _));
        var config = ConfigFile.Parse(Encoding.UTF8.GetBytes(_config.ToString()));
        return S3OptionsReader.ReadAsync(
            address, new S3Surroundings(config, _variables.GetValueOrDefault, DiskFileSystem.Instance, _folder.Path), Deadline.Token);
    }
}
