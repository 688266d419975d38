using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Fastshot.Core.Crypto;

/// <summary>One recipient of an age file: arguments, of which the first is the type, and the wrapped file key.</summary>
internal sealed record AgeStanza(IReadOnlyList<string> Arguments, ReadOnlyMemory<byte> Body)
{
    public string Type => Arguments[0];

    /// <summary>Reads the arguments from a line's rest, and the body from the lines that follow.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> argumentLine,
        ref LineCursor lines,
        [NotNullWhen(true)] out AgeStanza? stanza,
        [NotNullWhen(false)] out string? reason)
    {
        stanza = null;
        var arguments = new List<string>();
        foreach (var range in argumentLine.Split((byte)' '))
        {
            var argument = argumentLine[range];
            if (argument.IsEmpty || argument.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
            {
                reason = "has a recipient with an argument that is empty or not made of visible characters";
                return false;
            }

            arguments.Add(Encoding.ASCII.GetString(argument));
        }

        if (!TryParseBody(ref lines, out var body, out reason))
        {
            return false;
        }

        stanza = new AgeStanza(arguments, body);
        return true;
    }

    // The body ends at the first line that is not full; that line may be empty.
    private static bool TryParseBody(
        ref LineCursor lines,
        out ReadOnlyMemory<byte> body,
        [NotNullWhen(false)] out string? reason)
    {
        var bytes = new ArrayBufferWriter<byte>(StrictBase64.LineBytes);
        body = default;
        int length;
        do
        {
            if (!lines.TryNext(out var line))
            {
                reason = "ends inside the body of a recipient";
                return false;
            }

            length = line.Length;
            if (!StrictBase64.TryDecode(line, bytes.GetSpan(StrictBase64.LineBytes), out var count))
            {
                reason = "has a recipient whose body is not canonical Base64 in lines of 64";
                return false;
            }

            bytes.Advance(count);
        }
        while (length == StrictBase64.LineCharacters);

        body = bytes.WrittenMemory;
        reason = null;
        return true;
    }
}
