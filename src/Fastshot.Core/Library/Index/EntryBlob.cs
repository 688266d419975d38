using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>An entry as the index keeps it: private to it, compact, with a checksum, for SQLite has none.</summary>
/// <remarks>
/// CRC-32C of the rest; kind; length and text of the id; then the counter of a purged entry and what it had seen, or the
/// fields of a live one: length of the name with a bit that says that the version is that of the field before, name,
/// version, length, value. Numbers are LEB128. Another layout needs another version of the schema.
/// </remarks>
internal static class EntryBlob
{
    private const int ChecksumSize = 4;
    private const byte LiveKind = 1;
    private const byte PurgedKind = 2;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static void Write(ArrayBufferWriter<byte> output, EntryId id, Entry entry)
    {
        output.ResetWrittenCount();
        output.GetSpan(ChecksumSize);
        output.Advance(ChecksumSize);
        Put(output, entry is Entry.Live ? LiveKind : PurgedKind);
        PutText(output, id.Text, isFlagged: false);
        if (entry is Entry.Live live)
        {
            PutFields(output, live.Fields);
        }
        else if (entry is Entry.Purged purged)
        {
            PutNumber(output, (ulong)purged.PurgedCounter);
            output.Write(SeenFields.Pack(purged.Seen));
        }

        // The writer's memory is its own; the checksum is put where room was left for it.
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(output.WrittenMemory).Span;
        BinaryPrimitives.WriteUInt32LittleEndian(written, Checksum(written[ChecksumSize..]));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; false where the bytes are anything else. They are copied.</summary>
    public static bool TryRead(ReadOnlySpan<byte> blob, out EntryId id, [NotNullWhen(true)] out Entry? entry)
    {
        (id, entry) = (default, null);
        if (blob.Length <= ChecksumSize
            || BinaryPrimitives.ReadUInt32LittleEndian(blob) != Checksum(blob[ChecksumSize..]))
        {
            return false;
        }

        var reader = new Reader(blob[ChecksumSize..].ToArray());
        if (!reader.TryByte(out var kind)
            || !reader.TryNumber(out var length)
            || !reader.TryText(length >> 1, out var text)
            || !EntryId.TryParse(text, out id))
        {
            return false;
        }

        entry = kind switch
        {
            LiveKind when TryFields(reader, out var fields) => new Entry.Live(fields),
            PurgedKind when reader.TryNumber(out var counter) && counter <= Limits.Counter && reader.TrySeen(out var seen) =>
                new Entry.Purged((long)counter) { Seen = seen },
            _ => null,
        };
        return entry is not null && reader.IsAtEnd;
    }

    private static void PutFields(ArrayBufferWriter<byte> output, ImmutableArray<Field> fields)
    {
        FieldVersion? last = null;
        foreach (var field in fields)
        {
            PutText(output, field.Name, isFlagged: field.Version == last);
            if (field.Version != last)
            {
                PutNumber(output, (ulong)field.Version.Counter);
                BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), field.Version.Change.Bits);
                output.Advance(8);
            }

            last = field.Version;
            PutNumber(output, (ulong)field.Value.Utf8.Length);
            output.Write(field.Value.Utf8);
        }
    }

    private static bool TryFields(Reader reader, out ImmutableArray<Field> fields)
    {
        fields = [];
        var read = ImmutableArray.CreateBuilder<Field>(16);
        FieldVersion? version = null;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryNumber(out var length)
                || !reader.TryText(length >> 1, out var name)
                || ((length & 1) == 0 && !reader.TryVersion(out version))
                || version is null
                || !reader.TryNumber(out var size)
                || !reader.TryBytes(size, out var value)
                || (read.Count > 0 && string.CompareOrdinal(read[^1].Name, name) >= 0))
            {
                return false;
            }

            read.Add(new Field(name, version.Value, new CanonicalValue(value)));
        }

        fields = read.DrainToImmutable();
        return true;
    }

    private static void Put(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void PutNumber(ArrayBufferWriter<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Put(output, (byte)(0x80 | (value & 0x7f)));
        }

        Put(output, (byte)value);
    }

    private static void PutText(ArrayBufferWriter<byte> output, string text, bool isFlagged)
    {
        var length = Utf8.GetByteCount(text);
        PutNumber(output, ((ulong)length << 1) | (isFlagged ? 1UL : 0));
        output.Advance(Utf8.GetBytes(text, output.GetSpan(length)));
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return sum;
    }

    private sealed class Reader(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public bool IsAtEnd => _rest.IsEmpty;

        public bool TryByte(out byte value)
        {
            value = _rest.IsEmpty ? (byte)0 : _rest.Span[0];
            var isThere = !_rest.IsEmpty;
            _rest = isThere ? _rest[1..] : _rest;
            return isThere;
        }

        public bool TryNumber(out ulong value)
        {
            value = 0;
            for (var shift = 0; shift < 63 && TryByte(out var part); shift += 7)
            {
                value |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    return true;
                }
            }

            return false;
        }

        public bool TryBytes(ulong length, out ReadOnlyMemory<byte> bytes)
        {
            var isThere = length <= (ulong)_rest.Length;
            bytes = isThere ? _rest[..(int)length] : default;
            _rest = isThere ? _rest[(int)length..] : _rest;
            return isThere;
        }

        public bool TryText(ulong length, out string text)
        {
            text = "";
            if (!TryBytes(length, out var bytes) || !System.Text.Unicode.Utf8.IsValid(bytes.Span))
            {
                return false;
            }

            text = Utf8.GetString(bytes.Span);
            return true;
        }

        public bool TrySeen(out ImmutableArray<SeenField> seen)
        {
            var isRead = SeenFields.TryUnpack(_rest.Span, out seen);
            _rest = default;
            return isRead;
        }

        public bool TryVersion(out FieldVersion? version)
        {
            version = null;
            if (!TryNumber(out var counter) || counter > Limits.Counter || !TryBytes(8, out var change))
            {
                return false;
            }

            version = new FieldVersion(
                (long)counter, new Change(BinaryPrimitives.ReadUInt64LittleEndian(change.Span)));
            return true;
        }
    }
}
