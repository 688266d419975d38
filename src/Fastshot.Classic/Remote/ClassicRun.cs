using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>One sync with a classic bucket: one GET where nothing is new, and a listing only where something asks for it.</summary>
internal sealed class ClassicRun(
    ClassicRemoteParts parts, ClassicBucket bucket, ClassicMemory memory, SyncOptions options, SyncTally tally)
{
    private const int GuardFrom = 10;
    private const int GuardShare = 5;
    private const int SavesAtOnceMax = 4;
    private const int RecentMax = 200;

    private static readonly TimeSpan ListEvery = TimeSpan.FromHours(6);

    private readonly ClassicContent _content = new(bucket, parts);
    private ReadList _read = new(null, null, null);
    private Dictionary<string, ObjectInfo>? _listing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var entries = await ReadBucketAsync(now, cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(entries, cancellationToken).ConfigureAwait(false);
        if (!plan.Left.IsEmpty && _listing is null)
        {
            // Who is missing in the list may stand in the bucket all the same: another device wrote over it.
            entries = await ListAsync(cancellationToken).ConfigureAwait(false);
            plan = await PlanAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        if (await PullAsync(plan, cancellationToken).ConfigureAwait(false) && _listing is null)
        {
            entries = await ListAsync(cancellationToken).ConfigureAwait(false);
        }

        await new Housekeeping(parts.Library, memory.Wishes, memory.Trash, tally)
            .RunAsync(options.TrashDays, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken).ConfigureAwait(false);

        // Again, after all that was pulled and purged.
        plan = await PlanAsync(entries, cancellationToken).ConfigureAwait(false);
        await PushAsync(plan, entries, cancellationToken).ConfigureAwait(false);
        if (options.Download is not DownloadChoice.None)
        {
            await DownloadAsync(cancellationToken).ConfigureAwait(false);
        }

        memory.LastSync = now;
        memory.LastList = _listing is not null ? now : memory.LastList ?? now;
    }

    private async Task<ImmutableArray<ClassicOverallEntry>> ReadBucketAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _read = await bucket.ReadListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var refused in _read.List?.Refused ?? [])
        {
            tally.Fail(Shown(refused), "The overall list names a session by what is no file name; it was passed over.");
        }

        // The older program lists a thousand sessions and no more; a list of its making may lack all others.
        var isCut = _read.List?.Sessions.Length == ClassicBucket.OlderListMax;
        var isDue = memory.LastList is { } last && (now - last).Duration() > ListEvery;
        return _read is { Problem: null, List: { } list } && !isCut && !isDue && !options.Refreshes
            ? list.Sessions
            : await ListAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<ClassicOverallEntry>> ListAsync(CancellationToken cancellationToken)
    {
        _listing = await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_listing.Count == 0 && (memory.Sessions.Count > 0 || _read.List is { Sessions.IsEmpty: false }))
        {
            throw new StoreException(
                StoreError.NoSuchPlace,
                $"The bucket has no sessions, where there were {Math.Max(memory.Sessions.Count, _read.List?.Sessions.Length ?? 0):N0}. Is it the right one? Nothing was changed.");
        }

        var before = _read.List?.Sessions.ToDictionary(entry => entry.FileName, StringComparer.Ordinal) ?? [];
        return [.. _listing.Select(one => ClassicBucket.EntryOf(one.Key, one.Value, before.GetValueOrDefault(one.Key), sha256: null))];
    }

    private async Task<ClassicPlan> PlanAsync(ImmutableArray<ClassicOverallEntry> entries, CancellationToken cancellationToken)
    {
        var locals = await LocalSession.ReadAsync(parts.Library, cancellationToken).ConfigureAwait(false);
        var purged = await memory.PurgedAsync(parts.Library, ClassicPlan.ByFile(locals), cancellationToken).ConfigureAwait(false);
        return ClassicPlan.Of(entries, locals, memory.Sessions, memory.Left, purged);
    }

    // Whether the list named sessions that are not there.
    private async Task<bool> PullAsync(ClassicPlan plan, CancellationToken cancellationToken)
    {
        var pull = new ClassicPull(bucket, parts, _content, memory, tally, options.TransfersMax);
        await pull.AddAsync(plan.New, cancellationToken).ConfigureAwait(false);
        await parts.Library.RestoreAsync(plan.Back.Select(one => one.Local.Info.Id), cancellationToken).ConfigureAwait(false);
        await FanOut.ForEachAsync(
            plan.Changed.Concat(plan.Back),
            SavesAtOnceMax,
            (one, token) => pull.ChangeAsync(one.Entry, one.Local, token),
            cancellationToken).ConfigureAwait(false);
        foreach (var file in plan.Forgotten)
        {
            memory.Sessions.Remove(file);
        }

        memory.Left.ExceptWith(plan.Back.Select(one => one.Entry.FileName));
        await TrashAsync(plan.Left, cancellationToken).ConfigureAwait(false);
        return pull.HasGhosts;
    }

    private async Task TrashAsync(ImmutableArray<LocalSession> left, CancellationToken cancellationToken)
    {
        var total = memory.Sessions.Count;
        if (left.Length >= GuardFrom && left.Length * GuardShare > total && !options.AllowsDeletions)
        {
            tally.Tell(new SyncNotice.HeldBack(left.Length, total));
            return;
        }

        await parts.Library.TrashAsync(left.Select(one => one.Info.Id), cancellationToken).ConfigureAwait(false);
        foreach (var local in left)
        {
            memory.Sessions.Remove(local.File!);
            memory.Left.Add(local.File!);
        }

        if (!left.IsEmpty)
        {
            tally.Tell(new SyncNotice.WentToTrash(left.Length));
        }
    }

    private async Task PushAsync(
        ClassicPlan plan, ImmutableArray<ClassicOverallEntry> entries, CancellationToken cancellationToken)
    {
        var push = new ClassicPush(bucket, parts, _content, tally, entries.Select(entry => entry.FileName).ToHashSet(StringComparer.Ordinal));
        var changed = plan.Changed.Select(one => one.Local.Info.Id).ToHashSet();
        var edits = plan.Edits.Where(one => !changed.Contains(one.Info.Id)).ToList();
        tally.Begin(SyncStep.Push, plan.Saves.Length + edits.Count + plan.Deletes.Length);
        try
        {
            await FanOut.ForEachAsync(plan.Saves, SavesAtOnceMax, push.SaveAsync, cancellationToken).ConfigureAwait(false);
            foreach (var local in edits)
            {
                await push.EditAsync(local, memory.Sessions[local.File!], cancellationToken).ConfigureAwait(false);
            }

            foreach (var (file, local) in plan.Deletes)
            {
                await push.DeleteAsync(file, local, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // What was sent before a failure is there; others hear of it at once, if that still works.
            await UpdateListAsync(push, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task UpdateListAsync(ClassicPush push, CancellationToken cancellationToken)
    {
        var isChanged = push.Written.Count + push.Deleted.Count > 0;
        if (!isChanged && _listing is null)
        {
            return;
        }

        var update = new ListUpdate(bucket, parts.TrustsConditions, () => ClassicContent.NaiveNow(parts.Time));
        ImmutableArray<ClassicOverallEntry> entries;
        try
        {
            (entries, var isWritten) = await update
                .RunAsync(_read, push.Written, push.Deleted, isChanged ? null : _listing, cancellationToken).ConfigureAwait(false);
            if (isWritten && !isChanged)
            {
                tally.CountMended();
            }
        }
        catch (StoreException e) when (!isChanged && e.Error is StoreError.Denied)
        {
            tally.Fail(ClassicNames.Overall.Value, $"It is wrong, and could not be written: {e.Message}");
            return;
        }

        var stamps = entries.ToDictionary(entry => entry.FileName, ClassicBucket.StampOf, StringComparer.Ordinal);
        foreach (var (file, local) in push.Agreed)
        {
            if (stamps.TryGetValue(file, out var stamp))
            {
                memory.Sessions[file] = new KnownSession(local.Info.Id, stamp, local.Text, local.Content);
            }
        }

        foreach (var file in push.Deleted)
        {
            memory.Sessions.Remove(file);
        }
    }

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        var limit = options.Download is DownloadChoice.All ? int.MaxValue : RecentMax;
        var wanted = new List<SessionInfo>();
        foreach (var session in await NewestAsync(limit, cancellationToken).ConfigureAwait(false))
        {
            if (session.Source.ClassicFile is { } file && memory.Sessions.ContainsKey(file)
                && !await parts.Library.HasContentAsync(session, cancellationToken).ConfigureAwait(false))
            {
                wanted.Add(session);
            }
        }

        tally.Begin(SyncStep.Download, wanted.Count);
        await FanOut.ForEachAsync(
            wanted,
            SavesAtOnceMax,
            async (session, token) =>
            {
                try
                {
                    if (await _content.FetchAsync(session, session.Source.ClassicFile!, token).ConfigureAwait(false))
                    {
                        tally.CountDownload();
                    }

                    tally.Advance(session.Content?.SizeBytes ?? 0);
                }
                catch (ClassicFormatException e)
                {
                    tally.Fail(session.Id.Text, $"{session.Source.ClassicFile} {e.Message}.");
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<SessionInfo>> NewestAsync(int limit, CancellationToken cancellationToken) =>
        (await parts.Library.QueryAsync(new SessionQuery { Limit = limit }, cancellationToken).ConfigureAwait(false)).Sessions;

    private static string Shown(string name) => name.Length > 80 ? name[..80] : name.Length == 0 ? "(no name)" : name;
}
