using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Web.Guard;

/// <summary>What lets a browser in: made anew at each start, compared in constant time, and kept nowhere but in memory.</summary>
internal sealed class StartSecrets
{
    private const int SecretBytes = 32;
    private const int StartBytes = 6;
    private const int TicketsMax = 10_000;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly byte[] _token;
    private readonly byte[] _cookie;
    private readonly byte[] _antiforgery;

    public StartSecrets(IRandom random)
    {
        (Token, _token) = New(random, SecretBytes);
        (Cookie, _cookie) = New(random, SecretBytes);
        (Antiforgery, _antiforgery) = New(random, SecretBytes);
        (Start, _) = New(random, StartBytes);
    }

    /// <summary>Stands in the address that a person opens.</summary>
    public string Token { get; }

    /// <summary>What a browser gets for the token.</summary>
    public string Cookie { get; }

    /// <summary>What the page itself must add to each change, which no other site can read.</summary>
    public string Antiforgery { get; }

    /// <summary>The name of this start; no secret.</summary>
    public string Start { get; }

    public bool IsToken(string? text) => IsSame(_token, text);

    /// <summary>Takes a ticket; each is taken once.</summary>
    public bool TakesTicket(string? ticket, DateTimeOffset now)
    {
        if (!StartTicket.IsGood(Token, ticket, now))
        {
            return false;
        }

        lock (_taken)
        {
            // One lives for a minute, and only whoever knows the token makes one: there are never many.
            return _taken.Count < TicketsMax && _taken.Add(ticket!);
        }
    }

    public bool IsCookie(string? text) => IsSame(_cookie, text);

    public bool IsAntiforgery(string? text) => IsSame(_antiforgery, text);

    private static bool IsSame(byte[] secret, string? text) =>
        text is not null && CryptographicOperations.FixedTimeEquals(secret, Encoding.UTF8.GetBytes(text));

    private static (string Text, byte[] Utf8) New(IRandom random, int count)
    {
        Span<byte> bytes = stackalloc byte[count];
        random.Fill(bytes);
        var text = Base64Url.EncodeToString(bytes);
        return (text, Encoding.UTF8.GetBytes(text));
    }
}
