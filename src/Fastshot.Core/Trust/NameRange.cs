using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>One of so many equal ranges of the names of archives, in the order of listings.</summary>
internal readonly record struct NameRange(int Index, int Count)
{
    /// <summary>The range of all names.</summary>
    public static NameRange All { get; } = new(0, 1);

    /// <summary>The range in which a name lies, of so many.</summary>
    public static NameRange Of(Digest name, int count) => new((int)(((ulong)name.Front * (ulong)count) >> 32), count);

    public bool Holds(Digest name) => Of(name, Count) == this;
}
