using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Where a joining stands: sessions sealed anew, of all that there are.</summary>
public readonly record struct JoiningProgress(int Done, int Total);

/// <summary>Makes this device one of those of another vault; sessions of its own are sealed anew for it.</summary>
/// <remarks>
/// The other vault is prepared beside the own one, and the key that is replaced last is the commit point: a joining that
/// is interrupted before it changed nothing. The own vault and its key stay where they are.
/// </remarks>
public sealed class LibraryJoining(LibraryParts parts)
{
    /// <summary>Joins a vault whose secret is at hand; the secret stays its caller's.</summary>
    /// <param name="own">The library of this device, or null where it has none. It is of no use afterwards.</param>
    public async Task JoinAsync(
        VaultSecret secret,
        SessionLibrary? own,
        IProgress<JoiningProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (own is null)
        {
            if (!await parts.Keys.TryAddAsync(secret, cancellationToken).ConfigureAwait(false))
            {
                throw new LibraryException(LibraryError.InUse, "Another process began a library on this device at the same time; nothing was joined.");
            }

            return;
        }

        await SealAnewAsync(secret, own, progress, cancellationToken).ConfigureAwait(false);
        own.Dispose();

        // The index is of the own vault; without it the next start makes one of the other.
        await parts.Indexes.SetAsideAsync(cancellationToken).ConfigureAwait(false);
        await parts.Keys.ReplaceAsync(secret, cancellationToken).ConfigureAwait(false);
    }

    private async Task SealAnewAsync(
        VaultSecret secret, SessionLibrary own, IProgress<JoiningProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = SessionLibrary.JoinedFolder(parts, secret.Vault);
        await parts.Files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        var store = new FolderStore(parts.Files, folder, parts.Random);

        // Not disposed: it would wipe the caller's secret.
        var vault = new OpenedVault(parts.OfVault(store), secret);
        await vault.DescribeAsync(cancellationToken).ConfigureAwait(false);
        var sessions = await SessionsAsync(own, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < sessions.Count; i++)
        {
            progress?.Report(new JoiningProgress(i, sessions.Count));
            if (await own.EntryOfAsync(sessions[i].Id, cancellationToken).ConfigureAwait(false) is Entry.Live live)
            {
                var archives = await own.Sealing.SealForAsync(vault, sessions[i].Id, live, cancellationToken).ConfigureAwait(false);
                await vault.Pieces.AppendAsync([new(sessions[i].Id, SavedAgain.Of(live, archives))], cancellationToken).ConfigureAwait(false);
            }
        }

        if (!parts.Rules.PurgesStayBehind)
        {
            var purged = (await own.Objects.EntriesAfterAsync(id: null, int.MaxValue, cancellationToken).ConfigureAwait(false)).Where(one => one.Value is Entry.Purged);
            await vault.Pieces.AppendAsync([.. purged], cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<SessionInfo>> SessionsAsync(SessionLibrary own, CancellationToken cancellationToken)
    {
        var sessions = new List<SessionInfo>();
        foreach (var isTrash in (bool[])[false, true])
        {
            var query = new SessionQuery { Trash = isTrash, Limit = int.MaxValue };
            sessions.AddRange((await own.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Sessions);
        }

        return sessions;
    }
}
