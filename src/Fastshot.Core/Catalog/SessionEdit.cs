using System.Collections.Immutable;

namespace Fastshot.Core.Catalog;

/// <summary>What a person changes of a session's metadata; what is null stays as it is.</summary>
public sealed record SessionEdit
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Color { get; init; }

    public string? Class { get; init; }

    public ImmutableArray<string> AddTags { get; init; } = [];

    public ImmutableArray<string> RemoveTags { get; init; } = [];
}
