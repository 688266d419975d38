using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>The keys of a vault's objects (docs/vault-format.md, "Names").</summary>
public static class VaultNames
{
    public const string LogPrefix = "log/";
    public const string SessionsPrefix = "sessions/";
    public const string KeysPrefix = "keys/";

    private const string Suffix = ".age";

    public static ObjectKey About { get; } = ObjectKey.Parse("about.json");

    public static ObjectKey Record(Digest name) => ObjectKey.Parse($"{LogPrefix}{name.Hex}{Suffix}");

    public static ObjectKey Key(Digest name) => ObjectKey.Parse($"{KeysPrefix}{name.Hex}{Suffix}");

    public static ObjectKey Archive(Digest name)
    {
        var hex = name.Hex;
        return ObjectKey.Parse($"{SessionsPrefix}{hex[..2]}/{hex}{Suffix}");
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
}
