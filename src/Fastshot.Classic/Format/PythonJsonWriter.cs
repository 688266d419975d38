using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fastshot.Core.Format;

namespace Fastshot.Classic.Format;

/// <summary>How Python lays JSON out.</summary>
internal enum PythonJsonStyle
{
    /// <summary>Two blanks a level, text as it is: sessions and indexes.</summary>
    Indented,

    /// <summary>One line, members in the order of their names, ASCII only: what checksums are made of.</summary>
    Sorted,
}

/// <summary>Writes JSON as Python's <c>json.dumps</c> does, to the byte: the older program hashes such text.</summary>
internal sealed class PythonJsonWriter(PythonJsonStyle style)
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly Stack<bool> _hasItems = new();
    private bool _isAfterName;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Clear() => _output.ResetWrittenCount();

    public PythonJsonWriter BeginObject() => Begin((byte)'{');

    public PythonJsonWriter EndObject() => End((byte)'}');

    public PythonJsonWriter BeginArray() => Begin((byte)'[');

    public PythonJsonWriter EndArray() => End((byte)']');

    public PythonJsonWriter Name(string name)
    {
        Separate();
        WriteString(name);
        _output.Write(": "u8);
        _isAfterName = true;
        return this;
    }

    public PythonJsonWriter Text(string value)
    {
        Separate();
        WriteString(value);
        return this;
    }

    public PythonJsonWriter Number(long value)
    {
        Separate();
        var span = _output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var count);
        _output.Advance(count);
        return this;
    }

    /// <summary>A number that Python holds as a float: it is written with a point or an exponent.</summary>
    public PythonJsonWriter Float(double value)
    {
        Separate();
        var text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        if (Math.Abs(value) >= 1e16 && !text.Contains('e', StringComparison.Ordinal))
        {
            // The shortest digits, and then zeros: from here on Python writes an exponent.
            var (sign, digits) = text[0] == '-' ? ("-", text[1..]) : ("", text);
            var mantissa = digits.TrimEnd('0');
            text = $"{sign}{mantissa[0]}{(mantissa.Length > 1 ? "." : "")}{mantissa[1..]}e+{digits.Length - 1}";
        }
        else if (Math.Abs(value) < 1e16 && text.Contains("e+", StringComparison.Ordinal))
        {
            text = value.ToString("F0", CultureInfo.InvariantCulture);
        }

        _output.Write(Encoding.ASCII.GetBytes(text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0"));
        return this;
    }

    public PythonJsonWriter Boolean(bool value) => Literal(value ? "true"u8 : "false"u8);

    public PythonJsonWriter Null() => Literal("null"u8);

    /// <summary>A value that was read, as Python would write it again.</summary>
    public PythonJsonWriter Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                BeginObject();
                var members = value.EnumerateObject();
                foreach (var member in style is PythonJsonStyle.Sorted
                    ? members.OrderBy(one => one.Name, StringComparer.Ordinal)
                    : (IEnumerable<JsonProperty>)members)
                {
                    Name(member.Name).Value(member.Value);
                }

                return EndObject();
            case JsonValueKind.Array:
                BeginArray();
                foreach (var item in value.EnumerateArray())
                {
                    Value(item);
                }

                return EndArray();
            case JsonValueKind.String:
                return Text(value.GetString()!);
            case JsonValueKind.Number when value.GetRawText() is var raw && raw.AsSpan().ContainsAny(".eE") && value.TryGetDouble(out var number):
                return Float(number);
            default:
                return Literal(Encoding.ASCII.GetBytes(value.GetRawText()));
        }
    }

    /// <summary>Begins a text of plain ASCII that comes in parts by <see cref="Part"/>.</summary>
    public void BeginText()
    {
        Separate();
        _output.Write("\""u8);
    }

    public void Part(ReadOnlySpan<byte> ascii) => _output.Write(ascii);

    public void EndText() => _output.Write("\""u8);

    private PythonJsonWriter Literal(ReadOnlySpan<byte> utf8)
    {
        Separate();
        _output.Write(utf8);
        return this;
    }

    private PythonJsonWriter Begin(byte bracket)
    {
        Separate();
        _output.Write([bracket]);
        _hasItems.Push(false);
        return this;
    }

    private PythonJsonWriter End(byte bracket)
    {
        if (_hasItems.Pop())
        {
            NewLine();
        }

        _output.Write([bracket]);
        return this;
    }

    private void Separate()
    {
        if (_isAfterName || !_hasItems.TryPop(out var hasItems))
        {
            _isAfterName = false;
            return;
        }

        _hasItems.Push(true);
        if (hasItems)
        {
            _output.Write(style is PythonJsonStyle.Indented ? ","u8 : ", "u8);
        }

        NewLine();
    }

    private void NewLine()
    {
        if (style is PythonJsonStyle.Indented)
        {
            _output.Write("\n"u8);
            var blanks = _output.GetSpan(_hasItems.Count * 2)[..(_hasItems.Count * 2)];
            blanks.Fill((byte)' ');
            _output.Advance(blanks.Length);
        }
    }

    private void WriteString(string value) => JsonStrings.Write(_output, value, isAscii: style is PythonJsonStyle.Sorted);
}
