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

    public void Dispose() => _folder.Delete(recursive: true);
}
