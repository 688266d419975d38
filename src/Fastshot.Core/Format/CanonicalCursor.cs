using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Fastshot.Core.Format;

/// <summary>Walks through one canonical value without building anything; what is not as it is asked for reads as absent.</summary>
/// <remarks>
/// Only for values that were brought into canonical form (docs/vault-format.md, "Canonical JSON"): there is no space
/// between tokens. A list reads hundreds of such values in a start of a twentieth of a second, in which the general
/// reader would still be compiled. Where the bytes are something else after all, it is at its end.
/// </remarks>
internal ref struct CanonicalCursor(ReadOnlySpan<byte> utf8)
{
    private ReadOnlySpan<byte> _rest = utf8;

    /// <summary>Whether everything was read, or what follows is no value.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Goes into an object; its members follow.</summary>
    public bool EntersObject() => Takes((byte)'{');

    /// <summary>Goes into an array; its items follow.</summary>
    public bool EntersArray() => Takes((byte)'[');

    /// <summary>Goes to the value of the next member, or behind the object, whose last one was read.</summary>
    /// <param name="name">As it is written: names that the format knows have no escapes.</param>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        name = default;
        Takes((byte)',');
        if (Takes((byte)'}') || !TryString(out name, out _) || !Takes((byte)':'))
        {
            return false;
        }

        return !_rest.IsEmpty;
    }

    /// <summary>Goes to the next item, or behind the array, whose last one was read.</summary>
    public bool NextItem()
    {
        Takes((byte)',');
        return !Takes((byte)']') && !_rest.IsEmpty;
    }

    /// <summary>The value as text, or null where it is something else.</summary>
    public string? Text()
    {
        var whole = _rest;
        if (_rest.IsEmpty || _rest[0] != '"')
        {
            Skip();
            return null;
        }

        if (!TryString(out var text, out var hasEscapes))
        {
            return null;
        }

        return hasEscapes ? Unescaped(whole[..(text.Length + 2)]) : Encoding.UTF8.GetString(text);
    }

    /// <summary>The value as it is written between its quotes, or nothing where it is something else.</summary>
    public ReadOnlySpan<byte> Ascii()
    {
        if (_rest.IsEmpty || _rest[0] != '"')
        {
            Skip();
            return default;
        }

        TryString(out var text, out _);
        return text;
    }

    /// <summary>The value as a whole number, or the given one where it is something else.</summary>
    public long Integer(long otherwise)
    {
        var token = Scalar();
        return Utf8Parser.TryParse(token, out long value, out var count) && count == token.Length && count > 0 ? value : otherwise;
    }

    /// <summary>The value as a finite number, or not a number where it is something else.</summary>
    public double Number()
    {
        var token = Scalar();
        if (Utf8Parser.TryParse(token, out long whole, out var count) && count == token.Length && count > 0)
        {
            return whole;
        }

        return Utf8Parser.TryParse(token, out double value, out count) && count == token.Length && double.IsFinite(value)
            ? value
            : double.NaN;
    }

    /// <summary>Goes behind the value.</summary>
    public void Skip()
    {
        var depth = 0;
        do
        {
            if (_rest.IsEmpty)
            {
                return;
            }

            switch (_rest[0])
            {
                case (byte)'"':
                    TryString(out _, out _);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    _rest = _rest[1..];
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    _rest = _rest[1..];
                    break;
                case (byte)',' or (byte)':' when depth > 0:
                    _rest = _rest[1..];
                    break;
                default:
                    Take(Math.Max(1, ScalarLength()));
                    break;
            }
        }
        while (depth > 0);
    }

    private ReadOnlySpan<byte> Scalar()
    {
        var length = ScalarLength();
        if (length == 0)
        {
            Skip();
            return default;
        }

        return Take(length);
    }

    private readonly int ScalarLength()
    {
        var length = 0;
        while (length < _rest.Length && _rest[length] is not ((byte)',' or (byte)':' or (byte)'"' or (byte)'{' or (byte)'}' or (byte)'[' or (byte)']'))
        {
            length++;
        }

        return length;
    }

    private bool TryString(out ReadOnlySpan<byte> text, out bool hasEscapes)
    {
        hasEscapes = false;
        for (var i = 1; i < _rest.Length && _rest[0] == '"'; i++)
        {
            if (_rest[i] == '"')
            {
                text = _rest[1..i];
                _rest = _rest[(i + 1)..];
                return true;
            }

            if (_rest[i] == '\\')
            {
                hasEscapes = true;
                i++;
            }
        }

        text = default;
        _rest = default;
        return false;
    }

    private bool Takes(byte one)
    {
        var isThere = !_rest.IsEmpty && _rest[0] == one;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static string? Unescaped(ReadOnlySpan<byte> quoted)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
