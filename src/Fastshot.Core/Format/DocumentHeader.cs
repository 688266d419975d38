using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>The first three members of every document: its format, its kind and its vault.</summary>
internal static class DocumentHeader
{
    public static bool TryRead(
        ref Utf8JsonReader reader, string kind, VaultId vault, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
            || !NextIs(ref reader, "format"u8) || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var format))
        {
            refusal = new Refusal("does not start with its format");
            return false;
        }

        if (format != CanonicalWriter.FormatCurrent)
        {
            refusal = Refusal.Newer(format);
            return false;
        }

        if (!NextIs(ref reader, "kind"u8) || !IsText(ref reader, kind))
        {
            refusal = new Refusal($"is no {kind}");
            return false;
        }

        if (!NextIs(ref reader, "vault"u8) || !IsText(ref reader, vault.Text))
        {
            refusal = new Refusal("belongs to another vault");
            return false;
        }

        refusal = null;
        return true;
    }

    private static bool NextIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && CanonicalJson.IsText(ref reader, name) && reader.Read();

    private static bool IsText(ref Utf8JsonReader reader, string text) =>
        reader.TokenType == JsonTokenType.String && CanonicalJson.IsText(ref reader, Encoding.ASCII.GetBytes(text));
}
