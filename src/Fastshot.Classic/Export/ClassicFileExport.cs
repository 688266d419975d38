using Fastshot.Core.Exchange;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Export;

/// <summary>Copies of sessions for the older program, each a file that appears whole.</summary>
public sealed class ClassicFileExport(ClassicSessionWriter writer, AtomicFile atomic)
{
    /// <summary>Writes one file, ciphered where there is a key.</summary>
    /// <exception cref="StoreException">The file exists (<see cref="StoreError.ConditionFailed"/>), or cannot be written.</exception>
    public Task ToFileAsync(
        SessionInfo session, string path, string? key, Spool spool, CancellationToken cancellationToken = default) =>
        atomic.WriteAsync(
            path,
            (file, token) => writer.WriteAsync(session, Path.GetFileName(path), key, isObject: key is not null, spool, file.WriteAsync, token),
            overwrite: false,
            cancellationToken);
}
