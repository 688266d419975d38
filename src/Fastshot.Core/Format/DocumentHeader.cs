using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>The first three members of every document: its format, its kind and its vault.</summary>
internal static class DocumentHeader
{
    /// <summary>Says that a document is newer than this program; the words are looked for by nobody, the prefix by readers.</summary>
    public const string NewerPrefix = "has format ";

    public static bool TryRead(
        ref Utf8JsonReader reader, string kind, VaultId vault, [NotNullWhen(false)] out string? reason)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
            || !NextIs(ref reader, "format"u8) || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var format))
        {
            reason = "does not start with its format";
            return false;
        }

        if (format != CanonicalWriter.FormatCurrent)
        {
            reason = $"{NewerPrefix}{format}, and this program reads {CanonicalWriter.FormatCurrent}; update Fastshot";
            return false;
        }

        if (!NextIs(ref reader, "kind"u8) || !IsText(ref reader, kind))
        {
            reason = $"is no {kind}";
            return false;
        }

        if (!NextIs(ref reader, "vault"u8) || !IsText(ref reader, vault.Text))
        {
            reason = "belongs to another vault";
            return false;
        }

        reason = null;
        return true;
    }

    private static bool NextIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    private static bool IsText(ref Utf8JsonReader reader, string text) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);
}
