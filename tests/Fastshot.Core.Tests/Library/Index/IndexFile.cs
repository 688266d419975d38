using System.Buffers.Binary;
using Fastshot.Core.Library.Index;

namespace Fastshot.Core.Tests.Library.Index;

/// <summary>An index in a folder of its own, which goes when the test ends.</summary>
internal sealed class IndexFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastshot-index-");

    public string Folder => _folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "index.db");

    public SqliteIndex Open() =>
        SqliteIndex.TryOpen(Path, out var index, out var reason) ? index : throw new Xunit.Sdk.XunitException(reason);

    /// <summary>The bytes of an index with two rows of one page in the wrong order: it opens, and each page can be read.</summary>
    public static byte[] WithRowsOutOfOrder(byte[] index)
    {
        const int PageBytes = 4096;
        const int LeafOfTable = 0x0D;
        const int HeaderBytes = 8;
        var damaged = index.ToArray();
        var page = Enumerable.Range(1, (index.Length / PageBytes) - 1).Select(i => i * PageBytes)
            .Last(at => index[at] == LeafOfTable && BinaryPrimitives.ReadUInt16BigEndian(index.AsSpan(at + 3)) >= 2);
        var rows = damaged.AsSpan(page + HeaderBytes, 4);
        (rows[0], rows[1], rows[2], rows[3]) = (rows[2], rows[3], rows[0], rows[1]);
        return damaged;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
