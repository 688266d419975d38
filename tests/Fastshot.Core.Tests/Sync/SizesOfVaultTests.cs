using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>What a sync costs does not grow with the vault.</summary>
public sealed class SizesOfVaultTests
{
    private static readonly SyncOptions WhileOpen = new() { Asks = false };
    private static readonly ReadOnlyMemory<byte> Passphrase = "a passphrase"u8.ToArray();

    private readonly MemoryStore _bucket = new(TimeProvider.System);
    private readonly Meeting _meeting;
    private Func<StoreCall, Fault?> _faultOf = _ => null;

    public SizesOfVaultTests() => _meeting = new Meeting(new FaultyStore(_bucket, call => _faultOf(call)));

    public static TheoryData<int> Sizes => [37, 1_000, 10_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_sync_makes_the_same_requests_at_any_number_of_sessions(int sessions)
    {
        var (first, second) = await TwoInStepAsync(sessions);

        var idle = await first.SyncAsync();
        await first.SaveAsync();
        var save = await first.SyncAsync();
        var change = await second.SyncAsync();

        Assert.Equal(SyncRequests.InBucket.Idle, idle.Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InBucket.Save, save.Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InBucket.Change, change.Usage.WithoutBytes());
        using var library = await second.OpenAsync();
        Assert.Equal(sessions + 2, (await library.CountAsync(Deadline.Token)).Sessions);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_save_while_the_program_is_open_is_three_requests(int sessions)
    {
        var (first, second) = await TwoInStepAsync(sessions);
        var id = await first.SaveAsync();

        var save = await first.SyncAsync(WhileOpen);

        Assert.Equal(new StoreUsage { Puts = 3 }, save.Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InBucket.Change, (await second.SyncAsync()).Usage.WithoutBytes());
        Assert.NotNull(await second.EntryOfAsync(id));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Where_conditions_do_not_work_it_is_four(int sessions)
    {
        _faultOf = call => call.Key is { } key && SimulatedBucket.IsHead(key) && call.Verb is StoreVerb.Put && call.IsConditional
            ? new Fault.Refused(StoreError.Unsupported)
            : null;
        var (first, _) = await TwoInStepAsync(sessions);
        await first.SaveAsync();
        await first.SyncAsync(WhileOpen); // In which it finds out.
        await first.SaveAsync();

        var save = await first.SyncAsync(WhileOpen);

        Assert.Equal(new StoreUsage { Lists = 1, Puts = 3 }, save.Usage.WithoutBytes());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_new_device_makes_four_requests_and_those_of_the_records_until_its_first_page(int sessions)
    {
        var (first, _) = await TwoInStepAsync(sessions);
        await first.SyncAsync(new SyncOptions { Refreshes = true, Sizes = new CompactionSizes { RecordsMin = 1 } });
        await first.SaveAsync();
        await first.SyncAsync();
        await AddKeyFileAsync(first);
        var calls = new List<string>();
        var place = new FirstLook(new FaultyStore(_bucket, call => Note(calls, call)), $"{VaultPlace.Prefix}{_meeting.Vault}/");

        using var secret = await new KeyFiles(VaultPlace.StoreOf(place, _meeting.Vault), ThreadPoolScheduler.Instance)
            .UnlockAsync(_meeting.Vault, Passphrase, Deadline.Token);
        var device = _meeting.NewDevice();
        await new LibraryJoining(device.Parts).JoinAsync(secret, own: null, cancellationToken: Deadline.Token);
        using var library = await device.OpenAsync();
        await new VaultRemote(
                place, isBucket: true, library, device.Files, $"{MeetingDevice.Home}/sync-{library.Vault}.json", new SeededRandom(2), _meeting.Time)
            .SyncAsync(new SyncOptions(), progress: null, Deadline.Token);

        // The page shows what the checkpoint holds and what the records say; then come the segments.
        var page = calls.TakeWhile(call => call != "Get segments").ToList();
        Assert.Equal(
            ["Get about.json", "Get checkpoints", "Get keys", "List"],
            page.Where(call => call != "Get log").Order(StringComparer.Ordinal));
        Assert.Equal(1, calls.Count(call => call == "Get log"));
        Assert.Contains("Get log", page);
        Assert.Contains("Get segments", calls);
        Assert.Equal(sessions + 2, (await library.CountAsync(Deadline.Token)).Sessions);
    }

    private static Fault? Note(List<string> calls, StoreCall call)
    {
        lock (calls)
        {
            calls.Add(call.Key is { } key ? $"{call.Verb} {key.Value.Split('/')[2]}" : $"{call.Verb}");
            return null;
        }
    }

    private async Task AddKeyFileAsync(MeetingDevice device)
    {
        using var secret = await device.Keys.ReadAsync(Deadline.Token);
        await new KeyFiles(VaultPlace.StoreOf(_bucket, _meeting.Vault), ThreadPoolScheduler.Instance)
            .AddAsync(secret!, Passphrase, new SeededRandom(1), logWorkFactor: 15, Deadline.Token);
    }

    private async Task<(MeetingDevice First, MeetingDevice Second)> TwoInStepAsync(int sessions)
    {
        var first = await _meeting.FirstAsync();
        await FillAsync(first, sessions);
        await first.SaveAsync();
        await first.SyncAsync();
        var second = await _meeting.JoinAsync(first);
        await second.SettleAsync();
        await first.SettleAsync();
        await second.SettleAsync();
        return (first, second);
    }

    // Their archives stand there already, as another device has sent them.
    private async Task FillAsync(MeetingDevice device, int sessions)
    {
        using var library = await device.OpenAsync();
        var store = VaultPlace.StoreOf(_bucket, library.Vault);
        foreach (var portion in Enumerable.Range(1, sessions).Chunk((sessions / 5) + 1))
        {
            var entries = new List<KeyValuePair<EntryId, Entry>>();
            foreach (var number in portion)
            {
                var archive = new ArchiveName(Digest.Of(BitConverter.GetBytes(number)), 1);
                await store.PutAsync(VaultNames.Archive(archive.Sha256), ObjectContent.Of(new byte[1]), PutCondition.None, Deadline.Token);
                entries.Add(Session(device.Parts.NewSessionId(), number, archive));
            }

            await library.AppendAsync(entries, Deadline.Token);
        }
    }

    private static KeyValuePair<EntryId, Entry> Session(SessionId id, int number, ArchiveName archive) => new(id, Changes.Create(new SessionInfo
    {
        Id = id,
        Created = DateTimeOffset.UnixEpoch.AddHours(number),
        Text = new SessionText { Name = $"session {number}" },
        Source = new Source("device", "fastshot/test", ClassicFile: null),
        Content = new ContentVersion(new FieldVersion(1, new Change((ulong)number)), 1, 1000, default, archive),
        Trashed = null,
    }));
}
