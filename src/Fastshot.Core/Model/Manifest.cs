using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>Members of a document that this program does not know, kept by name and written back as they were.</summary>
public sealed class UnknownMembers : IEquatable<UnknownMembers>
{
    public static readonly UnknownMembers None = new([]);

    private readonly KeyValuePair<string, CanonicalValue>[] _members;

    /// <summary>Takes the members in any order, each name once.</summary>
    public UnknownMembers(IEnumerable<KeyValuePair<string, CanonicalValue>> members)
    {
        _members = [.. members];
        if (_members.Length > 1)
        {
            Array.Sort(_members, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        }
    }

    /// <summary>In the byte order of their names.</summary>
    public IEnumerable<KeyValuePair<string, CanonicalValue>> All => _members;

    public bool Equals(UnknownMembers? other) => other is not null && _members.SequenceEqual(other._members);

    public override bool Equals(object? obj) => Equals(obj as UnknownMembers);

    public override int GetHashCode() => _members.Length;
}

/// <summary>What lies inside an archive besides the pictures: the metadata at the moment of saving, and the board.</summary>
public sealed record Manifest
{
    public required SessionId Session { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required SessionText Text { get; init; }

    public required Source Source { get; init; }

    public required BoardSize Board { get; init; }

    public required ImmutableArray<Shot> Shots { get; init; }

    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}

/// <summary>The metadata that a person gives a session and may edit later.</summary>
public sealed record SessionText
{
    public static readonly SessionText Empty = new();

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>In byte order, each once.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>One of <see cref="SessionColors.All"/>, or empty.</summary>
    public string Color { get; init; } = "";

    public string Class { get; init; } = "";

    public bool Equals(SessionText? other) =>
        other is not null
        && (Name, Description, Color, Class) == (other.Name, other.Description, other.Color, other.Class)
        && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, Description, Color, Class, Tags.Length);
}

/// <summary>The colors that a session can be marked with.</summary>
public static class SessionColors
{
    public static ImmutableArray<string> All { get; } =
        ["blue", "red", "green", "yellow", "purple", "orange", "pink", "gray"];
}

/// <summary>Where a session came from.</summary>
/// <param name="Device">The id of the device that saved it, or empty.</param>
/// <param name="Program">Name and version, as <c>fastshot/1.0</c>.</param>
/// <param name="ClassicFile">The name of the older program's file, or null.</param>
public sealed record Source(string Device, string Program, string? ClassicFile)
{
    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}

/// <summary>The size of a board in board units, which are independent of any screen.</summary>
public readonly record struct BoardSize(double Width, double Height);
