using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads pieces of a state, trusting nothing in them.</summary>
public static class PieceReader
{
    /// <summary>What a record may unpack to, in bytes: 256 KiB sealed, and no more than 64 times that.</summary>
    public const int DocumentBytesMax = 16 << 20;

    /// <summary>Reads a record's plaintext; a refusal gives the reason, to follow the name of the object.</summary>
    public static bool TryReadRecord(
        ReadOnlyMemory<byte> plaintext,
        VaultId vault,
        [NotNullWhen(true)] out Piece? piece,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        piece = null;
        if (!Gzip.TryUnpack(plaintext, DocumentBytesMax, out var document, out var reason))
        {
            refusal = new Refusal(reason);
            return false;
        }

        if (!Utf8.IsValid(document.Span))
        {
            refusal = new Refusal("is not UTF-8");
            return false;
        }

        try
        {
            var entries = Read(document.Span, vault, PieceWriter.RecordKind, out refusal);
            piece = entries is null ? null : new Piece(PieceKind.Record, vault, entries);
        }
        catch (JsonException e)
        {
            refusal = new Refusal($"is not JSON: {e.Message}");
        }

        return piece is not null;
    }

    private static List<KeyValuePair<EntryId, Entry>>? Read(
        ReadOnlySpan<byte> document, VaultId vault, string kind, out Refusal? refusal)
    {
        var reader = new Utf8JsonReader(document, CanonicalJson.ReaderOptions);
        if (!DocumentHeader.TryRead(ref reader, kind, vault, out refusal))
        {
            return null;
        }

        List<KeyValuePair<EntryId, Entry>>? entries = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSessions = CanonicalJson.IsText(ref reader, "sessions"u8);
            reader.Read();
            if (!isSessions)
            {
                reader.Skip();
            }
            else if (entries is not null)
            {
                refusal = new Refusal("names its sessions twice");
                return null;
            }
            else if (!TryReadEntries(ref reader, document, entries = [], out var reason))
            {
                refusal = new Refusal(reason);
                return null;
            }
        }

        // What follows the document is refused by the reader itself.
        reader.Read();
        refusal = entries is null ? new Refusal("names no sessions") : null;
        return entries;
    }

    private static bool TryReadEntries(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> document,
        List<KeyValuePair<EntryId, Entry>> entries,
        [NotNullWhen(false)] out string? reason)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reason = "has sessions that are no object";
            return false;
        }

        var seen = new HashSet<EntryId>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!EntryId.TryParse(EntryReader.TextOf(ref reader), out var id) || !seen.Add(id))
            {
                reason = "names a session wrongly or twice";
                return false;
            }

            reader.Read();
            if (!EntryReader.TryRead(ref reader, document, out var entry, out reason))
            {
                reason = $"says of {id} what {reason}";
                return false;
            }

            entries.Add(new(id, entry));
        }

        reason = null;
        return true;
    }
}
