using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>What a sync costs does not grow with the vault.</summary>
public sealed class SizesOfVaultTests
{
    private readonly Meeting _meeting = new(new MemoryStore(TimeProvider.System));

    [Theory]
    [InlineData(37)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public async Task A_sync_makes_the_same_requests_at_any_number_of_sessions(int sessions)
    {
        var first = await _meeting.FirstAsync();
        await FillAsync(first, sessions);
        await first.SyncAsync();
        var second = await _meeting.JoinAsync(first);
        await second.SettleAsync();
        await first.SettleAsync();

        var idle = await first.SyncAsync();
        await first.SaveAsync();
        var save = await first.SyncAsync();
        var change = await second.SyncAsync();

        Assert.Equal(SyncRequests.InBucket.Idle, idle.Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InBucket.Save, save.Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InBucket.Change, change.Usage.WithoutBytes());
        using var library = await second.OpenAsync();
        Assert.Equal(sessions + 1, (await library.CountAsync(Deadline.Token)).Sessions);
    }

    private static async Task FillAsync(MeetingDevice device, int sessions)
    {
        using var library = await device.OpenAsync();
        await library.AppendAsync(
            [.. Enumerable.Range(1, sessions).Select(number => Session(device.Parts.NewSessionId(), number))], Deadline.Token);
    }

    private static KeyValuePair<EntryId, Entry> Session(SessionId id, int number) => new(id, Changes.Create(new SessionInfo
    {
        Id = id,
        Created = DateTimeOffset.UnixEpoch.AddHours(number),
        Text = new SessionText { Name = $"session {number}" },
        Source = new Source("device", "fastshot/test", ClassicFile: null),
        Content = new ContentVersion(new FieldVersion(1, new Change((ulong)number)), 1, 1000, default, Archive: null),
        Trashed = null,
    }));
}
