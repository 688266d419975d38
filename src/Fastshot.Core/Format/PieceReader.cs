using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads pieces of a state, trusting nothing in them.</summary>
public static class PieceReader
{
    /// <summary>What a record or a checkpoint may unpack to, in bytes.</summary>
    public const int DocumentBytesMax = 16 << 20;

    /// <summary>What a segment may unpack to, in bytes.</summary>
    public const int SegmentDocumentBytesMax = 128 << 20;

    /// <summary>Reads a piece's plaintext; a refusal gives the reason, to follow the name of the object.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> plaintext,
        PieceKind kind,
        VaultId vault,
        [NotNullWhen(true)] out Piece? piece,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        piece = null;
        var lengthMax = kind is PieceKind.Segment ? SegmentDocumentBytesMax : DocumentBytesMax;
        if (!Gzip.TryUnpack(plaintext, lengthMax, out var document, out var reason))
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
            piece = Read(document.Span, kind, vault, out refusal);
        }
        catch (JsonException e)
        {
            refusal = new Refusal($"is not JSON: {e.Message}");
        }

        return piece is not null;
    }

    private static Piece? Read(ReadOnlySpan<byte> document, PieceKind kind, VaultId vault, out Refusal? refusal)
    {
        var reader = new Utf8JsonReader(document, CanonicalJson.ReaderOptions);
        if (!DocumentHeader.TryRead(ref reader, kind.Word, vault, out refusal))
        {
            return null;
        }

        List<KeyValuePair<EntryId, Entry>>? entries = null;
        var checkpoint = kind is PieceKind.Checkpoint ? new CheckpointReader() : null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSessions = CanonicalJson.IsText(ref reader, "sessions"u8);
            string? reason = null;
            if (isSessions && entries is not null)
            {
                reason = "names its sessions twice";
            }
            else if (isSessions)
            {
                reader.Read();
                TryReadEntries(ref reader, document, entries = [], out reason);
            }
            else if (checkpoint is null || !checkpoint.TryReadMember(ref reader, out reason))
            {
                reader.Read();
                reader.Skip();
            }

            if (reason is not null)
            {
                refusal = new Refusal(reason);
                return null;
            }
        }

        // What follows the document is refused by the reader itself.
        reader.Read();
        refusal = entries is null ? new Refusal("names no sessions")
            : checkpoint?.IsWhole == false ? new Refusal("does not say what it stands for")
            : null;
        return refusal is null ? new Piece(kind, vault, entries!) { Checkpoint = checkpoint?.Result } : null;
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
