using System.Security.Cryptography;

namespace Fastshot.Core.Runtime.Ambient;

/// <summary>The operating system's random generator.</summary>
public sealed class SystemRandom : IRandom
{
    public static SystemRandom Instance { get; } = new();

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
