using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>Looking a bucket through and mending it: nothing good is written over, and nothing goes because of an error.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly ClassicMeeting _meeting = new();

    public void Dispose() => _meeting.Dispose();

    [Fact]
    public async Task A_bucket_that_is_well_is_well_and_nothing_is_written()
    {
        await _meeting.Older.FillAsync(5);
        var device = await _meeting.DeviceAsync(new FaultyStore(
            _meeting.Store, call => call.Verb is StoreVerb.Put or StoreVerb.Delete ? new Fault.Refused(StoreError.Denied) : null));

        var report = await VerifyAsync(device, 100);

        Assert.Empty(report.Findings);
        Assert.Equal((11, 11), (report.Checked, report.Healthy));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_found_and_mended_and_then_all_is_well()
    {
        await _meeting.Older.FillAsync(8);
        var device = await _meeting.DeviceAsync();
        await device.SyncAsync();
        await device.Remote.FetchAsync(await device.FindAsync("s7"), Deadline.Token);
        await _meeting.Store.DeleteAsync(IndexOf(0), Deadline.Token);
        await _meeting.Store.PutAsync(IndexOf(1).Value, "{\"version\":"u8.ToArray());
        await _meeting.Store.PutAsync(IndexOf(2).Value, ClassicIndexWriter.Cloud(new ClassicIndex { FileName = OlderProgram.FileOf(2), Metadata = new ClassicMetadata(), ImageCount = 0 }));
        await _meeting.Store.PutAsync(IndexOf(3).Value, Wrapped((await _meeting.Store.ReadAsync(IndexOf(3).Value))!, 3));
        await _meeting.Store.PutAsync(IndexOf(4).Value, (await _meeting.Store.ReadAsync(IndexOf(5).Value))!);
        await _meeting.Store.PutAsync("meta_indexes/20200101000000_gone.meta.json", new byte[9]);
        await _meeting.Store.PutAsync("sessions/" + OlderProgram.FileOf(7), "FHDR*"u8.ToArray());
        await _meeting.Store.PutAsync("overall_meta.json", "{"u8.ToArray());

        var report = await VerifyAsync(device, 100);

        Assert.Equal(
            [
                (FindingKind.Orphaned, "meta_indexes/20200101000000_gone.meta.json", FindingAction.Remove),
                (FindingKind.Missing, IndexOf(0).Value, FindingAction.Rewrite),
                (FindingKind.Damaged, IndexOf(1).Value, FindingAction.Rewrite),
                (FindingKind.Wrong, IndexOf(2).Value, FindingAction.Rewrite),
                (FindingKind.Wrong, IndexOf(3).Value, FindingAction.Rewrite),
                (FindingKind.Wrong, IndexOf(4).Value, FindingAction.Rewrite),
                (FindingKind.Damaged, "overall_meta.json", FindingAction.Rewrite),
                (FindingKind.Damaged, "sessions/" + OlderProgram.FileOf(7), FindingAction.PutBack),
            ],
            report.Findings.Select(one => (one.Kind, one.ObjectName, one.Action)).OrderBy(one => one.ObjectName, StringComparer.Ordinal));
        var repaired = await device.Remote.RepairAsync(RepairPlan.Of(report), removes: true, cancellationToken: Deadline.Token);

        Assert.Empty(repaired.Left);
        Assert.Equal(8, repaired.Repaired.Length);
        Assert.Empty((await VerifyAsync(device, 100)).Findings);
        var other = await _meeting.DeviceAsync();
        await other.SyncAsync();
        Assert.Equal("s0 s1 s2 s3 s4 s5 s6 s7", await other.NamesAsync());
        Assert.True(await other.Remote.FetchAsync(await other.FindAsync("s7"), Deadline.Token));
    }

    [Fact]
    public async Task An_index_that_says_another_size_is_found_and_written_anew_from_its_session()
    {
        await _meeting.Older.FillAsync(3);
        await _meeting.Older.PutSessionAsync(OlderProgram.FileOf(1), "a longer name than before");
        var device = await _meeting.DeviceAsync();
        await device.Remote.RebuildAsync(RebuildParts.List, cancellationToken: Deadline.Token);

        var finding = Assert.Single((await VerifyAsync(device)).Findings);
        var repaired = await device.Remote.RepairAsync(
            RepairPlan.Of(await VerifyAsync(device)), removes: false, cancellationToken: Deadline.Token);

        Assert.Equal((FindingKind.Wrong, IndexOf(1).Value, FindingAction.Rewrite), (finding.Kind, finding.ObjectName, finding.Action));
        Assert.Contains("and its session has", finding.Detail, StringComparison.Ordinal);
        Assert.Single(repaired.Repaired);
        Assert.Empty((await VerifyAsync(device, 100)).Findings);
        Assert.True(ClassicIndexReader.TryRead(await _meeting.Store.ReadAsync(IndexOf(1).Value), OlderProgram.FileOf(1), false, out var index, out _));
        Assert.Equal("a longer name than before", index.Metadata.Name);
    }

    [Fact]
    public async Task An_index_of_another_size_than_a_session_that_was_cut_stays_as_it_is()
    {
        await _meeting.Older.FillAsync(2);
        await _meeting.Store.PutAsync("sessions/" + OlderProgram.FileOf(1), "FHDR*"u8.ToArray());
        var before = await _meeting.Store.ReadAsync(IndexOf(1).Value);
        var device = await _meeting.DeviceAsync();
        await device.Remote.RebuildAsync(RebuildParts.List, cancellationToken: Deadline.Token);

        var report = await VerifyAsync(device);
        var repaired = await device.Remote.RepairAsync(RepairPlan.Of(report), removes: false, cancellationToken: Deadline.Token);

        Assert.Equal(IndexOf(1).Value, Assert.Single(report.Findings).ObjectName);
        Assert.Contains("stays as it is", Assert.Single(repaired.Left).Detail, StringComparison.Ordinal);
        Assert.Equal(before, await _meeting.Store.ReadAsync(IndexOf(1).Value));
        Assert.StartsWith("sessions/", Assert.Single((await VerifyAsync(device, 100)).Findings).ObjectName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orphan_stays_until_somebody_agrees_and_where_its_session_came_back()
    {
        await _meeting.Older.FillAsync(2);
        await _meeting.Older.PutIndexAsync(OlderProgram.FileOf(9), "s9");
        var device = await _meeting.DeviceAsync();
        var plan = RepairPlan.Of(await VerifyAsync(device));

        await device.Remote.RepairAsync(plan, removes: false, cancellationToken: Deadline.Token);
        Assert.NotNull(await _meeting.Store.ReadAsync(IndexOf(9).Value));
        await _meeting.Older.PutSessionAsync(OlderProgram.FileOf(9), "s9");
        var report = await device.Remote.RepairAsync(plan, removes: true, cancellationToken: Deadline.Token);

        Assert.Contains("by now", Assert.Single(report.Left).Detail, StringComparison.Ordinal);
        Assert.NotNull(await _meeting.Store.ReadAsync(IndexOf(9).Value));
    }

    [Fact]
    public async Task No_index_is_called_orphaned_by_a_listing_without_sessions()
    {
        await _meeting.Older.FillAsync(3);
        var device = await _meeting.DeviceAsync(new EmptyListing(_meeting.Store));

        var report = await VerifyAsync(device);

        Assert.DoesNotContain(report.Findings, finding => finding.Action is FindingAction.Remove);
        var repaired = await device.Remote.RepairAsync(RepairPlan.Of(report), removes: true, cancellationToken: Deadline.Token);
        Assert.Contains("left as it is", Assert.Single(repaired.Left).Detail, StringComparison.Ordinal);
        Assert.Equal(3, (await _meeting.FilesAsync()).Count);
    }

    [Fact]
    public async Task An_index_of_a_session_that_cannot_be_read_is_never_written_over_by_one_that_says_less()
    {
        await _meeting.Older.FillAsync(2);
        await _meeting.Store.PutAsync("sessions/" + OlderProgram.FileOf(1), "FHDR*"u8.ToArray());
        var before = await _meeting.Store.ReadAsync(IndexOf(1).Value);
        var device = await _meeting.DeviceAsync();

        var report = await device.Remote.RebuildAsync(RebuildParts.Indexes | RebuildParts.List, cancellationToken: Deadline.Token);

        Assert.Equal(IndexOf(1).Value, Assert.Single(report.Left).ObjectName);
        Assert.Equal(before, await _meeting.Store.ReadAsync(IndexOf(1).Value));
        Assert.Equal(2, report.Repaired.Length);
        Assert.Contains((await VerifyAsync(device, 100)).Findings, one => one.Action is FindingAction.Lost);
    }

    [Fact]
    public async Task What_a_device_was_told_of_a_session_serves_where_session_and_index_are_both_damaged()
    {
        await _meeting.Older.FillAsync(2);
        var device = await _meeting.DeviceAsync();
        await device.SyncAsync();
        await _meeting.Store.PutAsync("sessions/" + OlderProgram.FileOf(1), "FHDR*"u8.ToArray());
        await _meeting.Store.DeleteAsync(IndexOf(1), Deadline.Token);

        await device.Remote.RepairAsync(RepairPlan.Of(await VerifyAsync(device)), removes: false, cancellationToken: Deadline.Token);

        Assert.True(ClassicIndexReader.TryRead(await _meeting.Store.ReadAsync(IndexOf(1).Value), OlderProgram.FileOf(1), false, out var index, out _));
        Assert.Equal(("s1", "red", 1), (index.Metadata.Name, index.Metadata.Color, index.ImageCount));
    }

    [Fact]
    public async Task A_sample_reads_as_many_sessions_as_were_asked_for()
    {
        await _meeting.Older.FillAsync(40);
        var counted = new CountingStore(_meeting.Store);
        var device = await _meeting.DeviceAsync(counted);

        await VerifyAsync(device, 10);

        Assert.Equal((1 + 40 + 4, 2), (counted.Usage.Gets, counted.Usage.Lists));
    }

    [Fact]
    public async Task A_look_that_was_stopped_goes_on_where_it_was_and_one_that_ended_begins_anew()
    {
        await _meeting.Older.FillAsync(40);
        var counted = new CountingStore(_meeting.Store);
        var device = await _meeting.DeviceAsync(counted);
        await StopAsync(device, after: 20); // The list, two portions of eight, and some of the third.

        var before = counted.Usage.Gets;
        var resumed = await device.Remote.VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);
        Assert.Equal((1 + 40 + 24, 81), (counted.Usage.Gets - before, resumed.Checked));

        before = counted.Usage.Gets;
        await device.Remote.VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);
        Assert.Equal(1 + 40 + 40, counted.Usage.Gets - before);

        await StopAsync(device, after: 20);
        before = counted.Usage.Gets;
        await device.Remote.VerifyAsync(new VerifyOptions(50, Resumes: true), cancellationToken: Deadline.Token);
        Assert.Equal(1 + 40 + 20, counted.Usage.Gets - before); // Another question.
    }

    [Fact]
    public async Task What_was_bad_before_a_look_was_stopped_is_said_when_it_goes_on()
    {
        await _meeting.Older.FillAsync(40);
        var harmed = Enumerable.Range(0, 13).Select(i => "sessions/" + OlderProgram.FileOf(i * 3)).ToList();
        foreach (var key in harmed)
        {
            await _meeting.Store.PutAsync(key, "FHDR*"u8.ToArray());
        }

        var device = await _meeting.DeviceAsync();
        foreach (var after in (int[])[20, 45, 60])
        {
            await StopAsync(device, after, resumes: after > 20);
        }

        var report = await device.Remote.VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);

        Assert.Equal(
            harmed.Order(StringComparer.Ordinal),
            report.Findings.Select(one => one.ObjectName).Where(one => one.StartsWith("sessions/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"percent\":100}")]
    [InlineData("{\"percent\":100,\"seed\":\"AAAA\",\"after\":\"zz\",\"bad\":[]}")]
    public async Task A_look_whose_memory_cannot_be_used_begins_anew(string memory)
    {
        await _meeting.Older.FillAsync(4);
        var counted = new CountingStore(_meeting.Store);
        var device = await _meeting.DeviceAsync(counted);
        await new AtomicFile(device.Device.Files, device.Device.Random)
            .WriteCacheAsync(Path.ChangeExtension(ClassicMeeting.MemoryFile, ".verify"), Encoding.UTF8.GetBytes(memory), Deadline.Token);

        await device.Remote.VerifyAsync(new VerifyOptions(100, Resumes: true), cancellationToken: Deadline.Token);

        Assert.Equal(1 + 4 + 4, counted.Usage.Gets);
    }

    [Fact]
    public async Task A_rebuilding_stops_when_it_is_cancelled_and_leaves_all_that_was_there()
    {
        await _meeting.Older.FillAsync(30);
        var device = await _meeting.DeviceAsync();
        using var stop = new CancellationTokenSource();
        var progress = new Stopping(stop, after: 5);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => device.Remote.RebuildAsync(RebuildParts.Indexes | RebuildParts.List, progress, stop.Token));

        Assert.InRange(progress.Done, 5, 10);
        Assert.Empty((await VerifyAsync(device)).Findings);
    }

    private static ObjectKey IndexOf(int number) => ClassicNames.Index(OlderProgram.FileOf(number));

    private static Task<VerifyReport> VerifyAsync(MeetingDevice device, int percent = 0) =>
        device.Remote.VerifyAsync(new VerifyOptions(percent), cancellationToken: Deadline.Token);

    private static async Task StopAsync(MeetingDevice device, int after, bool resumes = false)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => device.Remote.VerifyAsync(new VerifyOptions(100, resumes), new Stopping(stop, after), stop.Token));
    }

    private static byte[] Wrapped(byte[] index, int number) => Encoding.UTF8.GetBytes(
        $$"""{"version":"1.0","filename":"{{OlderProgram.FileOf(number)}}","metadata":{{Encoding.UTF8.GetString(index)}},"created_at":"x"}""");

    private sealed class Stopping(CancellationTokenSource stop, int after) : IProgress<VerifyProgress>
    {
        public int Done { get; private set; }

        public void Report(VerifyProgress value)
        {
            Done = value.Done;
            if (Done >= after)
            {
                stop.Cancel();
            }
        }
    }

    // As a store that answers, wrongly, that there are no sessions.
    private sealed class EmptyListing(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ListPage> ListAsync(
            string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
            prefix == "sessions/" ? Task.FromResult(new ListPage([], null)) : base.ListAsync(prefix, after, countMax, cancellationToken);
    }
}
