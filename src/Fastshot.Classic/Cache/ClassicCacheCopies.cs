using System.Collections.Immutable;
using System.Globalization;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Cache;

/// <summary>The older program's copies of sessions: what they say, and whether they are whole.</summary>
internal sealed class ClassicCacheCopies(ClassicCacheFiles files, ClassicCacheParts parts)
{
    private readonly ClassicSessionReader _reader = new(parts.Files, parts.Inspector, parts.Scheduler, parts.Time);

    /// <summary>What the index of a session should say, from its copy; null where there is none that can be read.</summary>
    public async Task<ClassicIndex?> IndexOfAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadAsync(ClassicCacheFiles.Copies + file, cancellationToken).ConfigureAwait(false) is not var (bytes, _))
            {
                return null;
            }

            var length = bytes.Length;
            var document = ClassicDocumentReader.Read(ClassicContainer.Open(bytes, parts.Keys));
            return document is { Metadata: { } metadata, Windows.IsEmpty: false }
                ? Stamped(new ClassicIndex
                {
                    FileName = file,
                    Metadata = metadata with { CreatedAt = metadata.CreatedAt ?? document.Timestamp },
                    ImageCount = document.Windows.Length,
                    FileSize = length,
                })
                : null;
        }
        catch (ClassicFormatException)
        {
            return null;
        }
    }

    /// <summary>An index with the times of now, as the cache has them.</summary>
    public ClassicIndex Stamped(ClassicIndex index)
    {
        var now = parts.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
        return index with { CreatedAt = index.CreatedAt ?? now, LastUpdated = now };
    }

    /// <summary>Reads a copy to its last pixel: its length, and what is wrong with its pictures.</summary>
    /// <exception cref="ClassicFormatException">It is no session that can be read.</exception>
    public async Task<(long Length, ImmutableArray<string> Problems)> ProveAsync(string name, CancellationToken cancellationToken)
    {
        if (await ReadAsync(name, cancellationToken).ConfigureAwait(false) is not var (bytes, modified))
        {
            return (0, []); // Gone just now.
        }

        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var reading = await _reader
                .ReadAsync(bytes, name[ClassicCacheFiles.Copies.Length..], modified, parts.Keys, spool, cancellationToken).ConfigureAwait(false);
            return (bytes.Length, reading.Problems);
        }
    }

    private async Task<(byte[] Bytes, DateTimeOffset Modified)?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var path = files.PathOf(name);
        if (await parts.Files.StatAsync(path, cancellationToken).ConfigureAwait(false) is not { IsFolder: false } entry)
        {
            return null;
        }

        try
        {
            return await parts.Files.ReadSmallAsync(path, ClassicContainer.BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
                ? (bytes, entry.Modified)
                : null;
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            throw new ClassicFormatException(ClassicError.TooLarge, $"has more than {ClassicContainer.BytesMax:N0} bytes", e);
        }
    }
}
