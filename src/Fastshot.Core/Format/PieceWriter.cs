using System.Buffers.Text;
using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Writes pieces of a state (docs/vault-format.md, "Pieces").</summary>
public static class PieceWriter
{
    internal const int RecordPadding = 1024;

    /// <summary>The plaintext of a record: gzip of its document, padded to the next KiB.</summary>
    public static byte[] WriteRecord(VaultId vault, IEnumerable<KeyValuePair<EntryId, Entry>> entries) =>
        Gzip.Pack(Document(PieceKind.Record, vault, entries).Span, length => Padme.RoundUp(length, RecordPadding));

    /// <summary>The plaintext of a segment: gzip of its document, padded by Padmé.</summary>
    public static byte[] WriteSegment(VaultId vault, IEnumerable<KeyValuePair<EntryId, Entry>> entries) =>
        Gzip.Pack(Document(PieceKind.Segment, vault, entries).Span, Padme.Pad);

    /// <summary>The plaintext of a checkpoint: gzip of its document, padded by Padmé.</summary>
    public static byte[] WriteCheckpoint(
        VaultId vault, Checkpoint checkpoint, IEnumerable<KeyValuePair<EntryId, Entry>> entries)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Gzip.Pack(Document(PieceKind.Checkpoint, vault, entries, checkpoint).Span, Padme.Pad);
    }

    /// <summary>The plaintext of a head, padded to the next KiB.</summary>
    public static byte[] WriteHead(VaultId vault) => Gzip.Pack(
        new CanonicalWriter().BeginDocument("head", vault).EndObject().Written.Span, length => Padme.RoundUp(length, RecordPadding));

    /// <summary>The canonical document of a piece.</summary>
    internal static ReadOnlyMemory<byte> Document(
        PieceKind kind, VaultId vault, IEnumerable<KeyValuePair<EntryId, Entry>> entries, Checkpoint? checkpoint = null)
    {
        var writer = new CanonicalWriter().BeginDocument(kind.Word, vault);
        if (checkpoint is not null)
        {
            writer.Name("covers").BeginArray();
            foreach (var name in checkpoint.Covers.Order())
            {
                writer.Text(name.Base64Url);
            }

            WriteSegments(writer.EndArray().Name("segments"), checkpoint.Segments.Where(one => !one.IsText));
        }

        writer.Name("sessions").BeginObject();
        foreach (var (id, entry) in entries.OrderBy(one => one.Key))
        {
            Write(writer.Name(id.Text), entry);
        }

        writer.EndObject();
        if (checkpoint is not null)
        {
            WriteSegments(writer.Name("texts"), checkpoint.Segments.Where(one => one.IsText));
        }

        return writer.EndObject().Written;
    }

    /// <summary>The canonical form of an entry.</summary>
    public static void Write(CanonicalWriter writer, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (entry)
        {
            case Entry.Purged purged:
                writer.BeginArray().Text("purged").Number(purged.PurgedCounter);
                if (!purged.Seen.IsEmpty)
                {
                    writer.Text(Base64Url.EncodeToString(SeenFields.Pack(purged.Seen)));
                }

                writer.EndArray();
                break;
            case Entry.Live { Fields: var fields } when HaveOneVersion(fields):
                writer.BeginArray().Number(fields[0].Version.Counter).Text(fields[0].Version.Change.Text).BeginObject();
                foreach (var one in fields)
                {
                    writer.Name(one.Name).Value(one.Value);
                }

                writer.EndObject().EndArray();
                break;
            case Entry.Live { Fields: var fields }:
                writer.BeginObject();
                foreach (var one in fields)
                {
                    writer.Name(one.Name).BeginArray()
                        .Number(one.Version.Counter).Text(one.Version.Change.Text).Value(one.Value)
                        .EndArray();
                }

                writer.EndObject();
                break;
        }
    }

    private static void WriteSegments(CanonicalWriter writer, IEnumerable<SegmentName> segments)
    {
        writer.BeginArray();
        foreach (var one in segments)
        {
            writer.BeginArray().Text(one.Name.Base64Url).Number(one.Length).Number(one.Count).EndArray();
        }

        writer.EndArray();
    }

    private static bool HaveOneVersion(ImmutableArray<Field> fields) =>
        !fields.IsEmpty && fields.All(one => one.Version == fields[0].Version);
}
