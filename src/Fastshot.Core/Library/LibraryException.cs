using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>What a library refuses, as far as a caller can act on it.</summary>
public enum LibraryError
{
    /// <summary>No session has that id.</summary>
    NotFound,

    /// <summary>The beginning of an id fits several sessions.</summary>
    AmbiguousId,

    /// <summary>What is to be saved breaks a limit or a rule.</summary>
    Invalid,

    /// <summary>The session must be in the trash first.</summary>
    NotInTrash,

    /// <summary>The content is not on this device.</summary>
    NotHere,

    /// <summary>There is a vault, and its key is not.</summary>
    KeyMissing,

    /// <summary>Another process is doing what only one may do at a time.</summary>
    InUse,
}

/// <summary>The exception of a library for what a person asked of it.</summary>
public sealed class LibraryException(LibraryError error, string message) : Exception(message)
{
    public LibraryError Error { get; } = error;

    /// <summary>What a person can do about it, where more is known than its kind says.</summary>
    public string? Hint { get; init; }

    /// <summary>The sessions that an ambiguous id fits, as many as are worth showing.</summary>
    public ImmutableArray<SessionId> Candidates { get; init; } = [];
}
