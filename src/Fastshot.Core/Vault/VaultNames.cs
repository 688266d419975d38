using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>The keys of a vault's objects (docs/vault-format.md, "Names").</summary>
public static class VaultNames
{
    public const string CheckpointsPrefix = "checkpoints/";
    public const string LogPrefix = "log/";
    public const string SegmentsPrefix = "segments/";
    public const string SessionsPrefix = "sessions/";
    public const string KeysPrefix = "keys/";

    private const string Suffix = ".age";
    private const int SessionsDigits = 12;

    public static ObjectKey About { get; } = ObjectKey.Parse("about.json");

    public static ObjectKey Head { get; } = ObjectKey.Parse("head.age");

    /// <summary>The key of a piece.</summary>
    public static ObjectKey Piece(PieceName piece) => piece.Kind switch
    {
        PieceKind.Record => Record(piece.Name),
        PieceKind.Segment => ObjectKey.Parse($"{SegmentsPrefix}{piece.Name.Hex}{Suffix}"),
        _ => ObjectKey.Parse(
            $"{CheckpointsPrefix}{piece.Sessions.ToString("D12", CultureInfo.InvariantCulture)}-{piece.Name.Hex}{Suffix}"),
    };

    public static ObjectKey Record(Digest name) => ObjectKey.Parse($"{LogPrefix}{name.Hex}{Suffix}");

    public static ObjectKey Key(Digest name) => ObjectKey.Parse($"{KeysPrefix}{name.Hex}{Suffix}");

    public static ObjectKey Archive(Digest name)
    {
        var hex = name.Hex;
        return ObjectKey.Parse($"{SessionsPrefix}{hex[..2]}/{hex}{Suffix}");
    }

    /// <summary>The piece in a key; false where the key is none of a piece.</summary>
    public static bool TryParsePiece(ObjectKey key, [NotNullWhen(true)] out PieceName? piece)
    {
        piece = TryParse(key, LogPrefix, out var name) ? new PieceName(PieceKind.Record, name)
            : TryParse(key, SegmentsPrefix, out name) ? new PieceName(PieceKind.Segment, name)
            : CheckpointIn(key);
        return piece is not null;
    }

    /// <summary>The digests in the keys of a listing, in its order; keys that are none of ours are passed over.</summary>
    public static IReadOnlyList<Digest> NamesIn(IReadOnlyCollection<ObjectInfo> listed, string prefix)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var names = new List<Digest>(listed.Count);
        foreach (var info in listed)
        {
            if (TryParse(info.Key, prefix, out var name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>The digest in the key of a record, key file or archive; false where the key is none of ours.</summary>
    public static bool TryParse(ObjectKey key, string prefix, out Digest name)
    {
        var rest = key.Value.AsSpan();
        name = default;
        if (!rest.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[prefix.Length..];
        if (prefix == SessionsPrefix)
        {
            if (rest is not [var first, var second, '/', var third, var fourth, ..] || (first, second) != (third, fourth))
            {
                return false;
            }

            rest = rest[3..];
        }

        return rest.EndsWith(Suffix, StringComparison.Ordinal) && Digest.TryParseHex(rest[..^Suffix.Length], out name);
    }

    private static PieceName? CheckpointIn(ObjectKey key)
    {
        var value = key.Value;
        var dash = CheckpointsPrefix.Length + SessionsDigits;
        return value.Length > dash
            && value.StartsWith(CheckpointsPrefix, StringComparison.Ordinal)
            && value[dash] == '-'
            && long.TryParse(value.AsSpan(CheckpointsPrefix.Length, SessionsDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var sessions)
            && TryParse(key, value[..(dash + 1)], out var name)
                ? new PieceName(PieceKind.Checkpoint, name, sessions)
                : null;
    }
}
