namespace Fastshot.Core.Library.Index;

/// <summary>What kind of failure the index met, as far as a caller can act on it.</summary>
public enum IndexError
{
    /// <summary>The file is not what was written: to be moved aside and made again.</summary>
    Damaged,

    /// <summary>No space on the disk.</summary>
    Full,

    /// <summary>The file or its folder may not be written.</summary>
    ReadOnly,

    /// <summary>Another process kept it for longer than was waited.</summary>
    Busy,

    /// <summary>The file cannot be opened, read or written.</summary>
    Unavailable,
}

/// <summary>The only exception that an index throws for a failure outside this process.</summary>
public sealed class IndexException(IndexError error, string message, Exception? inner = null)
    : IOException(message, inner)
{
    private const string Beginning = "The index ";

    public IndexError Error { get; } = error;

    /// <summary>The message as it follows "the index", without its full stop.</summary>
    public string Reason =>
        (Message.StartsWith(Beginning, StringComparison.Ordinal) ? Message[Beginning.Length..] : Message).TrimEnd('.');
}
