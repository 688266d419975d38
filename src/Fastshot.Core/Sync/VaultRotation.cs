using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Changes the key of a vault: a new vault with a new id, key and passphrase comes in its place (docs/sync-protocol.md, "Rotation").</summary>
/// <remarks>
/// The device's own key is replaced last, when everything stands in the new vault and the old one says so: until then nothing
/// that a person sees has changed, and whatever was interrupted is begun again and passes over what stands there.
/// </remarks>
/// <param name="place">The folder or bucket where the devices meet.</param>
/// <param name="memoryFile">The absolute path of what this device remembers of a vault there.</param>
public sealed class VaultRotation(LibraryParts parts, IObjectStore place, bool isBucket, Func<VaultId, string> memoryFile)
{
    private const int SecondsOfDay = 86_400;

    private readonly RotationMarks _marks = new(parts);

    /// <summary>The vault that is being made in place of the own one; null where none is.</summary>
    public Task<VaultId?> UnderWayAsync(CancellationToken cancellationToken = default) => _marks.UnderWayAsync(cancellationToken);

    /// <summary>Draws the new key and seals it by a passphrase (UTF-8, valid during the call), on this device only.</summary>
    /// <param name="logWorkFactor">How dear it is to try a passphrase.</param>
    public async Task PrepareAsync(
        ReadOnlyMemory<byte> passphrase, int logWorkFactor = KeyFiles.LogWorkFactor, CancellationToken cancellationToken = default)
    {
        using var secret = VaultSecret.Generate(parts.Random);
        await PrepareAsync(
            secret,
            store => new KeyFiles(store, parts.Scheduler).AddAsync(secret, passphrase, parts.Random, logWorkFactor, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for a key that was drawn, and with whatever opens it besides the recovery key.</summary>
    internal async Task PrepareAsync(VaultSecret secret, Func<IObjectStore, Task> addKeyFile, CancellationToken cancellationToken = default)
    {
        await parts.Keys.KeepBesideAsync(secret, cancellationToken).ConfigureAwait(false);
        var folder = SessionLibrary.JoinedFolder(parts, secret.Vault);
        await parts.Files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        await addKeyFile(new FolderStore(parts.Files, folder, parts.Random)).ConfigureAwait(false);
        await _marks.BeginAsync(secret.Vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does what was prepared, or goes on with it; afterwards the own library is of no use and the new one is opened.</summary>
    /// <exception cref="VaultException">Not everything of the old vault could be taken along; nothing was lost, and it goes on when it is run again.</exception>
    public async Task<MoveReport> RunAsync(
        SessionLibrary own, IProgress<MoveProgress>? progress = null, IProgress<SyncProgress>? sending = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        var to = await _marks.UnderWayAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("No change of the key was prepared.");
        using var secret = await parts.Keys.ReadBesideAsync(to, cancellationToken).ConfigureAwait(false)
            ?? throw new VaultException(VaultError.Missing, $"The key of the vault {to}, which was to come in place of this one, is gone from this device.");
        await SyncAsync(own, sending, cancellationToken).ConfigureAwait(false);
        var pieces = await CountPiecesAsync(own, cancellationToken).ConfigureAwait(false);
        var library = await SessionLibrary.OpenBesideAsync(parts, secret, isOwn: false, cancellationToken).ConfigureAwait(false);
        MoveReport report;
        using (library)
        {
            report = await TakeAlongAsync(own, library, progress, cancellationToken).ConfigureAwait(false);
            await library.KeyFiles.PutBackAsync(place, cancellationToken).ConfigureAwait(false);
            await DescribeAsync(to, cancellationToken).ConfigureAwait(false);
            await SyncAsync(library, sending, cancellationToken).ConfigureAwait(false);
            await AnnounceAsync(own, library, sending, cancellationToken).ConfigureAwait(false);
        }

        await SwitchAsync(own, secret, pieces, cancellationToken).ConfigureAwait(false);
        return report;
    }

    /// <summary>Follows to the vault that came in place of the own one, with the whole state of this device.</summary>
    /// <param name="secret">Of that vault; it stays its caller's.</param>
    /// <exception cref="VaultException">Not everything could be sent; nothing was changed here, and it goes on when it is run again.</exception>
    public async Task<MoveReport> FollowAsync(
        VaultSecret secret,
        SessionLibrary own,
        IProgress<MoveProgress>? progress = null,
        IProgress<SyncProgress>? sending = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(own);
        var pieces = await CountPiecesAsync(own, cancellationToken).ConfigureAwait(false);
        var library = await SessionLibrary.OpenBesideAsync(parts, secret, isOwn: false, cancellationToken).ConfigureAwait(false);
        MoveReport report;
        using (library)
        {
            await SyncAsync(library, sending, cancellationToken).ConfigureAwait(false);
            report = library.Rules.AllIsTakenAlong
                ? await TakeAlongAsync(own, library, progress, cancellationToken).ConfigureAwait(false)
                : new MoveReport(0, 0, []);
            await SyncAsync(library, sending, cancellationToken).ConfigureAwait(false);
        }

        await SwitchAsync(own, secret, pieces, cancellationToken).ConfigureAwait(false);
        return report;
    }

    /// <summary>Takes along what came into the old vaults since this device left them: of a process that ran on, or, once a day, of other devices.</summary>
    /// <param name="own">The library in the new vault.</param>
    public async Task CarryOverAsync(SessionLibrary own, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        var all = await _marks.MovedAsync(cancellationToken).ConfigureAwait(false);
        var today = Today();
        foreach (var moved in all)
        {
            if (today != moved.DayLooked || await CountPiecesAsync(moved.From, cancellationToken).ConfigureAwait(false) != moved.Pieces)
            {
                await LookAgainAsync(moved, [.. all.Select(one => one.From)], own, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the oldest of the old vaults to its end once more, takes along what is new there, and says what stands there; null where there is none.</summary>
    /// <param name="own">The library in the new vault.</param>
    /// <exception cref="VaultException">Not all of it could be read and sent.</exception>
    public async Task<OldVault?> ReadOldAsync(SessionLibrary own, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        foreach (var moved in await _marks.MovedAsync(cancellationToken).ConfigureAwait(false))
        {
            using var secret = await parts.Keys.ReadBesideAsync(moved.From, cancellationToken).ConfigureAwait(false);
            var objects = await VaultPlace.StoreOf(place, moved.From).ListAllAsync("", cancellationToken).ConfigureAwait(false);
            if (secret is null || objects.Count == 0)
            {
                continue;
            }

            using var old = await SessionLibrary.OpenBesideAsync(parts, secret, isOwn: true, cancellationToken).ConfigureAwait(false);
            if (objects.Any(one => one.Key == VaultNames.About))
            {
                await SyncAsync(old, progress: null, cancellationToken).ConfigureAwait(false);
            }

            var report = await TakeAlongAsync(old, own, progress: null, cancellationToken).ConfigureAwait(false);
            await SyncAsync(own, progress: null, cancellationToken).ConfigureAwait(false);
            var there = await old.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
            var here = await own.EntryOfAsync(EntryId.Vault, cancellationToken).ConfigureAwait(false) is Entry.Live vault
                ? VaultReader.MovedDevices(vault)
                : new HashSet<string>();
            return new OldVault(
                moved.From,
                objects.Count,
                objects.Sum(one => one.Length),
                [.. there.Where(one => !here.Contains(one.Key)).Select(one => one.Value).Order(StringComparer.CurrentCulture)],
                report.Missing);
        }

        return null;
    }

    /// <summary>Removes the old vault where the devices meet, what describes it last. What this device has of it stays.</summary>
    public async Task RemoveOldAsync(OldVault old, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(old);
        var store = VaultPlace.StoreOf(place, old.Vault);
        foreach (var one in (await store.ListAllAsync("", cancellationToken).ConfigureAwait(false)).OrderBy(one => one.Key == VaultNames.About))
        {
            await store.DeleteAsync(one.Key, cancellationToken).ConfigureAwait(false);
        }

        await _marks.ForgetAsync(old.Vault, cancellationToken).ConfigureAwait(false);
    }

    // Where the old vault names one as its successor to which this device did not come, two changed the key at once, and that one holds.
    private async Task LookAgainAsync(
        RotationMarks.Moved moved, IReadOnlyList<VaultId> passed, SessionLibrary own, CancellationToken cancellationToken)
    {
        using var secret = await parts.Keys.ReadBesideAsync(moved.From, cancellationToken).ConfigureAwait(false);
        if (secret is null)
        {
            return;
        }

        using var old = await SessionLibrary.OpenBesideAsync(parts, secret, isOwn: true, cancellationToken).ConfigureAwait(false);
        if (await VaultPlace.ReadAboutAsync(VaultPlace.StoreOf(place, old.Vault), cancellationToken).ConfigureAwait(false) is not null)
        {
            await RemoteOf(old).SyncAsync(Ignoring, progress: null, cancellationToken).ConfigureAwait(false);
        }

        await TakeAlongAsync(old, own, progress: null, cancellationToken).ConfigureAwait(false);
        var successor = await Successor.OfAsync(old, cancellationToken).ConfigureAwait(false);
        if (successor is { } held && !passed.Contains(held) && await SucceedAsync(own, held, cancellationToken).ConfigureAwait(false))
        {
            await RemoteOf(own).SyncAsync(Ignoring, progress: null, cancellationToken).ConfigureAwait(false); // For those that came here, too.
        }

        var pieces = await CountPiecesAsync(old, cancellationToken).ConfigureAwait(false);
        await _marks.NoteAsync(moved with { Pieces = pieces, DayLooked = Today() }, cancellationToken).ConfigureAwait(false);
    }

    // Where another device changed the key at the same time, the higher of both holds, and whoever came to the other one follows.
    private async Task AnnounceAsync(SessionLibrary own, SessionLibrary library, IProgress<SyncProgress>? sending, CancellationToken cancellationToken)
    {
        if (await Successor.OfAsync(own, cancellationToken).ConfigureAwait(false) is null)
        {
            await SucceedAsync(own, library.Vault, cancellationToken).ConfigureAwait(false);
        }

        await SyncAsync(own, sending, cancellationToken).ConfigureAwait(false);
        if (await SucceedAsync(library, await Successor.OfAsync(own, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
        {
            await SyncAsync(library, sending, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> SucceedAsync(SessionLibrary library, VaultId? successor, CancellationToken cancellationToken)
    {
        var vault = await library.EntryOfAsync(EntryId.Vault, cancellationToken).ConfigureAwait(false) as Entry.Live;
        if (successor is not { } other || other == library.Vault || (vault is not null && VaultReader.SuccessorOf(vault) is not null))
        {
            return false;
        }

        await library.AppendAsync([new(EntryId.Vault, Changes.Succeed(vault, other, parts.NewChange()))], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<MoveReport> TakeAlongAsync(
        SessionLibrary from, SessionLibrary to, IProgress<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        var (there, after) = (StoreOf(from.Vault), StoreOf(to.Vault));
        var report = await new LibraryMove(from, to, FetchAsync, (archive, token) => ArchiveCheck.FetchAsync(after, to, archive, token)).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        var device = await DeviceFile.ReadOrCreateAsync(parts, cancellationToken).ConfigureAwait(false);
        var vault = await to.EntryOfAsync(EntryId.Vault, cancellationToken).ConfigureAwait(false) as Entry.Live;
        if (Changes.Move(vault, device.Id, parts.NewChange()) is { } moved)
        {
            await to.AppendAsync([new(EntryId.Vault, moved)], cancellationToken).ConfigureAwait(false);
        }

        return report;

        async Task<ArchiveReader?> FetchAsync(ArchiveName archive, CancellationToken token) =>
            await CopiesStore.GetArchiveAsync(there, archive, token).ConfigureAwait(false) is { } stored
                ? await from.Objects.OpenAsync(archive, stored.Content, session: null, token).ConfigureAwait(false)
                : null;
    }

    // What is not complete must not be the last word on a vault.
    private async Task SyncAsync(SessionLibrary library, IProgress<SyncProgress>? progress, CancellationToken cancellationToken)
    {
        var report = await RemoteOf(library).SyncAsync(Ignoring, progress, cancellationToken).ConfigureAwait(false);
        if (report.IsIncomplete)
        {
            throw new VaultException(
                VaultError.Missing,
                report.Failed is [var first, ..] ? $"Not everything could be synced: {first.Id}: {first.Message}" : "Not everything could be synced: a purge waits for your consent.")
            {
                Hint = "fastshot sync says what is wrong; run this again when it syncs.",
            };
        }
    }

    private async Task DescribeAsync(VaultId vault, CancellationToken cancellationToken)
    {
        var store = VaultPlace.StoreOf(place, vault);
        if (await VaultPlace.ReadAboutAsync(store, cancellationToken).ConfigureAwait(false) is null)
        {
            await VaultPlace.DescribeAsync(store, vault, parts.Time.GetLocalNow(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SwitchAsync(SessionLibrary own, VaultSecret secret, int pieces, CancellationToken cancellationToken)
    {
        await _marks.NoteAsync(new RotationMarks.Moved(own.Vault, pieces, Today()), cancellationToken).ConfigureAwait(false);
        own.Dispose();

        // The index is of the old vault; without it the next start makes one of the new.
        await parts.Indexes.SetAsideAsync(cancellationToken).ConfigureAwait(false);
        await parts.Keys.ReplaceAsync(secret, cancellationToken).ConfigureAwait(false);
        await _marks.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private IObjectStore StoreOf(VaultId vault) =>
        isBucket ? VaultPlace.StoreOf(place, vault) : new CopiesStore(VaultPlace.StoreOf(place, vault));

    private long Today() => parts.Time.GetUtcNow().ToUnixTimeSeconds() / SecondsOfDay;

    private VaultRemote RemoteOf(SessionLibrary library) =>
        new(place, isBucket, library, parts.Files, memoryFile(library.Vault), parts.Random, parts.Time);

    private static SyncOptions Ignoring => new() { Refreshes = true, IgnoresSuccessor = true };

    private static async Task<int> CountPiecesAsync(SessionLibrary library, CancellationToken cancellationToken) =>
        (await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false)).Of(PieceKind.Record).Count;

    private async Task<int> CountPiecesAsync(VaultId vault, CancellationToken cancellationToken)
    {
        var joined = SessionLibrary.JoinedFolder(parts, vault);
        var folder = await parts.Files.StatAsync(joined, cancellationToken).ConfigureAwait(false) is null ? SessionLibrary.VaultFolder(parts) : joined;
        return VaultNames.NamesIn(
            await new FolderStore(parts.Files, folder, parts.Random).ListAllAsync(VaultNames.LogPrefix, cancellationToken).ConfigureAwait(false),
            VaultNames.LogPrefix).Count;
    }
}

/// <summary>A vault in whose place another one came, as it stands where the devices meet.</summary>
/// <param name="NotMoved">What people call the devices that have not come to the new one yet.</param>
/// <param name="Missing">Sessions of which an archive is nowhere.</param>
public sealed record OldVault(VaultId Vault, int Objects, long Bytes, IReadOnlyList<string> NotMoved, IReadOnlyList<SessionId> Missing);
