namespace Fastshot.Cli.Shell;

/// <summary>The three standard streams of the process, and which of them a person sits at.</summary>
/// <remarks>The streams belong to the process; nothing here is closed.</remarks>
internal sealed class Terminal
{
    public required Stream In { get; init; }

    public required Stream Out { get; init; }

    public required Stream Error { get; init; }

    public bool IsInTerminal { get; init; }

    public bool IsOutTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>In character cells.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Reads a line that a person types, without showing it; null where the input ended.</summary>
    public required Func<CancellationToken, string?> ReadHidden { get; init; }
}
