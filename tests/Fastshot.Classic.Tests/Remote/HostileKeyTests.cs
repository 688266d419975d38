using Fastshot.Classic.Import;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>Keys in a bucket that would be a path elsewhere, or no file at all on some systems.</summary>
public sealed class HostileKeyTests : MeetingTests<AwsPlace>
{
    private const string Prefix = "Team Ü/shots+1/";

    [Theory]
    [InlineData("sessions/../../etc/20260101000009_x.fastshot")]
    [InlineData("sessions/..")]
    [InlineData("sessions//20260101000009_abs.fastshot")]
    [InlineData("sessions/a/b/20260101000009_x.fastshot")]
    [InlineData("sessions/CON.fastshot")]
    [InlineData("sessions/nul.fastshot")]
    [InlineData("sessions/a\\b.fastshot")]
    [InlineData("sessions/trailing.fastshot.")]
    [InlineData("sessions/.fastshot")]
    [InlineData("sessions/line\nbreak.fastshot")]
    [InlineData("meta_indexes/../overall_meta.json")]
    [InlineData("meta_indexes/CON.meta.json")]
    public async Task A_key_is_never_a_path_and_stays_where_it_is(string key)
    {
        await Meeting.Older.FillAsync(2);
        Place.S3.Put(Prefix + key, "FHDR*"u8.ToArray());
        var device = await Meeting.DeviceAsync();

        await device.SyncAsync(new() { Refreshes = true });
        var report = await device.Remote.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        await device.Remote.RepairAsync(RepairPlan.Of(report), removes: false, cancellationToken: Deadline.Token);
        var content = await new ClassicBucketSource(Meeting.Store).ListAsync(Deadline.Token);

        Assert.Equal("s0 s1", await device.NamesAsync());
        Assert.Equal(2, content.Sessions.Length);
        Assert.Contains(Prefix + key, Place.S3.Keys);
        Assert.DoesNotContain(report.Findings, finding => finding.ObjectName.Contains("..", StringComparison.Ordinal));
        Assert.Equal(2, (await Meeting.ListAsync()).Sessions.Length);
    }
}
