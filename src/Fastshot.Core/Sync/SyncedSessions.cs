using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Which sessions stand at the remote as they stand here, as far as this device knows without asking there.</summary>
public sealed class SyncedSessions
{
    // Where so much waits, hardly anything is there; to read it all would make each list slow.
    private const int ReadMax = 4096;
    private const int AtOnceMax = 16;

    private readonly HashSet<SessionId>? _changed;

    private SyncedSessions(HashSet<SessionId>? changed) => _changed = changed;

    /// <summary>Where no remote is set: no session is synced.</summary>
    public static SyncedSessions None { get; } = new(null);

    /// <summary>Whether it is not known of any session that it is synced.</summary>
    public bool IsEmpty => _changed is null;

    /// <summary>Whether every record that waits could be read; what one said that is lost is not known from here.</summary>
    public bool IsCertain { get; private init; } = true;

    /// <summary>Whether all that is known of a session here was there after the last sync.</summary>
    public bool Contains(SessionId id) => _changed is not null && !_changed.Contains(id);

    /// <summary>Looks which records of the library were not at the remote after the last sync, and what they change.</summary>
    /// <param name="memoryFile">The file of what this device remembers of the remote.</param>
    public static async Task<SyncedSessions> ReadAsync(
        SessionLibrary library, IFileSystem files, string memoryFile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        var there = new NamesThere(files, memoryFile);
        if (await there.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return None;
        }

        var waiting = await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        List<Digest> unsent = [.. waiting.Where(name => !known.Contains(name)).Take(ReadMax + 1)];
        if (unsent.Count > ReadMax)
        {
            return None;
        }

        var (changed, unread) = await ChangedByAsync(library, unsent, cancellationToken).ConfigureAwait(false);
        return new SyncedSessions(changed) { IsCertain = unread == 0 };
    }

    /// <summary>Forgets which records are there: from now on the devices meet somewhere else.</summary>
    public static Task ForgetAsync(IFileSystem files, string memoryFile, CancellationToken cancellationToken = default) =>
        new NamesThere(files, memoryFile).ForgetAsync(cancellationToken);

    private static async Task<(HashSet<SessionId> Changed, int Unread)> ChangedByAsync(
        SessionLibrary library, IReadOnlyList<Digest> records, CancellationToken cancellationToken)
    {
        var changed = new HashSet<SessionId>();
        var unread = 0;
        await FanOut.ForEachAsync(
            records,
            AtOnceMax,
            async (name, token) =>
            {
                var reading = await library.Objects.ReadAsync(new PieceName(PieceKind.Record, name), token).ConfigureAwait(false);
                lock (changed)
                {
                    unread += reading.Piece is null ? 1 : 0;
                    changed.UnionWith((reading.Piece?.Entries ?? []).Select(entry => entry.Key.Session).OfType<SessionId>());
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (changed, unread);
    }
}
