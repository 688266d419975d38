using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Core.Model;

/// <summary>Which version of a field somebody had seen; of its name only the first four bytes of SHA-256 stay.</summary>
public readonly record struct SeenField(uint Name, FieldVersion Version)
{
    public static SeenField Of(Field field) => new(NameOf(field.Name), field.Version);

    /// <summary>How a field's name is told without saying it.</summary>
    public static uint NameOf(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
