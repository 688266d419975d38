using System.Text.Json;
using Fastshot.Core.Operations;
using Fastshot.Web.Events;
using Fastshot.Web.Work;

namespace Fastshot.Web.Tests;

/// <summary>Operations and events as a window sees them.</summary>
public sealed class OperationRouteTests
{
    [Fact]
    public async Task A_thousand_queued_and_cancelled_leave_no_more_than_is_kept()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        var ids = new List<string>();
        using var hold = new CancellationTokenSource();
        var blocker = run.Workspace.Operations.Enqueue(new OperationRequest("block", "x", "cache-block", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new OperationResult([]);
        }));
        for (var i = 0; i < 1000; i++)
        {
            ids.Add(run.Workspace.Operations.Enqueue(new OperationRequest("test", $"{i}", "cache-block", (_, _) => Task.FromResult(new OperationResult([])))).Id.Text);
        }

        Assert.Equal(1000, (await run.GetAsync("/api/operations")).GetProperty("queued").GetInt32());
        foreach (var id in ids.Append(blocker.Id.Text))
        {
            await run.PostAsync($"/api/operations/{id}/cancel");
        }

        await run.QuietAsync();
        var list = await run.GetAsync("/api/operations?limit=200");
        Assert.Equal((0, 0), (list.GetProperty("queued").GetInt32(), list.GetProperty("running").GetInt32()));
        Assert.InRange(run.Workspace.Operations.Snapshots.Count, 1, 100);
        Assert.InRange(list.GetProperty("total").GetInt32(), 1, 301);
        Assert.InRange(Directory.GetFiles(Path.Combine(run.Home, "state", "operations"), "*.json").Length, 1, OperationHistory.KeptMax);
    }

    [Fact]
    public async Task Reports_are_bounded_and_the_oldest_go()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        var ids = new List<string?>();
        for (var i = 0; i < OperationDesk.ReportsMax + 3; i++)
        {
            var end = await run.EndOfAsync(await run.PostAsync("/api/cache/verify"));
            ids.Add(end.GetProperty("operation").GetProperty("id").GetString());
        }

        Assert.Equal(JsonValueKind.Null, (await run.GetAsync($"/api/operations/{ids[0]}")).GetProperty("report").ValueKind);
        Assert.Equal(JsonValueKind.Object, (await run.GetAsync($"/api/operations/{ids[^1]}")).GetProperty("report").ValueKind);
    }

    [Fact]
    public async Task What_is_over_cannot_be_cancelled_paused_or_done_again_where_it_was_done()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        var end = await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"here"}"""));
        var id = end.GetProperty("operation").GetProperty("id").GetString();

        foreach (var (verb, expected) in (IEnumerable<(string, string)>)[("cancel", "state"), ("pause", "state"), ("resume", "state"), ("retry", "not_retryable")])
        {
            Assert.Equal((409, expected), await CodeAsync(run, $"/api/operations/{id}/{verb}"));
            Assert.Equal((404, "not_found"), await CodeAsync(run, $"/api/operations/0000000000000000/{verb}"));
        }
    }

    [Fact]
    public async Task Two_windows_are_told_the_same_and_one_that_was_away_for_a_moment_gets_what_it_missed()
    {
        await using var run = await WebRun.StartAsync();
        await using var first = await Window.OpenAsync(run, lastId: null);
        await using var second = await Window.OpenAsync(run, lastId: null);
        var snapshot = await first.NextAsync("snapshot");
        await second.NextAsync("snapshot");

        // At once, before the server has looked at the library for the first time.
        await run.SaveAsync("seen by both");
        Assert.Equal(1, await ToldAsync(first));
        Assert.Equal(1, await ToldAsync(second));

        await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"here"}"""));
        await first.NextAsync("operation");
        await using var back = await Window.OpenAsync(run, snapshot.Id);
        Assert.Equal("library", (await back.NextAsync(null)).Name);
        await using var stranger = await Window.OpenAsync(run, "otherstart-7");
        Assert.Equal("snapshot", (await stranger.NextAsync(null)).Name);
    }

    [Fact]
    public async Task The_only_window_is_told_of_an_end_that_it_missed_while_it_was_away()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        string last;
        await using (var window = await Window.OpenAsync(run, lastId: null))
        {
            last = (await window.NextAsync("library")).Id;
        }

        await UntilAsync(() => !run.Server.Events.HasListeners);
        var before = run.Server.Events.Last;
        var end = await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"here"}"""));
        await UntilAsync(() => run.Server.Events.Last > before);
        await using var back = await Window.OpenAsync(run, last);

        var id = end.GetProperty("operation").GetProperty("id").GetString();
        var (_, _, told) = await back.NextAsync("operation", one => one.GetProperty("state").GetString() == "completed");
        Assert.Equal(id, told.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Where_hundreds_are_cancelled_at_once_no_window_goes_on_showing_one_that_waits()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        await using var window = await Window.OpenAsync(run, lastId: null);
        await window.NextAsync("snapshot");
        var begun = Enumerable.Range(0, 600).Select(i => run.Workspace.Operations.Enqueue(new OperationRequest("test", $"{i}", "same", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new OperationResult([]);
        }))).ToList();
        var shown = new Dictionary<string, string>();
        await window.UntilAsync(shown, () => shown.Count(one => one.Value is "queued" or "running") == begun.Count);

        begun.ForEach(one => one.TryCancel());
        await run.QuietAsync();

        await window.UntilAsync(shown, () => shown.All(one => one.Value == "cancelled"));
    }

    [Fact]
    public void A_window_that_was_away_too_long_must_begin_again()
    {
        var hub = new EventHub("s");
        for (var i = 0; i < EventHub.KeptMax + 5; i++)
        {
            hub.Publish("settings", new Shapes.SettingsChangedShape([]), Shapes.WebJson.Shared.SettingsChangedShape);
        }

        Assert.Null(hub.After(2).Events);
        Assert.Null(hub.After(hub.Last + 1).Events);
        Assert.Equal(2, hub.After(hub.Last - 2).Events!.Count);
        Assert.Null(hub.NumberOf("t-1"));
        Assert.Equal(7, hub.NumberOf("s-7"));
    }

    [Fact]
    public async Task The_server_ends_within_a_second_whatever_is_open()
    {
        HangingStore? store = null;
        var run = await WebRun.StartAsync(inner => store = new HangingStore(inner));
        await run.SaveAsync("one");
        await run.MeetAsync();
        await using var window = await Window.OpenAsync(run, lastId: null);
        await window.NextAsync("snapshot");
        store!.Hangs = true;
        await run.PostAsync("/api/sync");

        await run.Server.DisposeAsync().AsTask().WaitAsync(Deadline.Token);

        Assert.Equal(0, store.Waiting);
        Assert.All(run.Workspace.Operations.Snapshots, one => Assert.True(one.State.IsOver()));
        await run.DisposeAsync();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = Deadline.Token;
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline);
        }
    }

    /// <summary>The sessions that a window hears of, once there are any.</summary>
    private static async Task<int> ToldAsync(Window window)
    {
        while (true)
        {
            var (_, _, data) = await window.NextAsync("library");
            if (data.GetProperty("sessions").GetInt32() is > 0 and var sessions)
            {
                return sessions;
            }
        }
    }

    private static async Task<(int Status, string Code)> CodeAsync(WebRun run, string path)
    {
        var (status, code, _) = await run.RefusedAsync(HttpMethod.Post, path);
        return (status, code);
    }

    /// <summary>One window that listens.</summary>
    private sealed class Window(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<Window> OpenAsync(WebRun run, string? lastId)
        {
            var response = await run.SendAsync(HttpMethod.Get, "/api/events", null, ("Last-Event-ID", lastId ?? ""));
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
            return new Window(response, new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Token)));
        }

        /// <summary>The next event of a name that is as a test says.</summary>
        public async Task<(string Id, string Name, JsonElement Data)> NextAsync(string? wanted, Func<JsonElement, bool> fits)
        {
            var deadline = Deadline.Token;
            while (true)
            {
                var next = await NextByAsync(wanted, deadline);
                if (fits(next.Data))
                {
                    return next;
                }
            }
        }

        /// <summary>Follows what a window would show of operations, as the page does, until that is as it must be.</summary>
        public async Task UntilAsync(Dictionary<string, string> shown, Func<bool> isSo)
        {
            var deadline = Deadline.Token;
            while (!isSo())
            {
                var (_, name, data) = await NextByAsync(null, deadline);
                if (name == "snapshot")
                {
                    shown.Clear();
                }

                foreach (var one in name switch { "snapshot" => data.GetProperty("operations").EnumerateArray().ToList(), "operation" => [data], _ => [] })
                {
                    shown[one.GetProperty("id").GetString()!] = one.GetProperty("state").GetString()!;
                }
            }
        }

        /// <summary>The next event, of a name where that is not null.</summary>
        public Task<(string Id, string Name, JsonElement Data)> NextAsync(string? wanted) => NextByAsync(wanted, Deadline.Token);

        private async Task<(string Id, string Name, JsonElement Data)> NextByAsync(string? wanted, CancellationToken deadline)
        {
            var (id, name) = ("", "");
            while (true)
            {
                var line = await reader.ReadLineAsync(deadline) ?? throw new InvalidOperationException("The stream ended.");
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = line[4..];
                }
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    name = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal) && (wanted ?? name) == name)
                {
                    using var document = JsonDocument.Parse(line[6..]);
                    return (id, name, document.RootElement.Clone());
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
