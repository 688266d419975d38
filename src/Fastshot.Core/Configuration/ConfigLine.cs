using System.Text;

namespace Fastshot.Core.Configuration;

/// <summary>What a line of a config.ini is.</summary>
internal enum ConfigLineKind
{
    /// <summary>Nothing, or a comment.</summary>
    Quiet,

    /// <summary>The name of a section.</summary>
    Header,

    /// <summary>A key with the first line of its value.</summary>
    Option,

    /// <summary>A further line of the value above it.</summary>
    Continuation,

    /// <summary>None of these; it has no effect.</summary>
    Stray,
}

/// <summary>A line of a config.ini: its bytes with their line ending, which are kept, and its text, which is read.</summary>
internal sealed record ConfigLine(ReadOnlyMemory<byte> Bytes, int Number)
{
    public required string Text { get; init; }

    /// <summary>Whether the bytes are UTF-8.</summary>
    public required bool IsValid { get; init; }

    public ConfigLineKind Kind { get; init; }

    /// <summary>Without the byte order mark, without the line ending.</summary>
    public string Trimmed => Text.Trim(ConfigSpace.Characters);

    /// <summary>White space before the first other character.</summary>
    public string Indentation => Text[..(Text.Length - Text.TrimStart(ConfigSpace.Characters).Length)];

    public bool IsComment => Trimmed is ['#' or ';', ..];

    /// <summary>The bytes of the line ending: none, where the file ends without one.</summary>
    public ReadOnlySpan<byte> Ending
    {
        get
        {
            var span = Bytes.Span;
            return span.EndsWith("\r\n"u8) ? span[^2..] : span is [.., (byte)'\n' or (byte)'\r'] ? span[^1..] : [];
        }
    }

    /// <summary>Cuts a file into its lines: at LF, CR LF or CR, as Python does.</summary>
    public static IEnumerable<ConfigLine> Split(ReadOnlyMemory<byte> bytes)
    {
        var number = 1;
        while (!bytes.IsEmpty)
        {
            var length = LengthOfFirst(bytes.Span);
            yield return Decode(bytes[..length], number);
            bytes = bytes[length..];
            number++;
        }
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? bytes.Length : bytes[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1;
    }

    private static ConfigLine Decode(ReadOnlyMemory<byte> bytes, int number)
    {
        var content = bytes.Span.TrimEnd("\r\n"u8);
        if (number == 1 && content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        return new ConfigLine(bytes, number)
        {
            Text = Encoding.UTF8.GetString(content),
            IsValid = System.Text.Unicode.Utf8.IsValid(content),
        };
    }
}
