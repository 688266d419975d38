using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>
/// The names of the pieces that stood at the remote after the last sync, or of which everything stood there, in a file
/// beside what is remembered of it. Losing it is safe: until the next sync nothing counts as synced.
/// </summary>
/// <remarks>The file is the names' 32 bytes each, in order, and the SHA-256 of that.</remarks>
internal sealed class NamesThere(IFileSystem files, string memoryFile)
{
    private const int BytesMax = 64 << 20;

    private readonly string _path = Path.ChangeExtension(memoryFile, ".records");

    /// <summary>The names; null where none are known, or the file is damaged.</summary>
    public async Task<HashSet<Digest>?> ReadAsync(CancellationToken cancellationToken)
    {
        byte[]? bytes;
        try
        {
            bytes = await files.ReadSmallAsync(_path, BytesMax, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            return null;
        }

        var length = (bytes?.Length ?? 0) - Digest.SizeBytes;
        if (bytes is null || length < 0 || length % Digest.SizeBytes != 0
            || Digest.Of(bytes.AsSpan(0, length)) != new Digest(bytes.AsSpan(length)))
        {
            return null;
        }

        var names = new HashSet<Digest>(length / Digest.SizeBytes);
        for (var at = 0; at < length; at += Digest.SizeBytes)
        {
            names.Add(new Digest(bytes.AsSpan(at, Digest.SizeBytes)));
        }

        return names;
    }

    /// <summary>Keeps the names, unless they are those that are kept: an idle sync writes nothing.</summary>
    /// <param name="before">Those that are kept, as this run has read them; null where none are.</param>
    public async Task WriteAsync(
        IReadOnlySet<Digest> names, IReadOnlySet<Digest>? before, IRandom random, CancellationToken cancellationToken)
    {
        if (before?.SetEquals(names) is true)
        {
            return;
        }

        var length = names.Count * Digest.SizeBytes;
        var bytes = new byte[length + Digest.SizeBytes];
        var at = 0;
        foreach (var name in names.Order())
        {
            name.CopyTo(bytes.AsSpan(at));
            at += Digest.SizeBytes;
        }

        SHA256.HashData(bytes.AsSpan(0, length), bytes.AsSpan(length));
        await new AtomicFile(files, random).WriteAsync(_path, bytes, overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets them: from now on the devices meet somewhere else.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => files.DeleteAsync(_path, cancellationToken);
}
