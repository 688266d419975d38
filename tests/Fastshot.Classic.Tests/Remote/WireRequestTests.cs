using Fastshot.Testing.Servers;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>What really goes over the wire: the provider bills it, and nothing else.</summary>
public sealed class WireRequestTests : MeetingTests<AwsPlace>
{
    private int _seen;

    [Fact]
    public async Task A_sync_makes_the_requests_that_its_report_says_and_no_other()
    {
        await Meeting.Older.FillAsync(1100);
        var device = await Meeting.DeviceAsync();
        Since();

        await device.SyncAsync();
        Assert.Equal(["GET index 1100", "GET list 1"], Since());

        await device.SyncAsync();
        Assert.Equal(["GET list 1"], Since());

        await device.SaveAsync("mine");
        await device.SyncAsync();
        Assert.Equal(["GET list 1", "LIST 2", "PUT index 1", "PUT list 1", "PUT session 1"], Since());

        await device.EditAsync("s7", new() { Name = "edited" });
        await device.SyncAsync();
        Assert.Equal(["GET list 1", "GET session 1", "LIST 2", "PUT index 1", "PUT list 1", "PUT session 1"], Since());

        await device.Remote.FetchAsync(await device.FindAsync("s8"), Deadline.Token);
        await device.TrashAsync("s8");
        Since();
        await device.SyncAsync();
        Assert.Equal(["DELETE index 1", "DELETE session 1", "GET list 1", "LIST 2", "PUT list 1"], Since());
    }

    // The requests since the last look, counted by kind.
    private IEnumerable<string> Since()
    {
        var calls = Place.S3.Calls.Skip(_seen).ToList();
        _seen += calls.Count;

        // What was asked for twice comes first, so that a failure tells of it.
        var again = calls.GroupBy(call => $"again {call.Method} {call.Path} {string.Join('&', call.Query)}").Where(group => group.Count() > 1);
        return
        [
            .. again.Select(group => group.Key),
            .. calls.GroupBy(KindOf).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal),
        ];
    }

    private static string KindOf(HttpCall call) =>
        call.Query.ContainsKey("list-type") ? "LIST"
        : $"{call.Method} " + (call.Path.Contains("/sessions/", StringComparison.Ordinal) ? "session"
            : call.Path.Contains("/meta_indexes/", StringComparison.Ordinal) ? "index"
            : call.Path.EndsWith("/overall_meta.json", StringComparison.Ordinal) ? "list"
            : call.Path);
}
