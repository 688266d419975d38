using System.Net;
using Fastshot.Web.Events;
using Fastshot.Web.Guard;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fastshot.Web.Hosting;

/// <summary>The server of the session manager: Kestrel on loopback, and nothing else of the framework around it.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromMilliseconds(700);

    private readonly KestrelServer _kestrel;
    private readonly WebSite _site;
    private readonly StartSecrets _secrets;
    private bool _isStopped;

    private WebServer(KestrelServer kestrel, WebSite site, StartSecrets secrets, int port) =>
        (_kestrel, _site, _secrets, Port) = (kestrel, site, secrets, port);

    public int Port { get; }

    /// <summary>As <c>http://127.0.0.1:5170</c>, without anything secret.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>What lets a browser in. It is secret.</summary>
    public string Token => _secrets.Token;

    /// <summary>The address that lets a browser in. It is secret.</summary>
    public string StartAddress => $"{Address}/start?token={_secrets.Token}";

    internal EventHub Events => _site.Events;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="PortTakenException">Another program has the port.</exception>
    public static async Task<WebServer> StartAsync(WebParts parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        for (var port = parts.Port; ; port++)
        {
            try
            {
                return await StartAsync(parts, port, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                if (port + 1 >= parts.Port + parts.PortsTried)
                {
                    throw new PortTakenException(parts.Port, e);
                }
            }
        }
    }

    /// <summary>Ends every request and every operation, within a second.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        using var timeout = new CancellationTokenSource(StopTimeMax);
        await _site.StopAsync().ConfigureAwait(false);
        await _kestrel.StopAsync(timeout.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        await _site.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<WebServer> StartAsync(WebParts parts, int port, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        options.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.MaxRequestLineSize = 8 << 10;
        options.Limits.MaxConcurrentConnections = 256;
        options.Limits.MaxRequestBodySize = parts.Limits.JsonBytes;
        options.Listen(new IPEndPoint(IPAddress.Loopback, port), listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        var kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        var secrets = new StartSecrets(parts.Random);
        var host = new WebSite(parts, secrets);
        try
        {
            await kestrel.StartAsync(new HttpApplication(host.HandleAsync), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            kestrel.Dispose();
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var taken = PortOf(kestrel);
        host.Begin(taken);
        return new WebServer(kestrel, host, secrets, taken);
    }

    private static int PortOf(KestrelServer kestrel)
    {
        var addresses = kestrel.Features[typeof(Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature)];
        return new Uri(((Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature)addresses!).Addresses.First()).Port;
    }
}

/// <summary>Another program listens where the server was to.</summary>
public sealed class PortTakenException(int port, Exception inner) : Exception($"Port {port} is in use by another program.", inner)
{
    public int Port { get; } = port;
}
