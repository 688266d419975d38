namespace Fastshot.Core.Runtime;

/// <summary>The source of randomness: the operating system's in the program, a seeded one in a simulation.</summary>
public interface IRandom
{
    /// <summary>Fills the span with bytes that nobody can predict; keys and names are drawn from here.</summary>
    void Fill(Span<byte> destination);
}
