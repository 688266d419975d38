using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fastshot.Benchmarks;

/// <summary>Passes connections on to a port of loopback, and knows how many bytes a client sent, and when it sent the last.</summary>
internal sealed class MeteredRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly Task _accepting;
    private long _bytes;
    private long _lastByte = Stopwatch.GetTimestamp();

    public MeteredRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>A timestamp of <see cref="Stopwatch"/>.</summary>
    public long LastByte => Interlocked.Read(ref _lastByte);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relays).ConfigureAwait(false);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token).ConfigureAwait(false);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(PumpAsync(near, far, isCounted: true), PumpAsync(far, near, isCounted: false)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side went away.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isCounted)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer, _end.Token).ConfigureAwait(false) is > 0 and var count)
        {
            if (isCounted)
            {
                Interlocked.Add(ref _bytes, count);
                Interlocked.Exchange(ref _lastByte, Stopwatch.GetTimestamp());
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token).ConfigureAwait(false);
        }
    }
}
