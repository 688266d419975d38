using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>What a sync does in a bucket that refuses, is full, is overloaded, or is not what it seems; and on a bad line.</summary>
public sealed class BadPlaceTests : IAsyncDisposable
{
    private readonly FakeBucket _bucket = new();
    private readonly S3Store _store;
    private readonly Meeting _meeting;

    public BadPlaceTests()
    {
        _store = _bucket.Store;
        _meeting = new Meeting(BucketSyncContract.StoreOf(_store, requestsMax: 16));
    }

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task With_a_key_that_may_only_read_a_device_receives_and_is_told_that_it_cannot_send()
    {
        var (first, second) = await _meeting.TwoAsync();
        var there = await first.SaveAsync();
        await first.SyncAsync();
        _bucket.S3.Script = Refuse("PUT", FakeS3.Error(403, "AccessDenied"));

        Assert.Equal(1, (await second.SyncAsync()).Pulled);
        var mine = await second.SaveAsync();
        await SendAsync(first);
        var failure = await Assert.ThrowsAsync<StoreException>(() => second.SyncAsync());

        Assert.Equal(StoreError.Denied, failure.Error);
        Assert.NotNull(failure.Hint);
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(there));
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(mine));
        _bucket.S3.Script = _ => null;
        Assert.Equal(1, (await second.SyncAsync()).Pushed);

        async Task SendAsync(MeetingDevice device)
        {
            var refusing = _bucket.S3.Script;
            _bucket.S3.Script = _ => null;
            await device.EditAsync(there, new SessionEdit { Name = "renamed" });
            await device.SyncAsync();
            _bucket.S3.Script = refusing;
        }
    }

    [Fact]
    public async Task Without_the_right_to_delete_everything_works_and_what_cannot_be_collected_waits()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        _bucket.S3.Script = Refuse("DELETE", FakeS3.Error(403, "AccessDenied"));

        Assert.Equal(1, (await first.PurgeAsync(id)).Deleted);
        Assert.Equal(1, (await second.SyncAsync()).Deleted);
        for (var day = 0; day < 31; day++)
        {
            _meeting.Time.Advance(TimeSpan.FromDays(1));
            Assert.Empty((await second.SyncAsync()).Failed);
        }

        Assert.Equal(StoreError.Denied, (await Assert.ThrowsAsync<StoreException>(() => CollectAsync(second))).Error);
        _bucket.S3.Script = _ => null;
        Assert.Single(await CollectAsync(second));
    }

    [Fact]
    public async Task Without_the_right_to_list_nothing_is_taken_for_missing()
    {
        var (first, _) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        var before = _bucket.S3.Keys;
        _bucket.S3.Script = call => call.Method == "GET" && call.Query.ContainsKey("list-type") ? FakeS3.Error(403, "AccessDenied") : null;
        await first.EditAsync(id, new SessionEdit { Name = "renamed" });

        // Whether a sync has to list is its own affair; if it does it says so, and deletes nothing.
        var failure = await Record.ExceptionAsync(() => first.SyncAsync(new SyncOptions { Refreshes = true }));

        Assert.True(failure is null or StoreException { Error: StoreError.Denied }, $"{failure}");
        Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        Assert.Empty(before.Except(_bucket.S3.Keys));
    }

    [Theory]
    [InlineData(507, "XMinioStorageFull", StoreError.Full)]
    [InlineData(403, "QuotaExceeded", StoreError.Full)]
    [InlineData(403, "InvalidAccessKeyId", StoreError.WrongCredentials)]
    [InlineData(403, "SignatureDoesNotMatch", StoreError.WrongCredentials)]
    [InlineData(400, "ExpiredToken", StoreError.WrongCredentials)]
    [InlineData(404, "NoSuchBucket", StoreError.NoSuchPlace)]
    [InlineData(301, "PermanentRedirect", StoreError.WrongRegion)]
    public async Task Whatever_is_refused_from_any_request_on_ends_the_sync_with_its_reason_and_the_next_one_goes_on(
        int status, string code, StoreError error)
    {
        var (first, second) = await _meeting.TwoAsync();
        for (var number = 0; number < 6; number++)
        {
            var id = await first.SaveAsync();
            var left = number;
            _bucket.S3.Script = call => (error is not StoreError.Full || call.Method == "PUT") && Interlocked.Decrement(ref left) < 0
                ? FakeS3.Error(status, code)
                : null;

            var failure = await Record.ExceptionAsync(() => first.SyncAsync());

            Assert.Equal(failure is null ? null : error, (failure as StoreException)?.Error);
            _bucket.S3.Script = _ => null;
            Assert.Empty((await first.SyncAsync()).Failed);
            Assert.Empty((await second.SyncAsync()).Failed);
            Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        }
    }

    [Fact]
    public async Task A_web_page_instead_of_the_bucket_from_any_request_on_changes_nothing()
    {
        var (first, second) = await _meeting.TwoAsync();
        var ids = new List<SessionId>();
        for (var number = 0; number < 6; number++)
        {
            ids.Add(await first.SaveAsync());
            await first.SyncAsync();
            var keys = _bucket.S3.Keys;
            var left = number;
            _bucket.S3.Script = _ => Interlocked.Decrement(ref left) < 0 ? HttpAnswer.Html(200) : null;

            await Record.ExceptionAsync(() => second.SyncAsync(new SyncOptions { Refreshes = true }));

            Assert.Equal(keys, _bucket.S3.Keys);
            foreach (var id in ids)
            {
                Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
            }

            _bucket.S3.Script = _ => null;
        }

        Assert.Empty((await second.SyncAsync()).Failed);
        Assert.All(await Task.WhenAll(ids.Select(id => second.EntryOfAsync(id))), entry => Assert.IsType<Entry.Live>(entry));
    }

    [Fact]
    public async Task An_overloaded_server_gets_everything_in_the_end()
    {
        var (first, second) = await _meeting.TwoAsync();
        var count = 0;
        _bucket.S3.Script = _ => ++count % 4 != 0 ? FakeS3.Error(503, "SlowDown") : null;
        for (var i = 0; i < 20; i++)
        {
            await first.SaveAsync();
        }

        Assert.Equal(20, (await first.SyncAsync()).Pushed);
        Assert.Equal(20, (await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All })).Downloaded);
    }

    [Fact]
    public async Task On_a_line_that_cuts_shortens_and_loses_answers_all_arrives_as_it_was()
    {
        var (first, second) = await _meeting.TwoAsync();
        var random = new SeededRandom(17);
        for (var i = 0; i < 20; i++)
        {
            await first.SaveAsync();
        }

        _bucket.S3.Bend = (call, answer) => call.Number % 5 == 0 && answer.Body.Length > 2
            ? answer with { CutAfter = answer.Body.Length / 2, LengthSaid = answer.Body.Length }
            : random.OnceIn(12) ? answer with { IsSilent = true } : answer;
        var isDone = false;
        for (var run = 0; run < 20 && !isDone; run++)
        {
            // Four breaks in a row end a run; the next goes on.
            isDone = await TryAsync(() => first.SyncAsync()) && await TryAsync(() => second.SyncAsync(new SyncOptions { Download = DownloadChoice.All }));
        }

        Assert.True(isDone);
        using var library = await second.OpenAsync();
        var page = await library.QueryAsync(new SessionQuery { Limit = 100 }, Deadline.Token);
        Assert.Equal(20, page.Sessions.Length);
        foreach (var session in page.Sessions)
        {
            await using var content = await library.OpenContentAsync(session, Deadline.Token);
            Assert.NotNull(await content.NextAsync(Deadline.Token));
        }

        static async Task<bool> TryAsync(Func<Task<SyncReport>> sync)
        {
            try
            {
                return (await sync()).Failed.IsEmpty;
            }
            catch (StoreException e) when (e.Error is StoreError.Unavailable)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_body_that_goes_on_after_its_end_is_not_taken_over()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        _bucket.S3.Bend = (call, answer) => call.Path.Contains("/sessions/", StringComparison.Ordinal)
            ? answer with { Body = [.. answer.Body, .. new byte[70_000]] }
            : answer;

        var report = await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        Assert.Equal((0, 1), (report.Downloaded, report.Failed.Length));
        _bucket.S3.Bend = (_, answer) => answer;
        Assert.Equal(1, (await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All })).Downloaded);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public async Task A_clock_ten_years_off_hinders_no_sync(int days)
    {
        _bucket.S3.ClockOffset = TimeSpan.FromDays(days);
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();

        await first.SyncAsync();
        await second.SyncAsync();

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.InRange(_store.ClockOffset!.Value.TotalDays, days - 1, days + 1);
    }

    [Fact]
    public async Task Two_thousand_five_hundred_objects_in_one_folder_hide_nothing()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        for (var i = 0; i < 2500; i++)
        {
            _bucket.S3.Put($"fastshot/{library.Vault}/log/{i * 800_000:x8}.tmp", [1]);
        }

        Assert.Equal(1, (await second.SyncAsync()).Pulled);

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.Empty((await first.SyncAsync(new SyncOptions { Refreshes = true })).Notices);
    }

    private static Func<HttpCall, HttpAnswer?> Refuse(string method, HttpAnswer answer) =>
        call => call.Method == method ? answer with { Headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase) } : null;

    private static async Task<IReadOnlyList<ArchiveName>> CollectAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return await device.RemoteOf(library).CollectAsync(isDryRun: false, _ => Task.FromResult(true), Deadline.Token);
    }
}
