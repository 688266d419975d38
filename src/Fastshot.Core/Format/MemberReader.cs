using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads the members of one foreign object; the first that is not as it must be is the refusal.</summary>
internal sealed class MemberReader
{
    private readonly JsonElement _object;
    private readonly FirstRefusal _refusal;

    public MemberReader(JsonElement element)
        : this(element, new FirstRefusal())
    {
    }

    private MemberReader(JsonElement element, FirstRefusal refusal)
    {
        (_object, _refusal) = (element, refusal);
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Refuse("holds something else where an object must be");
        }
    }

    /// <summary>Why the document is not accepted, or null; objects inside an object share it.</summary>
    public Refusal? Refusal => _refusal.Value;

    /// <summary>Notes a refusal, unless there is one already.</summary>
    public void Refuse(string? reason) => _refusal.Value ??= reason is null ? null : new Refusal(reason);

    public void Refuse(Refusal refusal) => _refusal.Value ??= refusal;

    /// <summary>Text of at most so many characters, or null where it is missing or null.</summary>
    public string? Text(string name, int lengthMax)
    {
        if (!TryFind(name, JsonValueKind.String, out var member))
        {
            return null;
        }

        var text = CanonicalJson.TextOf(member);
        Refuse(text is null ? $"has a {name} that is no Unicode"
            : text.Length > lengthMax ? $"has a {name} of more than {lengthMax} characters"
            : null);
        return text;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name, 40) is not { } text)
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var time))
        {
            Refuse($"has a {name} that is no time");
            return null;
        }

        return time;
    }

    /// <summary>A whole number, which must be there.</summary>
    public long Integer(string name, long min, long max)
    {
        if (!TryFind(name, JsonValueKind.Number, out var member) || !member.TryGetInt64(out var value)
            || value < min || value > max)
        {
            Refuse($"has no {name} from {min} to {max}");
            return 0;
        }

        return value;
    }

    /// <summary>A number, or the given one where it is missing.</summary>
    public double Number(string name, double min, double max, double missing)
    {
        if (!TryFind(name, JsonValueKind.Number, out var member))
        {
            return missing;
        }

        if (!member.TryGetFiniteDouble(out var value) || value < min || value > max)
        {
            Refuse($"has a {name} that is not from {min} to {max}");
            return missing;
        }

        return value;
    }

    /// <summary>True or false; false where it is missing.</summary>
    public bool Boolean(string name)
    {
        if (!_object.ValueKindIsObject || !_object.TryGetProperty(name, out var member))
        {
            return false;
        }

        if (member.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse($"has a {name} that is neither true nor false");
        }

        return member.ValueKind == JsonValueKind.True;
    }

    /// <summary>An object; one that is missing reads as empty.</summary>
    public MemberReader Object(string name) =>
        new(TryFind(name, JsonValueKind.Object, out var member) ? member : default, _refusal);

    /// <summary>An array of objects; one that is missing reads as empty.</summary>
    public ImmutableArray<MemberReader> Array(string name, int countMax) =>
        [.. Items(name, countMax).Select(item => new MemberReader(item, _refusal))];

    /// <summary>An array of texts; one that is missing reads as empty.</summary>
    public ImmutableArray<string> Texts(string name, int countMax, int lengthMax)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(name, countMax))
        {
            var text = item.ValueKind == JsonValueKind.String ? CanonicalJson.TextOf(item) : null;
            if (text is null || text.Length > lengthMax)
            {
                Refuse($"has {name} that are no texts of at most {lengthMax} characters");
                break;
            }

            texts.Add(text);
        }

        return texts.DrainToImmutable();
    }

    /// <summary>The members that are none of the given names.</summary>
    public UnknownMembers Others(string[] known)
    {
        if (!_object.ValueKindIsObject)
        {
            return UnknownMembers.None;
        }

        var others = new List<KeyValuePair<string, CanonicalValue>>();
        foreach (var member in _object.EnumerateObject())
        {
            if (CanonicalJson.NameOf(member) is not { } name)
            {
                Refuse("has a member whose name is no Unicode");
            }
            else if (!known.Contains(name))
            {
                if (CanonicalJson.TryCanonicalize(member.Value, out var value))
                {
                    others.Add(new(name, value));
                }
                else
                {
                    Refuse($"has a {name} that is no Unicode");
                }
            }
        }

        return others.Count == 0 ? UnknownMembers.None : new UnknownMembers(others);
    }

    private IEnumerable<JsonElement> Items(string name, int countMax)
    {
        if (!TryFind(name, JsonValueKind.Array, out var member))
        {
            return [];
        }

        if (member.GetArrayLength() > countMax)
        {
            Refuse($"has more than {countMax} {name}");
            return [];
        }

        return member.EnumerateArray();
    }

    private bool TryFind(string name, JsonValueKind kind, out JsonElement member)
    {
        member = default;
        if (!_object.ValueKindIsObject || !_object.TryGetProperty(name, out member) || member.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (member.ValueKind != kind)
        {
            Refuse($"has a {name} that is no {kind.ToString().ToLowerInvariant()}");
            return false;
        }

        return true;
    }

    private sealed class FirstRefusal
    {
        public Refusal? Value { get; set; }
    }
}
