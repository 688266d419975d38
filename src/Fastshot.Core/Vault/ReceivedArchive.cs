using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>An archive whose bytes were received and are those of its name. Disposed without a commit, it leaves no trace.</summary>
public sealed class ReceivedArchive(IStagedObject staged, ArchiveName name) : IAsyncDisposable
{
    /// <summary>Makes it durable, and then visible.</summary>
    public Task CommitAsync(CancellationToken cancellationToken = default) =>
        staged.CommitAsync(VaultNames.Archive(name.Sha256), cancellationToken);

    public ValueTask DisposeAsync() => staged.DisposeAsync();
}
