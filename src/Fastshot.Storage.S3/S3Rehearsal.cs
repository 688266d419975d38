using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>Does what requests to a bucket do, so that the runtime has prepared it when they come in earnest.</summary>
/// <remarks>Nothing leaves the process, and no file is read (docs/decisions/0022-what-a-cold-start-may-do.md).</remarks>
public static class S3Rehearsal
{
    private const string Address = "s3://rehearsal?endpoint=http://127.0.0.1";

    private static readonly ObjectKey Key = ObjectKey.Parse("a");

    /// <summary>Lists a bucket that is played here, reads an object of it, and writes one.</summary>
    /// <returns>What was read.</returns>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(
        IFileSystem files, TimeProvider time, IRandom random, CancellationToken cancellationToken = default)
    {
        if (!S3Address.TryParse(Address, out var address, out _))
        {
            throw new InvalidOperationException("The address of the rehearsal cannot be read.");
        }

        var surroundings = new S3Surroundings(ConfigFile.Empty, Variable, files, "/");
        var options = await S3OptionsReader.ReadAsync(address, surroundings, cancellationToken).ConfigureAwait(false);
        var handler = S3ClientFactory.CreateHandler(options);
        handler.UseProxy = false;
        handler.ConnectCallback = static (_, _) => ValueTask.FromResult<Stream>(new RehearsedConnection());
        using var bucket = new S3Store(options, time, handler);
        using var store = new RetryingStore(
            new LimitedStore(new CountingStore(bucket), options.ConnectionsMax), new RetryOptions { AttemptsMax = 1 }, time, random);
        var listed = await store.ListAsync("", cancellationToken: cancellationToken).ConfigureAwait(false);
        var read = await store.ReadSmallAsync(listed.Objects[0].Key, RehearsedConnection.Object.Length, cancellationToken).ConfigureAwait(false);
        await store.PutAsync(Key, ObjectContent.Of(read), PutCondition.Absent, cancellationToken).ConfigureAwait(false);
        return read;
    }

    // With keys in the environment no file is looked at.
    private static string? Variable(string name) => name is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" ? "rehearsal" : null;
}
