using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Sync;

/// <summary>Decides, right after a pull, what is purged: by a person's wish, or after long enough in the trash.</summary>
internal sealed class Housekeeping(SessionLibrary library, SyncMemory memory, SyncOptions options, SyncTally tally)
{
    public async Task RunAsync(DateOnly today, CancellationToken cancellationToken)
    {
        foreach (var (session, seen) in memory.Wishes.ToList())
        {
            if (await TrashingOfAsync(session, cancellationToken).ConfigureAwait(false) is { } trashing)
            {
                await (trashing == seen
                    ? PurgeAsync(session, today, cancellationToken)
                    : LeaveAsync(session)).ConfigureAwait(false);
            }

            memory.Wishes.Remove(session);
        }

        await CountTrashAsync(today, cancellationToken).ConfigureAwait(false);
    }

    private Task LeaveAsync(SessionId session)
    {
        tally.Tell(new SyncNotice.LeftAlone(session));
        return Task.CompletedTask;
    }

    private async Task CountTrashAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var trash = await library.QueryAsync(new SessionQuery { Trash = true, Limit = int.MaxValue }, cancellationToken)
            .ConfigureAwait(false);
        var ids = trash.Sessions.Select(session => session.Id).ToHashSet();
        foreach (var gone in memory.Trash.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            memory.Trash.Remove(gone);
        }

        foreach (var id in ids)
        {
            if (await TrashingOfAsync(id, cancellationToken).ConfigureAwait(false) is not { } trashing)
            {
                continue;
            }

            // Another trashing starts the count again.
            var seen = memory.Trash.TryGetValue(id, out var known) && known.Trashing == trashing
                ? known.Seen.At(today)
                : new DaysSeen(0, today);
            memory.Trash[id] = (trashing, seen);
            if (seen.Count >= options.TrashDays)
            {
                await PurgeAsync(id, today, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PurgeAsync(SessionId session, DateOnly today, CancellationToken cancellationToken)
    {
        if (await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false) is Entry.Live live)
        {
            foreach (var archive in ContentHistory.ArchivesOf(live))
            {
                memory.Gone.TryAdd(archive, new DaysSeen(0, today));
            }

            await library.PurgeAsync([session], cancellationToken).ConfigureAwait(false);
            memory.Trash.Remove(session);
            tally.CountDeletions(1);
        }
    }

    /// <summary>The version of the trashing of a session that lies in the trash; null for any other.</summary>
    private async Task<FieldVersion?> TrashingOfAsync(SessionId session, CancellationToken cancellationToken) =>
        await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false) is Entry.Live live
        && SessionReader.TrashedOf(live) is not null
            ? live.Find(FieldNames.Trashed)?.Version
            : null;
}
