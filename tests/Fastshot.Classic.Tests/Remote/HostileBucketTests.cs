using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>What the older program's bugs, or somebody's malice, put into a bucket: bounded, told of, and never believed.</summary>
public sealed class HostileBucketTests : IDisposable
{
    private readonly ClassicMeeting _meeting = new();

    public void Dispose() => _meeting.Dispose();

    [Fact]
    public async Task A_session_of_500_MB_is_refused_before_anything_is_allocated_for_it()
    {
        await _meeting.Older.FillAsync(1);
        var device = await _meeting.DeviceAsync(new Claiming(_meeting.Store, "sessions/" + OlderProgram.FileOf(0), 500_000_000));
        await device.SyncAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = await Assert.ThrowsAsync<ClassicFormatException>(
            async () => await device.Remote.FetchAsync(await device.FindAsync("s0"), Deadline.Token));

        Assert.Equal(ClassicError.TooLarge, refusal.Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Theory]
    [InlineData("overall_meta.json")]
    [InlineData("meta_indexes/20260101000000_s0.meta.json")]
    public async Task An_object_of_500_MB_in_the_place_of_a_small_one_counts_as_damaged(string key)
    {
        await _meeting.Older.FillAsync(2);
        var device = await _meeting.DeviceAsync(new Claiming(_meeting.Store, key, 500_000_000));

        await device.SyncAsync();

        Assert.Equal("s0 s1", await device.NamesAsync());
    }

    [Fact]
    public async Task An_object_that_is_shorter_than_it_was_said_to_be_is_a_passing_failure()
    {
        await _meeting.Older.FillAsync(1);
        var device = await _meeting.DeviceAsync(new Claiming(_meeting.Store, "overall_meta.json", 100_000));

        var failure = await Assert.ThrowsAsync<StoreException>(() => device.SyncAsync());

        Assert.True(failure.IsTransient);
    }

    // "Sync to Cloud" of the older program uploads a local file as it is, and nothing beside it.
    [Fact]
    public async Task A_bare_local_session_in_the_bucket_is_read_and_gets_its_index()
    {
        await _meeting.Older.FillAsync(1);
        await _meeting.Store.PutAsync(
            "sessions/20260202020202_bare.fastshot",
            Encoding.UTF8.GetBytes($$"""{"timestamp":"2026-02-02T02:02:02","windows":[{"original_image_data":"{{OlderProgram.Picture}}"}]}"""));
        await _meeting.Older.PutListAsync(await _meeting.Older.MakeListAsync());
        var device = await _meeting.DeviceAsync();

        await device.SyncAsync();

        Assert.Equal("bare s0", await device.NamesAsync());
        Assert.NotNull(await _meeting.Store.ReadAsync("meta_indexes/20260202020202_bare.meta.json"));
        await device.EditAsync("bare", new() { Description = "now with metadata" });
        await device.SyncAsync();
        Assert.Contains(
            "now with metadata",
            Encoding.UTF8.GetString(ClassicContainer.Open((await _meeting.Store.ReadAsync("sessions/20260202020202_bare.fastshot"))!, [ClassicMeeting.Key]).Span),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20260101000000_a.fastshot.fastshot", "meta_indexes/20260101000000_a.meta.json")]
    [InlineData("20260101000000_b.meta.fastshot", "meta_indexes/20260101000000_b.meta.meta.json")]
    public async Task A_name_that_the_older_program_stumbles_over_is_a_name_like_any_other(string file, string index)
    {
        await _meeting.Older.PutSessionAsync(file, "odd");
        await _meeting.Older.PutIndexAsync(file, "odd");
        await _meeting.Older.PutListAsync(await _meeting.Older.MakeListAsync());
        var device = await _meeting.DeviceAsync();

        var report = await device.SyncAsync();

        Assert.Equal((2, 1), (report.Usage.Requests, report.Pulled));
        Assert.NotNull(await _meeting.Store.ReadAsync(index));
    }

    [Fact]
    public async Task Another_key_is_said_as_wrong_key_or_damaged_and_writes_nothing_over()
    {
        await _meeting.Older.FillAsync(1);
        var older = new OlderProgram(_meeting.Store, "another key");
        await older.PutSessionAsync(OlderProgram.FileOf(5), "secret");
        await older.PutIndexAsync(OlderProgram.FileOf(5), "secret");
        await older.PutListAsync(await older.MakeListAsync());
        var before = await _meeting.Store.ReadAsync("sessions/" + OlderProgram.FileOf(5));
        var device = await _meeting.DeviceAsync();
        await device.SyncAsync();
        await device.EditAsync("secret", new() { Name = "edited" });

        var report = await device.SyncAsync();

        Assert.Contains("wrong key or damaged", Assert.Single(report.Failed).Message, StringComparison.Ordinal);
        Assert.Equal(before, await _meeting.Store.ReadAsync("sessions/" + OlderProgram.FileOf(5)));
        Assert.Equal("edited s0", await device.NamesAsync());
        Assert.Equal(1, (await device.Remote.StateAsync(Deadline.Token)).Waiting);
    }

    [Fact]
    public void Mutated_documents_indexes_and_lists_are_read_or_refused_and_nothing_else()
    {
        var random = new SeededRandom(5);
        byte[][] samples =
        [
            DataSet.Read("home/.fastshot/sessions/20260701120000_local_wrapper.fastshot"),
            DataSet.Read("bucket/meta_indexes/20260505050506_design-review.meta.json"),
            DataSet.Read("bucket/overall_meta.json"),
            DataSet.Read("home/.fastshot/meta_cache/cache_info.json"),
        ];
        for (var i = 0; i < 4000; i++)
        {
            var bytes = samples[i % samples.Length].ToArray();
            for (var k = 0; k <= i % 3; k++)
            {
                bytes[random.NextUInt64() % (ulong)Math.Min(bytes.Length, 700)] = (byte)(random.NextUInt64() % 256);
            }

            bytes = i % 7 == 0 ? bytes[..(int)(random.NextUInt64() % (ulong)bytes.Length)] : bytes;
            try
            {
                ClassicDocumentReader.Read(ClassicContainer.Open(bytes, ["k"]));
            }
            catch (ClassicFormatException)
            {
                // The one exception that there is.
            }

            ClassicIndexReader.TryRead(bytes, "20260505050506_design-review.fastshot", i % 2 == 0, out _, out _);
            ClassicOverallList.TryRead(bytes, out _, out _);
            ClassicCacheInfo.TryRead(bytes, out _, out _);
        }
    }

    // A store that says of one object that it has another length.
    private sealed class Claiming(IObjectStore inner, string name, long length) : StoreDecorator(inner)
    {
        public override async Task<StoredObject?> GetAsync(
            ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
        {
            var found = await base.GetAsync(key, range, cancellationToken);
            return found is null || key.Value != name ? found : new StoredObject(found.Info with { Length = length }, found.Content);
        }
    }
}
