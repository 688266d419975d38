using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Sync;

/// <summary>Decides, right after a pull, what is purged: by a person's wish, or after long enough in the trash.</summary>
/// <param name="wishes">Purges by hand that wait for a pull, each with the trashing that the person saw.</param>
/// <param name="trash">Sessions in the trash, each with the trashing that was seen and for how long.</param>
/// <param name="purging">Is told of each session before it goes.</param>
public sealed class Housekeeping(
    SessionLibrary library,
    IDictionary<SessionId, FieldVersion> wishes,
    IDictionary<SessionId, (FieldVersion Trashing, DaysSeen Seen)> trash,
    SyncTally tally,
    Action<Entry.Live>? purging = null)
{
    /// <summary>Takes down that sessions are to be purged, if they still lie in the trash then as they do now.</summary>
    public static async Task WishAsync(
        SessionLibrary library,
        IDictionary<SessionId, FieldVersion> wishes,
        IEnumerable<SessionId> sessions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(sessions);
        foreach (var id in sessions)
        {
            if (TrashingOf(await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false)) is { } trashing)
            {
                wishes[id] = trashing;
            }
        }
    }

    /// <summary>Purges what is due.</summary>
    /// <param name="days">For how many days a session lies in the trash.</param>
    public async Task RunAsync(int days, DateOnly today, CancellationToken cancellationToken = default)
    {
        foreach (var (session, seen) in wishes.ToList())
        {
            var entry = await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false);
            var trashing = TrashingOf(entry);
            if (trashing == seen)
            {
                await PurgeAsync(session, (Entry.Live)entry!, cancellationToken).ConfigureAwait(false);
            }
            else if (trashing is not null)
            {
                tally.Tell(new SyncNotice.LeftAlone(session));
            }

            wishes.Remove(session);
        }

        await CountTrashAsync(days, today, cancellationToken).ConfigureAwait(false);
    }

    private async Task CountTrashAsync(int days, DateOnly today, CancellationToken cancellationToken)
    {
        var page = await library.QueryAsync(new SessionQuery { Trash = true, Limit = int.MaxValue }, cancellationToken)
            .ConfigureAwait(false);
        var ids = page.Sessions.Select(session => session.Id).ToHashSet();
        foreach (var gone in trash.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            trash.Remove(gone);
        }

        foreach (var id in ids)
        {
            var entry = await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false);
            if (TrashingOf(entry) is not { } trashing)
            {
                continue;
            }

            // Another trashing starts the count again.
            var seen = trash.TryGetValue(id, out var known) && (known.Trashing == trashing || !library.Rules.TrashingIsCountedAnew)
                ? known.Seen.At(today)
                : new DaysSeen(0, today);
            trash[id] = (trashing, seen);
            if (seen.Count >= days)
            {
                await PurgeAsync(id, (Entry.Live)entry!, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PurgeAsync(SessionId session, Entry.Live entry, CancellationToken cancellationToken)
    {
        purging?.Invoke(entry);
        await library.PurgeAsync([session], cancellationToken).ConfigureAwait(false);
        trash.Remove(session);
        tally.CountDeletions(1);
    }

    // The version of the trashing of a session that lies in the trash; null for any other.
    private static FieldVersion? TrashingOf(Entry? entry) =>
        entry is Entry.Live live && SessionReader.TrashedOf(live) is not null ? live.Find(FieldNames.Trashed)?.Version : null;
}
