using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>Something that a library met and mended or went around, worth telling the person.</summary>
public abstract record LibraryNotice
{
    private LibraryNotice()
    {
    }

    /// <summary>The index was made anew from the vault.</summary>
    /// <param name="Reason">What was wrong with it, or null where there was none.</param>
    public sealed record IndexRebuilt(string? Reason, int Sessions) : LibraryNotice;

    /// <summary>A record cannot be read; what it changed is not seen here.</summary>
    public sealed record RecordRefused(Digest Name, string Reason) : LibraryNotice;

    /// <summary>Files in the vault's log that are none of its objects; they are left alone.</summary>
    public sealed record ForeignFiles(int Count) : LibraryNotice;

    /// <summary>What was saved is safe, and the index will learn of it at the next start.</summary>
    public sealed record IndexBehind(string Reason) : LibraryNotice;
}
