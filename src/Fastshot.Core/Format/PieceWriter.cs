using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Writes pieces of a state (docs/vault-format.md, "Pieces").</summary>
public static class PieceWriter
{
    internal const string RecordKind = "record";

    internal const int RecordPadding = 1024;

    /// <summary>The plaintext of a record: gzip of its document, padded to the next KiB.</summary>
    public static byte[] WriteRecord(VaultId vault, IEnumerable<KeyValuePair<EntryId, Entry>> entries) =>
        Gzip.Pack(Document(RecordKind, vault, entries).Span, length => Padme.RoundUp(length, RecordPadding));

    /// <summary>The canonical document of entries, for a record or for the hash of one.</summary>
    internal static ReadOnlyMemory<byte> Document(
        string kind, VaultId vault, IEnumerable<KeyValuePair<EntryId, Entry>> entries)
    {
        var writer = new CanonicalWriter().BeginDocument(kind, vault).Name("sessions").BeginObject();
        foreach (var (id, entry) in entries.OrderBy(one => one.Key))
        {
            Write(writer.Name(id.Text), entry);
        }

        return writer.EndObject().EndObject().Written;
    }

    /// <summary>The canonical form of an entry.</summary>
    public static void Write(CanonicalWriter writer, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (entry)
        {
            case Entry.Purged purged:
                writer.BeginArray().Text("purged").Number(purged.PurgedCounter).EndArray();
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

    private static bool HaveOneVersion(ImmutableArray<Field> fields) =>
        !fields.IsEmpty && fields.All(one => one.Version == fields[0].Version);
}
