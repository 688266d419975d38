using System.Text;
using System.Text.Json;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Events;

/// <summary>Tells one window what happens, for as long as it is open (server-sent events).</summary>
internal sealed class EventStream(ThisDevice device, CancellationToken stopping)
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    public async Task SendAsync(ApiCall call)
    {
        using var listening = device.Events.Listen();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, stopping);
        var response = call.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var last = device.Events.NumberOf(call.Request.Headers["Last-Event-ID"].ToString());
            if (last is null || device.Events.After(last.Value).Events is null)
            {
                last = await SnapshotAsync(response, end.Token).ConfigureAwait(false);
            }

            await response.Body.FlushAsync(end.Token).ConfigureAwait(false);
            await FollowAsync(response, last.Value, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The window was closed, or the server stops.
        }
    }

    private async Task FollowAsync(HttpResponse response, long last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (events, more) = device.Events.After(last);
            if (events is null)
            {
                last = await SnapshotAsync(response, cancellationToken).ConfigureAwait(false); // It reads too slowly.
                continue;
            }

            foreach (var one in events)
            {
                await WriteAsync(response, device.Events.IdOf(one.Number), one.Name, one.Json, cancellationToken).ConfigureAwait(false);
                last = one.Number;
            }

            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await more.WaitAsync(SilenceMax, device.Parts.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await response.Body.WriteAsync(":\n\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The number first: what happens while the snapshot is made is told again, which harms nothing.
    private async Task<long> SnapshotAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var last = device.Events.Last;
        var snapshot = new SnapshotShape(
            device.Secrets.Start,
            await device.Watch.StateAsync(cancellationToken).ConfigureAwait(false),
            await device.Remote.ChangeAsync(cancellationToken).ConfigureAwait(false),
            device.Operations.Running());
        var json = JsonSerializer.SerializeToUtf8Bytes(snapshot, WebJson.Shared.SnapshotShape);
        await WriteAsync(response, device.Events.IdOf(last), "snapshot", json, cancellationToken).ConfigureAwait(false);
        return last;
    }

    private static async Task WriteAsync(HttpResponse response, string id, string name, byte[] json, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"id: {id}\nevent: {name}\ndata: "), cancellationToken).ConfigureAwait(false);
        await response.Body.WriteAsync(json, cancellationToken).ConfigureAwait(false);
        await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
