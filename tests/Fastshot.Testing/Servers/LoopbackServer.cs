using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Fastshot.Testing.Servers;

/// <summary>An HTTP/1.1 server on loopback that answers what it is told to, for each request.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<HttpCall, Task<HttpAnswer>> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _calls;
    private int _connections;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Called for each request, several at once.</param>
    /// <param name="certificate">With it, the server speaks TLS.</param>
    public LoopbackServer(Func<HttpCall, HttpAnswer> answer, X509Certificate2? certificate = null)
        : this(call => Task.FromResult(answer(call)), certificate)
    {
    }

    /// <summary>Starts one that waits for its answers.</summary>
    public LoopbackServer(Func<HttpCall, Task<HttpAnswer>> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections were made to it so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (!_end.IsCancellationRequested)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                Stream wire = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(wire);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                    wire = secure;
                }

                await AnswerAllAsync(wire);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or does not trust the certificate.
            }
        }
    }

    private async Task AnswerAllAsync(Stream wire)
    {
        using var reader = new BufferedStream(wire); // Requests are read line by line.
        while (await HttpCall.ReadAsync(reader, wire, Interlocked.Increment(ref _calls) - 1, _end.Token) is { } call)
        {
            var answer = await _answer(call);
            if (answer.IsSilent)
            {
                return;
            }

            await answer.WriteAsync(wire, hasBody: call.Method != "HEAD", _end.Token);
            if (answer.CutAfter is not null)
            {
                return;
            }
        }
    }
}
