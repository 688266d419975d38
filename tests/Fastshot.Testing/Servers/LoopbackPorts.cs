using System.Net;
using System.Net.Sockets;

namespace Fastshot.Testing.Servers;

/// <summary>Ports of loopback that nobody uses.</summary>
internal static class LoopbackPorts
{
    /// <summary>So many different ones, which were free just now.</summary>
    public static int[] Find(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
