using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Testing.Simulation;

/// <summary>What people do on the devices of a history, and what they were told of it.</summary>
internal sealed class SimulatedPeople(
    Acknowledged acknowledged,
    TrashWatch watch,
    SeededRandom random,
    SyncOptions options,
    Func<VaultId, Task<IReadOnlySet<Digest>>> recordsThereAsync,
    Func<VaultId, Task<IReadOnlySet<ArchiveName>>> namedThereAsync,
    Action<string> say)
{
    // Devices that were killed in a sync: what it purged is not known before they have synced again.
    private readonly HashSet<SimulatedDevice> _unsure = [];
    private int _syncing;
    private int _syncs;
    private int _number;

    /// <summary>How often somebody did something.</summary>
    public int Actions { get; private set; }

    /// <summary>Whether it ends: from now on people agree to all that is asked.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Saves a session of one small picture.</summary>
    public Task SaveAsync(SimulatedDevice device) => UseAsync(device, library => SaveAsync(device, library));

    /// <summary>Tags some session.</summary>
    public Task TagAsync(SimulatedDevice device) => UseAsync(device, library => TagAsync(device, library));

    /// <summary>Gives some session another name.</summary>
    public Task RenameAsync(SimulatedDevice device) => UseAsync(device, library => RenameAsync(device, library));

    /// <summary>Saves another version of some session's content.</summary>
    public Task ReviseAsync(SimulatedDevice device) => UseAsync(device, library => ReviseAsync(device, library));

    /// <summary>Trashes some session, or takes one back.</summary>
    public Task TrashAsync(SimulatedDevice device) => UseAsync(device, library => TrashAsync(device, library));

    /// <summary>Wants some session of the trash to be purged.</summary>
    public Task WishAsync(SimulatedDevice device) => UseAsync(device, library => WishAsync(device, library));

    /// <summary>Removes archives of sessions that are purged for long enough.</summary>
    public Task CollectAsync(SimulatedDevice device) => UseAsync(device, library => CollectAsync(device, library));

    /// <summary>Syncs.</summary>
    /// <returns>Whether nothing was written at the remote, so that whoever came before knows all that it holds.</returns>
    public async Task<bool> SyncAsync(SimulatedDevice device)
    {
        var isQuiet = false;
        await UseAsync(device, async library =>
        {
            var report = "";
            var there = await recordsThereAsync(library.Vault);
            var (number, isAlone, isSure) = (++_syncs, _syncing++ == 0, _unsure.Add(device) && _unsure.Count == 1);
            var sync = watch.Begin(device);
            try
            {
                var done = await device.RemoteOf(library).SyncAsync(options with { AllowsDeletions = IsEnding || random.OnceIn(2) }, progress: null);
                isQuiet = done.Usage.Puts + done.Usage.Deletes == 0;
                report = string.Create(
                    CultureInfo.InvariantCulture, $"sent {done.Pushed}, received {done.Pulled}, purged {done.Deleted} {string.Join(", ", done.Notices)} {string.Join(", ", done.Failed)}");
            }
            catch (StoreException e)
            {
                report = $"stopped: {e.Error}";
            }
            catch (LibraryException e) when (e.Error is LibraryError.InUse)
            {
                report = "is in use";
            }
            finally
            {
                _syncing--;
                watch.End(sync);
            }

            say($"{device.Name} syncs: {report}");
            await acknowledged.NotePurgesAsync(library, isSure && isAlone && number == _syncs ? there : null);
            _unsure.Remove(device);
            foreach (var id in acknowledged.Ever)
            {
                await watch.CheckAsync(library, id, sync);
            }
        });
        return isQuiet;
    }

    /// <summary>Saves two sessions in a library that is not of the vault.</summary>
    public async Task SaveElsewhereAsync(SimulatedDevice device)
    {
        using var library = await device.OpenAsync();
        await device.SaveAsync(library, ++_number);
        await device.SaveAsync(library, ++_number);
    }

    /// <summary>Purges one of them in a copy of that library.</summary>
    public async Task PurgeElsewhereAsync(SimulatedDevice device)
    {
        using var library = await device.OpenAsync();
        var id = (await library.QueryAsync(new SessionQuery())).Sessions[0].Id;
        await library.TrashAsync([id]);
        watch.NoteElsewhere((await TrashingOfAsync(library, id))!.Value);
        await library.PurgeAsync([id]);
    }

    /// <summary>Sees what a device has brought into the vault.</summary>
    public Task CameAsync(SimulatedDevice device) => UseAsync(device, async library =>
    {
        var records = await NewRecordsAsync(library, []);
        foreach (var session in (await library.QueryAsync(new SessionQuery())).Sessions)
        {
            acknowledged.Save(session.Id, records);
            acknowledged.Made.Add(await VersionAsync(device, library, session.Id, session.Content!.Version.Change, [], records));
        }
    });

    // The process may end in the middle of whatever a person does; then nothing was acknowledged.
    private async Task UseAsync(SimulatedDevice device, Func<SessionLibrary, Task> work)
    {
        Actions++;
        try
        {
            var files = device.Files;
            var library = await device.TakeAsync();
            await watch.NoteArchivesAsync(library, acknowledged.Ever);
            await work(library);
            await device.Known.CheckAsync(device.Name, library, acknowledged.Ever);
            device.GiveBack(library, files);
        }
        catch (SimulatedCrashException)
        {
            say($"{device.Name} is killed");
            device.Crash();
        }
    }

    private async Task SaveAsync(SimulatedDevice device, SessionLibrary library)
    {
        var before = await RecordsAsync(library);
        var id = await device.SaveAsync(library, ++_number);
        var records = await NewRecordsAsync(library, before);
        acknowledged.Save(id, records);
        var version = (await Acknowledged.VersionsOf(library, id))[0];
        acknowledged.Made.Add(await VersionAsync(device, library, id, version, [], records));
        say($"{device.Name} saves {id}");
    }

    private async Task TagAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, _ => true) is not { } id)
        {
            return;
        }

        var before = await RecordsAsync(library);
        var tag = string.Create(CultureInfo.InvariantCulture, $"t{++_number}");
        await library.EditAsync(id, new SessionEdit { AddTags = [tag] });
        var isBare = !await HasPicturesAsync(device, library, id);
        var field = ((Entry.Live)(await library.EntryOfAsync(id))!).Find(FieldNames.Tag(tag))!.Value;
        acknowledged.Made.Add(new Made(id, field, device, await NewRecordsAsync(library, before), isBare));
        say($"{device.Name} tags {id} with {tag}");
    }

    private async Task RenameAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, _ => true) is { } id)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"n{++_number}");
            say($"{device.Name} names {id} {name}");
            await library.EditAsync(id, new SessionEdit { Name = name });
            Require((await library.FindAsync(id.Text)).Text.Name == name, $"the name {name} of {id} is not what {device.Name} shows");
        }
    }

    /// <summary>Two devices give one session two names, and draw the same random bits for that.</summary>
    public Task RenameAtOnceAsync(SimulatedDevice one, SimulatedDevice other) => UseAsync(one, first => UseAsync(other, async second =>
    {
        if (await AnyAsync(second, _ => true) is { } id && await first.EntryOfAsync(id) is Entry.Live)
        {
            say($"{one.Name} and {other.Name} name {id} by the same random bits");
            other.GoOnAs(one);
            await first.EditAsync(id, new SessionEdit { Name = string.Create(CultureInfo.InvariantCulture, $"n{++_number}") });
            await second.EditAsync(id, new SessionEdit { Name = string.Create(CultureInfo.InvariantCulture, $"n{++_number}") });
        }
    }));

    private async Task ReviseAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, _ => true) is not { } id)
        {
            return;
        }

        var sight = await Acknowledged.VersionsOf(library, id);
        var before = await RecordsAsync(library);
        try
        {
            await library.Contents.ReplaceAsync(id, SimulatedDevice.SessionOf(device.Name, ++_number));
        }
        catch (SimulatedCrashException)
        {
            acknowledged.MaySettle(sight);
            throw;
        }

        var version = (await Acknowledged.VersionsOf(library, id))[0];
        acknowledged.Made.Add(await VersionAsync(device, library, id, version, sight, await NewRecordsAsync(library, before)));
        say($"{device.Name} saves the version {version} of {id} with {string.Join(", ", sight)} in sight");
    }

    private static async Task<Made> VersionAsync(
        SimulatedDevice device, SessionLibrary library, SessionId id, Change version, IReadOnlyList<Change> sight, IReadOnlyList<Digest> records)
    {
        var field = ((Entry.Live)(await library.EntryOfAsync(id))!).Find(FieldNames.Content(version))!.Value;
        return new Made(id, field, device, records, IsBare: false) { Version = version, Sight = sight };
    }

    private static async Task<HashSet<Digest>> RecordsAsync(SessionLibrary library) =>
        [.. (await library.Objects.PiecesAsync()).Of(PieceKind.Record).Select(one => one.Name)];

    private static async Task<IReadOnlyList<Digest>> NewRecordsAsync(SessionLibrary library, HashSet<Digest> before) =>
        [.. (await RecordsAsync(library)).Where(name => !before.Contains(name))];

    private async Task TrashAsync(SimulatedDevice device, SessionLibrary library)
    {
        var isBack = random.OnceIn(3);
        if (await AnyAsync(library, entry => SessionReader.TrashedOf(entry) is not null == isBack) is { } id)
        {
            await (isBack ? library.RestoreAsync([id]) : library.TrashAsync([id]));
            if (isBack && random.OnceIn(2))
            {
                say($"{device.Name} takes {id} out of the trash, and thinks again");
                isBack = false;
                await library.TrashAsync([id]);
            }

            var trashing = await TrashingOfAsync(library, id);
            Require(trashing is null == isBack, $"{id} does not lie where {device.Name} has put it");
            watch.NoteTrashing(trashing);
            say($"{device.Name} {(isBack ? "restores" : "trashes")} {id}");
        }
    }

    private async Task WishAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, entry => SessionReader.TrashedOf(entry) is not null) is { } id)
        {
            say($"{device.Name} wants {id} purged");
            watch.NoteWish(await TrashingOfAsync(library, id));
            await device.RemoteOf(library).WishAsync([id]);
        }
    }

    private static async Task<FieldVersion?> TrashingOfAsync(SessionLibrary library, SessionId id) =>
        await library.EntryOfAsync(id) is Entry.Live live && SessionReader.TrashedOf(live) is not null
            ? live.Find(FieldNames.Trashed)?.Version
            : null;

    // What is removed is named by nothing that the place holds.
    private async Task CollectAsync(SimulatedDevice device, SessionLibrary library)
    {
        try
        {
            var removed = await device.RemoteOf(library).CollectAsync(isDryRun: false, _ => Task.FromResult(true));
            if (removed.Count > 0)
            {
                say($"{device.Name} removes {removed.Count} archives");
                watch.CheckCollected(device, removed);
                var named = await namedThereAsync(library.Vault);
                Require(!removed.Any(named.Contains), $"{device.Name} removed an archive that the place names");
            }
        }
        catch (StoreException e)
        {
            say($"{device.Name} stops collecting: {e.Error}");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private async Task<SessionId?> AnyAsync(SessionLibrary library, Func<Entry.Live, bool> isWanted)
    {
        var candidates = new List<SessionId>();
        foreach (var id in acknowledged.Saved.Keys.Order())
        {
            if (await library.EntryOfAsync(id) is Entry.Live live && isWanted(live))
            {
                candidates.Add(id);
            }
        }

        return candidates.Count == 0 ? null : candidates[random.Next(candidates.Count)];
    }

    // Whether whoever uses this library can still come by the pictures of a session.
    private static async Task<bool> HasPicturesAsync(SimulatedDevice device, SessionLibrary library, SessionId id)
    {
        if (await library.EntryOfAsync(id) is not Entry.Live live)
        {
            return false;
        }

        foreach (var archive in ContentHistory.ArchivesOf(live))
        {
            var there = ObjectKey.Parse($"{VaultPlace.Prefix}{library.Vault}/{VaultNames.Archive(archive.Sha256)}");
            if (await library.Objects.HasArchiveAsync(archive) || await device.Remote.ShowsAsync(there))
            {
                return true;
            }
        }

        return false;
    }
}
