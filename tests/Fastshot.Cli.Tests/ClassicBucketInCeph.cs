using System.Security.Cryptography;
using Amazon.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Storage.S3;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Cli.Tests;

/// <summary>A bucket of the older program at a real server, below a prefix.</summary>
internal static class ClassicBucketInCeph
{
    /// <summary>Makes one, and lets a run reach it.</summary>
    /// <param name="folder">What it holds; null for nothing.</param>
    public static async Task<(IObjectStore Store, string Url)> FilledAsync(CliRun cli, string? folder)
    {
        var gateway = await CephGateway.SharedAsync();
        var bucket = await gateway.CreateBucketAsync();
        cli.Variables["HOME"] = cli.Folder;
        cli.Variables["AWS_ACCESS_KEY_ID"] = CephGateway.AccessKey;
        cli.Variables["AWS_SECRET_ACCESS_KEY"] = CephGateway.SecretKey;
        cli.Variables["FASTSHOT_CLASSIC_KEY"] = "dev-Schlüssel β 2026!";
        var store = new S3Store(
            new S3Options
            {
                Bucket = bucket,
                Prefix = new S3Setting<string>("", "the test"),
                Endpoint = new S3Setting<Uri?>(gateway.Endpoint, "the test"),
                Region = new S3Setting<string>("us-east-1", "the test"),
                PathStyle = new S3Setting<bool>(true, "the test"),
                Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
                CredentialSource = "the test",
            },
            TimeProvider.System);
        foreach (var file in folder is null ? [] : Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            await store.PutAsync("fastshot/" + Path.GetRelativePath(folder!, file), await File.ReadAllBytesAsync(file, Testing.Deadline.Token));
        }

        return (store, $"s3://{bucket}/fastshot?endpoint={gateway.Endpoint}");
    }

    /// <summary>All names, with the hashes of what they hold.</summary>
    public static async Task<IReadOnlyList<string>> StateAsync(IObjectStore store)
    {
        var state = new List<string>();
        foreach (var key in await store.KeysAsync())
        {
            state.Add($"{key} {Convert.ToHexString(SHA256.HashData((await store.ReadAsync(key))!))}");
        }

        return state;
    }
}
