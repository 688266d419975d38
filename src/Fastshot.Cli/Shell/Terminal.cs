namespace Fastshot.Cli.Shell;

/// <summary>The three standard streams of the process, and which of them a person sits at.</summary>
/// <remarks>The streams belong to the process; nothing here is closed.</remarks>
internal abstract class Terminal
{
    public abstract Stream In { get; }

    public abstract Stream Out { get; }

    public abstract Stream Error { get; }

    public abstract bool IsInTerminal { get; }

    public abstract bool IsOutTerminal { get; }

    public abstract bool IsErrorTerminal { get; }

    /// <summary>In character cells.</summary>
    public abstract int Width { get; }

    /// <summary>Reads a line that a person types, without showing it; null where the input ended.</summary>
    public abstract Task<char[]?> ReadHiddenAsync(CancellationToken cancellationToken);
}
