namespace Fastshot.Core.Crypto;

/// <summary>Why an age file is refused, as far as a caller can act on it.</summary>
public enum AgeError
{
    /// <summary>The first bytes are not those of an age file.</summary>
    NotAge,

    /// <summary>The header breaks the grammar, is too large, or is of another version.</summary>
    Header,

    /// <summary>The header asks for a work factor that the caller does not accept; nothing was computed.</summary>
    WorkFactor,

    /// <summary>The passphrase does not open this file.</summary>
    NoMatch,

    /// <summary>The passphrase fits, and yet the header was changed.</summary>
    Hmac,

    /// <summary>The content was changed, cut or added to.</summary>
    Payload,

    /// <summary>The text around a file in letters ("armor") breaks its grammar.</summary>
    Armor,

    /// <summary>The content is larger than the caller accepts.</summary>
    TooLarge,
}

/// <summary>A refusal of an age file: its kind, and a clause for people that begins with a verb ("ends …").</summary>
public sealed record AgeFailure(AgeError Error, string Reason);

/// <summary>The only exception that reading an age file throws for what the file holds.</summary>
public sealed class AgeException(AgeError error, string message) : IOException(message)
{
    public AgeException(AgeFailure failure)
        : this(
            (failure ?? throw new ArgumentNullException(nameof(failure))).Error,
            $"The age file {failure.Reason}.")
    {
    }

    public AgeError Error { get; } = error;
}
