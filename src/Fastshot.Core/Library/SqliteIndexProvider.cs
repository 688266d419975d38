using System.Globalization;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>The index as an SQLite file in the library's folder.</summary>
public sealed class SqliteIndexProvider(IFileSystem files, string folder) : IIndexProvider
{
    private const int KeptMax = 2;
    private const string FileName = "index.db";

    private static readonly string[] Companions = ["-wal", "-shm"];

    public IIndex? TryOpen(out string? reason) =>
        SqliteIndex.TryOpen(Path.Combine(folder, FileName), out var index, out reason) ? index : null;

    /// <summary>The file becomes <c>index.damaged-1.db</c>, the one before it <c>-2</c>; older ones go.</summary>
    public async Task SetAsideAsync(CancellationToken cancellationToken = default)
    {
        for (var i = KeptMax; i >= 1; i--)
        {
            var from = i == 1 ? FileName : Aside(i - 1);
            if (await files.StatAsync(Path.Combine(folder, from), cancellationToken).ConfigureAwait(false) is not null)
            {
                await files.MoveAsync(
                    Path.Combine(folder, from), Path.Combine(folder, Aside(i)), overwrite: true, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        // What they hold belongs to the file that was moved; a new one must not find them.
        foreach (var companion in Companions)
        {
            await files.DeleteAsync(Path.Combine(folder, FileName + companion), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Aside(int number) => string.Create(CultureInfo.InvariantCulture, $"index.damaged-{number}.db");
}
