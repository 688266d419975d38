using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>What a purge had seen, as bytes: rows of 20, ascending by name (docs/vault-format.md, "Pieces").</summary>
internal static class SeenFields
{
    private const int RowSize = sizeof(uint) + sizeof(long) + sizeof(ulong);

    public static byte[] Pack(ImmutableArray<SeenField> seen)
    {
        var packed = new byte[seen.Length * RowSize];
        var rest = packed.AsSpan();
        foreach (var (name, version) in seen)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, name);
            BinaryPrimitives.WriteInt64BigEndian(rest[4..], version.Counter);
            BinaryPrimitives.WriteUInt64BigEndian(rest[12..], version.Change.Bits);
            rest = rest[RowSize..];
        }

        return packed;
    }

    public static bool TryUnpack(ReadOnlySpan<byte> packed, out ImmutableArray<SeenField> seen)
    {
        seen = [];
        if (packed.Length % RowSize != 0 || packed.Length / RowSize > Limits.Fields)
        {
            return false;
        }

        var rows = ImmutableArray.CreateBuilder<SeenField>(packed.Length / RowSize);
        for (var rest = packed; !rest.IsEmpty; rest = rest[RowSize..])
        {
            var name = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var counter = BinaryPrimitives.ReadInt64BigEndian(rest[4..]);
            if (counter is < 0 or > Limits.Counter || (rows.Count > 0 && rows[^1].Name >= name))
            {
                return false;
            }

            rows.Add(new SeenField(name, new FieldVersion(counter, new Change(BinaryPrimitives.ReadUInt64BigEndian(rest[12..])))));
        }

        seen = rows.DrainToImmutable();
        return true;
    }
}
