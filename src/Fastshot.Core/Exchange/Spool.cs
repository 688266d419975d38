using System.Buffers;
using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Exchange;

/// <summary>A stream's bytes as a file for a while.</summary>
public sealed record SpooledFile(string Path, long Size, Digest Sha256);

/// <summary>Keeps streams as temporary files, since a save reads each image twice; disposing it removes them.</summary>
/// <remarks>What a killed process left there is removed by the next one, a day later.</remarks>
public sealed class Spool(IFileSystem files, string folder, IRandom random, TimeProvider time) : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;

    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(1);

    private readonly List<string> _paths = [];

    /// <summary>Takes a stream to its end; null where it is longer than allowed.</summary>
    public async Task<SpooledFile?> AddAsync(Stream content, long lengthMax, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var (path, file) = await CreateAsync(cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    if (file.Length + count > lengthMax)
                    {
                        return null;
                    }

                    hash.AppendData(buffer, 0, count);
                    await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // It held plaintext.
            }

            return new SpooledFile(path, file.Length, new Digest(hash.GetHashAndReset()));
        }
    }

    /// <summary>Takes what is written piece by piece.</summary>
    public async Task<SpooledFile> WriteAsync(
        Func<Func<ReadOnlyMemory<byte>, CancellationToken, Task>, Task> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var (path, file) = await CreateAsync(cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await write((bytes, token) =>
            {
                hash.AppendData(bytes.Span);
                return file.WriteAsync(bytes, token);
            }).ConfigureAwait(false);
            return new SpooledFile(path, file.Length, new Digest(hash.GetHashAndReset()));
        }
    }

    /// <summary>A spooled file's bytes, as they are put into a store.</summary>
    public ObjectContent ContentOf(SpooledFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new ObjectContent(file.Size, async token =>
            new FileView(await files.OpenAsync(file.Path, token).ConfigureAwait(false)
                ?? throw new StoreException(StoreError.Broken, "A temporary file vanished while it was sent.")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var path in _paths)
        {
            await files.DeleteAsync(path, CancellationToken.None).ConfigureAwait(false);
        }

        _paths.Clear();
    }

    private async Task<(string Path, IFile File)> CreateAsync(CancellationToken cancellationToken)
    {
        if (_paths.Count == 0)
        {
            await files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
            await SweepAsync(cancellationToken).ConfigureAwait(false);
        }

        var path = Path.Combine(folder, random.NewName(16));
        var file = await files.CreateAsync(path, cancellationToken).ConfigureAwait(false);
        _paths.Add(path);
        return (path, file);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var entry in await files.ListAsync(folder, cancellationToken).ConfigureAwait(false) ?? [])
        {
            if (!entry.IsFolder && now - entry.Modified > AgeMax)
            {
                await files.DeleteAsync(Path.Combine(folder, entry.Name), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
