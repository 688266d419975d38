using Fastshot.Core.Library.Index;

namespace Fastshot.Core.Library;

/// <summary>Where the index comes from: opened where it stands, or begun anew.</summary>
public interface IIndexProvider
{
    /// <summary>Opens the index, an empty one where there is none; null, with the reason, where it cannot be used.</summary>
    /// <exception cref="IndexException">It is busy, or the disk is full or cannot be written.</exception>
    IIndex? TryOpen(out string? reason);

    /// <summary>Whether a process seems to have ended without closing the index, and it was not looked through since.</summary>
    Task<bool> WasLeftOpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Notes that it was looked through.</summary>
    Task NoteCheckedAsync(CancellationToken cancellationToken = default);

    /// <summary>Moves what cannot be used out of the way, for somebody who wants to look at it.</summary>
    Task SetAsideAsync(CancellationToken cancellationToken = default);
}
