using System.Globalization;
using System.Text;

namespace Fastshot.Testing.Servers;

/// <summary>A request as it came over the wire, body and all.</summary>
/// <param name="Target">As it was asked for: path and query, still escaped.</param>
public sealed record HttpCall(int Number, string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private const int LineLengthMax = 64 * 1024;

    /// <summary>The path, still escaped.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The values of the query, unescaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; } = (Target.Split('?', 2) is [_, var query] ? query : "")
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part.Length > 1 ? part[1] : ""), StringComparer.Ordinal);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Reads the next request of a connection; null at its end.</summary>
    internal static async Task<HttpCall?> ReadAsync(Stream reader, Stream wire, int number, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(reader, cancellationToken) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(reader, cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        if (headers.GetValueOrDefault("Expect") == "100-continue")
        {
            await wire.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await reader.ReadExactlyAsync(body, cancellationToken);
        var words = first.Split(' ');
        return new HttpCall(number, words[0], words[1], headers, body);
    }

    private static async Task<string?> ReadLineAsync(Stream wire, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < LineLengthMax)
        {
            if (await wire.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        throw new InvalidDataException("A line of the request is too long.");
    }
}

/// <summary>What a server answers.</summary>
public sealed record HttpAnswer(int Status)
{
    public IDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; init; } = [];

    /// <summary>What is said of the body's length; null for the truth.</summary>
    public long? LengthSaid { get; init; }

    /// <summary>After so many bytes of the body the connection is cut; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the connection is closed without any answer.</summary>
    public bool IsSilent { get; init; }

    public static HttpAnswer Html(int status, string text = "<html><body><p>Welcome to the hotel's network</p></body></html>") =>
        new(status) { Headers = { ["Content-Type"] = "text/html" }, Body = Encoding.UTF8.GetBytes(text) };

    internal async Task WriteAsync(Stream wire, bool hasBody, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"HTTP/1.1 {Status} Said\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        if (!Headers.ContainsKey("Content-Length") && Status is not (204 or 304))
        {
            head.Append($"Content-Length: {LengthSaid ?? Body.Length}\r\n");
        }

        head.Append("\r\n");
        await wire.WriteAsync(Encoding.UTF8.GetBytes(head.ToString()), cancellationToken);
        if (hasBody)
        {
            await wire.WriteAsync(Body.AsMemory(0, Math.Min(Body.Length, CutAfter ?? int.MaxValue)), cancellationToken);
        }

        await wire.FlushAsync(cancellationToken);
    }
}
