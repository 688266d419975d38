using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>Decides, right after a pull, what is purged: by a person's wish, or after long enough in the trash.</summary>
internal sealed class ClassicHousekeeping(SessionLibrary library, ClassicMemory memory, SyncTally tally)
{
    /// <summary>The trashing of a session that lies in the trash, by which it is told from another; null for any other.</summary>
    public static async Task<string?> TrashingOfAsync(SessionLibrary library, SessionId session, CancellationToken cancellationToken) =>
        await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false) is Entry.Live live
        && SessionReader.TrashedOf(live) is not null
        && live.Find(FieldNames.Trashed) is { } field
            ? $"{field.Version.Counter}-{field.Version.Change}"
            : null;

    /// <summary>Purges what is due.</summary>
    /// <param name="trash">What lies in the trash.</param>
    /// <param name="days">For how many days it lies there.</param>
    public async Task RunAsync(
        IReadOnlyCollection<SessionId> trash, int days, DateOnly today, CancellationToken cancellationToken)
    {
        foreach (var (session, seen) in memory.Wishes.ToList())
        {
            var trashing = await TrashingOfAsync(library, session, cancellationToken).ConfigureAwait(false);
            if (trashing == seen)
            {
                await PurgeAsync(session, cancellationToken).ConfigureAwait(false);
            }
            else if (trashing is not null)
            {
                tally.Tell(new SyncNotice.LeftAlone(session));
            }

            memory.Wishes.Remove(session);
        }

        foreach (var gone in memory.Trash.Keys.Except(trash).ToList())
        {
            memory.Trash.Remove(gone);
        }

        foreach (var session in trash)
        {
            if (await TrashingOfAsync(library, session, cancellationToken).ConfigureAwait(false) is not { } trashing)
            {
                continue;
            }

            // Another trashing starts the count again; a day counts on which the program ran.
            var seen = memory.Trash.TryGetValue(session, out var known) && known.Trashing == trashing ? known : new TrashDays(trashing, 0, today);
            memory.Trash[session] = seen.Last == today ? seen : seen with { Count = seen.Count + 1, Last = today };
            if (memory.Trash[session].Count >= days)
            {
                await PurgeAsync(session, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PurgeAsync(SessionId session, CancellationToken cancellationToken)
    {
        await library.PurgeAsync([session], cancellationToken).ConfigureAwait(false);
        memory.Trash.Remove(session);
        tally.CountDeletions(1);
    }
}
