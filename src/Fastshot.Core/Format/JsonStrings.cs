using System.Buffers;
using System.Text;

namespace Fastshot.Core.Format;

/// <summary>Writes the insides of JSON strings (RFC 8259, section 7; the escapes are those of RFC 8785, 3.2.2.2).</summary>
public static class JsonStrings
{
    // What must be escaped, and no more.
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    // What stands as it is where only printable ASCII may stand.
    private static readonly SearchValues<char> PlainAscii =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(code => (char)code).Where(one => one is not ('"' or '\\'))]);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a string and its quotes, with the fewest escapes or, for printable ASCII only, with all that it takes.</summary>
    public static void Write(IBufferWriter<byte> output, string value, bool isAscii = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("\""u8);
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = isAscii ? rest.IndexOfAnyExcept(PlainAscii) : rest.IndexOfAny(Escaped);
            var run = plain < 0 ? rest : rest[..plain];
            output.Advance(Utf8.GetBytes(run, output.GetSpan(Utf8.GetMaxByteCount(run.Length))));
            rest = rest[run.Length..];
            if (!rest.IsEmpty)
            {
                WriteEscape(output, rest[0]);
                rest = rest[1..];
            }
        }

        output.Write("\""u8);
    }

    private static void WriteEscape(IBufferWriter<byte> output, char character)
    {
        var escape = character switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\t' => "\\t"u8,
            '\n' => "\\n"u8,
            '\f' => "\\f"u8,
            '\r' => "\\r"u8,
            _ => default,
        };
        output.Write(escape.IsEmpty ? Encoding.ASCII.GetBytes($"\\u{(int)character:x4}") : escape);
    }
}
