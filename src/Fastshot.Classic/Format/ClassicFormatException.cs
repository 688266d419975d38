namespace Fastshot.Classic.Format;

/// <summary>Why a file of the older program is not taken.</summary>
public enum ClassicError
{
    /// <summary>It does not say what it should.</summary>
    Damaged,

    /// <summary>It makes no sense under the key: nobody can tell which of the two it is.</summary>
    WrongKeyOrDamaged,

    /// <summary>It breaks a limit.</summary>
    TooLarge,
}

/// <summary>The only exception for what a file of the older program holds. The message goes on after the file's name.</summary>
public sealed class ClassicFormatException(ClassicError error, string message, Exception? inner = null)
    : FormatException(message, inner)
{
    public ClassicError Error { get; } = error;
}
