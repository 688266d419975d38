using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Web.Guard;

/// <summary>What stands for the token in an address that others on the machine may see: it is good once, and for a minute.</summary>
public static class StartTicket
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    /// <summary>Makes one.</summary>
    public static string New(string token, DateTimeOffset now)
    {
        var end = (now + Age).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return $"{end}.{SignOf(token, end)}";
    }

    /// <summary>Whether it was made with the token and is not too old; whether it was used already, its reader knows.</summary>
    internal static bool IsGood(string token, string? ticket, DateTimeOffset now) =>
        ticket?.Split('.') is [var end, var sign]
        && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SignOf(token, end)), Encoding.UTF8.GetBytes(sign))
        && DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) > now;

    private static string SignOf(string token, string end) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(end)));
}
