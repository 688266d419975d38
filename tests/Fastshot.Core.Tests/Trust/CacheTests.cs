using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What of the downloads goes when there are too many, and what never does.</summary>
public sealed class CacheTests : IAsyncDisposable
{
    private static readonly CacheLimits Unlimited = new(long.MaxValue, TimeSpan.FromDays(10_000));

    private readonly Meeting _meeting = new();
    private MeetingDevice _second = null!;
    private SessionLibrary? _library;

    public enum Doubt
    {
        GoneThere,
        CutThere,
        NoRemote,
        ChangesWait,
        NeverSynced,
    }

    [Fact]
    public void Age_goes_before_size_and_the_least_recently_used_before_the_rest()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(100);
        CachedArchive Of(byte name, int length, int days) =>
            new(new ArchiveName(Digest.Of([name]), length), now - TimeSpan.FromDays(days));
        CachedArchive[] all = [Of(1, 10, 1), Of(2, 10, 2), Of(3, 10, 3), Of(4, 1, 50)];

        Assert.Empty(Unlimited.Beyond(all, now));
        Assert.Equal([all[3]], new CacheLimits(1000, TimeSpan.FromDays(30)).Beyond(all, now));
        Assert.Equal([all[2], all[3]], new CacheLimits(20, TimeSpan.FromDays(30)).Beyond(all, now));
        Assert.Equal(4, CacheLimits.None.Beyond(all, now).Count);
    }

    [Fact]
    public async Task What_was_opened_last_stays_and_what_went_is_fetched_again_for_whoever_opens_it()
    {
        var sessions = await StartAsync();
        _meeting.Time.Advance(TimeSpan.FromDays(2));
        await (await Library.OpenContentAsync(sessions[1], Deadline.Token)).DisposeAsync();
        var one = sessions[1].Content!.Archive!.Value.Length;
        var counted = new CountingStore(_meeting.Store);

        Assert.True(await CleaningOf(counted).IsDueAsync(new CacheLimits(one, TimeSpan.FromDays(30)), Deadline.Token));
        Assert.Equal(0, counted.Usage.Requests);
        var report = await CleaningOf(counted).RunAsync(new CacheLimits(one, TimeSpan.FromDays(30)), CacheLimits.PreviewBytes, isDryRun: false, Deadline.Token);

        Assert.Equal((2, 0), (report.Dropped, report.Kept));
        Assert.Equal(1, counted.Usage.Requests); // One listing.
        Assert.Equal([false, true, false], await HereAsync(sessions));
        Assert.True(await _second.RemoteOf(Library).FetchAsync(sessions[0], Deadline.Token));
        Assert.Equal([true, true, false], await HereAsync(sessions));
    }

    [Fact]
    public async Task A_dry_run_drops_nothing_and_says_the_same()
    {
        var sessions = await StartAsync();

        var report = await CleaningOf(_meeting.Store).RunAsync(CacheLimits.None, previewBytes: 0, isDryRun: true, Deadline.Token);

        Assert.Equal(3, report.Dropped);
        Assert.Equal([true, true, true], await HereAsync(sessions));
    }

    [Theory]
    [InlineData(Doubt.GoneThere)]
    [InlineData(Doubt.CutThere)]
    [InlineData(Doubt.NoRemote)]
    [InlineData(Doubt.ChangesWait)]
    [InlineData(Doubt.NeverSynced)]
    public async Task What_is_not_surely_elsewhere_is_never_dropped(Doubt doubt)
    {
        var sessions = await StartAsync();
        var key = VaultNames.Archive(sessions[0].Content!.Archive!.Value.Sha256);
        var there = _meeting.StoreOf(Library);
        switch (doubt)
        {
            case Doubt.GoneThere:
                await there.DeleteAsync(key, Deadline.Token);
                break;
            case Doubt.CutThere:
                await there.PutAsync(key.Value, (await there.ReadAsync(key.Value))!.AsMemory()[..^1]);
                break;
            case Doubt.ChangesWait:
                await Library.EditAsync(sessions[0].Id, new SessionEdit { Name = "edited" }, cancellationToken: Deadline.Token);
                break;
            case Doubt.NeverSynced:
                await SyncedSessions.ForgetAsync(_second.Files, MemoryFile, Deadline.Token);
                break;
        }

        var report = await CleaningOf(doubt is Doubt.NoRemote ? null : _meeting.Store)
            .RunAsync(CacheLimits.None, previewBytes: 0, isDryRun: false, Deadline.Token);

        Assert.True((await HereAsync(sessions))[0]);
        Assert.Equal(doubt is Doubt.NoRemote or Doubt.NeverSynced ? (0, 3) : (2, 1), (report.Dropped, report.Kept));
    }

    [Fact]
    public async Task Where_the_remote_is_away_nothing_is_dropped()
    {
        var sessions = await StartAsync();
        var away = new FaultyStore(_meeting.Store, _ => new Fault.Refused(StoreError.Unavailable));

        await Assert.ThrowsAsync<StoreException>(
            () => CleaningOf(away).RunAsync(CacheLimits.None, previewBytes: 0, isDryRun: false, Deadline.Token));

        Assert.Equal([true, true, true], await HereAsync(sessions));
    }

    [Fact]
    public async Task What_this_device_saved_itself_is_no_download()
    {
        await StartAsync();
        var id = await _second.SaveAsync();
        await _second.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);

        await CleaningOf(_meeting.Store).RunAsync(CacheLimits.None, previewBytes: 0, isDryRun: false, Deadline.Token);

        Assert.True(await Library.HasContentAsync(await Library.FindAsync(id.Text, Deadline.Token), Deadline.Token));
        Assert.Equal(0, (await Library.Objects.Cache.CountAsync(Deadline.Token)).Archives);
    }

    [Fact]
    public async Task Previews_are_bounded_and_the_oldest_go_first()
    {
        var sessions = await StartAsync();
        foreach (var session in sessions)
        {
            await Library.Previews.PutAsync(session.Content!.Archive!.Value, new PackedPreview("png", new byte[1000]), Deadline.Token);
            _meeting.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, await Library.Objects.Cache.TrimPreviewsAsync(1500, isDryRun: false, Deadline.Token));

        Assert.Equal(1, (await Library.Objects.Cache.CountAsync(Deadline.Token)).Previews);
        Assert.NotNull(await Library.Previews.GetAsync(sessions[2].Content!.Archive!.Value, sessions[2].Id, Deadline.Token));
    }

    public ValueTask DisposeAsync()
    {
        _library?.Dispose();
        return ValueTask.CompletedTask;
    }

    private SessionLibrary Library => _library!;

    private string MemoryFile => $"{MeetingDevice.Home}/sync-{Library.Vault}.json";

    // Three sessions that another device saved, and this one downloaded.
    private async Task<List<SessionInfo>> StartAsync()
    {
        (var first, _second) = await _meeting.TwoAsync();
        List<SessionId> ids = [await first.SaveAsync(), await first.SaveAsync(), await first.SaveAsync()];
        await first.SyncAsync();
        await _second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
        await _second.SyncAsync();
        _library = await _second.OpenAsync();
        var sessions = new List<SessionInfo>();
        foreach (var id in ids)
        {
            sessions.Add(await Library.FindAsync(id.Text, Deadline.Token));
        }

        Assert.Equal([true, true, true], await HereAsync(sessions));
        return sessions;
    }

    private CacheCleaning CleaningOf(IObjectStore? place) => new(Library, place, _second.Files, MemoryFile, _meeting.Time);

    private async Task<List<bool>> HereAsync(List<SessionInfo> sessions)
    {
        var here = new List<bool>();
        foreach (var session in sessions)
        {
            here.Add(await Library.HasContentAsync(session, Deadline.Token));
        }

        return here;
    }
}
