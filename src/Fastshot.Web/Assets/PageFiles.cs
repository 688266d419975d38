using System.Reflection;
using Fastshot.Core.Storage;

namespace Fastshot.Web.Assets;

/// <summary>The files of the page, wherever they lie: by names such as <c>/assets/app.js</c>.</summary>
public abstract class PageFiles
{
    private protected const int FileBytesMax = 8 << 20;

    private protected const int FilesMax = 500;

    /// <summary>The names of all of them.</summary>
    public abstract Task<IReadOnlyList<string>> NamesAsync();

    /// <summary>The bytes of one that was named; null where it is gone.</summary>
    public abstract Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The page as a folder beside the program.</summary>
public sealed class FolderPage(IFileSystem files, string folder) : PageFiles
{
    private const int DepthMax = 4;

    public override async Task<IReadOnlyList<string>> NamesAsync()
    {
        var names = new List<string>();
        await AddAsync(folder, "", 0, names).ConfigureAwait(false);
        return names;
    }

    // The name is one of those that were found, so it leads nowhere else.
    public override Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken) =>
        files.ReadSmallAsync(Path.Combine(folder, name.TrimStart('/')), FileBytesMax, cancellationToken);

    private async Task AddAsync(string path, string name, int depth, List<string> names)
    {
        foreach (var entry in await files.ListAsync(path).ConfigureAwait(false) ?? [])
        {
            if (entry.IsFolder && depth < DepthMax)
            {
                await AddAsync(Path.Combine(path, entry.Name), $"{name}/{entry.Name}", depth + 1, names).ConfigureAwait(false);
            }
            else if (!entry.IsFolder && names.Count < FilesMax && !entry.Name.StartsWith('.'))
            {
                names.Add($"{name}/{entry.Name}");
            }
        }
    }
}

/// <summary>The page as it is inside a program that was packed as one file.</summary>
public sealed class EmbeddedPage : PageFiles
{
    private const string Prefix = "Page";

    private readonly Assembly _assembly;

    private EmbeddedPage(Assembly assembly) => _assembly = assembly;

    /// <summary>The page inside an assembly; null where it has none.</summary>
    public static EmbeddedPage? In(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetManifestResourceInfo($"{Prefix}/index.html") is null ? null : new EmbeddedPage(assembly);
    }

    public override Task<IReadOnlyList<string>> NamesAsync() => Task.FromResult<IReadOnlyList<string>>(
        [.. _assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix + "/", StringComparison.Ordinal)).Select(name => name[Prefix.Length..])]);

    public override async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var stream = _assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }
}
