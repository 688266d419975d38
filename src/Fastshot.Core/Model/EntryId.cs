using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Model;

/// <summary>What an entry of a state is about: a session, or the vault itself.</summary>
public readonly record struct EntryId : IComparable<EntryId>
{
    private const string VaultText = "~vault";

    private readonly string? _text;

    private EntryId(string text) => _text = text;

    public static EntryId Vault { get; } = new(VaultText);

    public string Text => _text ?? throw new InvalidOperationException("The entry id was never set.");

    /// <summary>The session, or null for the vault's own entry.</summary>
    public SessionId? Session => SessionId.TryParse(_text, out var id) ? id : null;

    public static implicit operator EntryId(SessionId id) => FromSessionId(id);

    public static EntryId FromSessionId(SessionId id) => new(id.Text);

    public static bool TryParse([NotNullWhen(true)] string? text, out EntryId id)
    {
        var isId = text == VaultText || SessionId.TryParse(text, out _);
        id = isId ? new EntryId(text!) : default;
        return isId;
    }

    public int CompareTo(EntryId other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(EntryId left, EntryId right) => left.CompareTo(right) < 0;

    public static bool operator <=(EntryId left, EntryId right) => left.CompareTo(right) <= 0;

    public static bool operator >(EntryId left, EntryId right) => left.CompareTo(right) > 0;

    public static bool operator >=(EntryId left, EntryId right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? "";
}
