using System.Buffers;
using System.Text;

namespace Fastshot.Core.Configuration;

/// <summary>A change of one key in the lines of a config.ini. What it does not touch keeps its bytes.</summary>
internal sealed class ConfigEdit(IReadOnlyList<ConfigLine> lines, IReadOnlyList<ConfigEntry> entries)
{
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>Puts a value where the key stands, else below the last key of the section, else in a new section.</summary>
    public ReadOnlyMemory<byte> Set(string section, string key, string value)
    {
        var mine = LinesOf(section, key);
        if (mine.Count > 0)
        {
            // Where it stands twice the last one counts; the others go, because the older program refuses them.
            CopyExcept(mine, keep: mine[^1], line => Replaced(line, value));
        }
        else if (PlaceIn(section) is var (after, indentation))
        {
            Insert(after, indentation + Line(key, value));
        }
        else
        {
            Insert(lines.Count - 1, $"{(lines.Count > 0 ? NewLine : "")}[{section}]{NewLine}{Line(key, value)}");
        }

        return _written.WrittenMemory;
    }

    public ReadOnlyMemory<byte> Remove(string section, string key)
    {
        CopyExcept(LinesOf(section, key), keep: null, line => line.Text);
        return _written.WrittenMemory;
    }

    private string NewLine => lines.Count > 0 && lines[0].Ending is { Length: > 0 } ending ? Encoding.UTF8.GetString(ending) : "\n";

    private static string Line(string key, string value) =>
        value.Length == 0 ? $"{key} =" : $"{key} = {ConfigPercent.Write(value)}";

    /// <summary>The numbers of the lines on which the key begins.</summary>
    private List<int> LinesOf(string section, string key) =>
    [
        .. entries.Where(entry => entry.Section == section && string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Line),
    ];

    /// <summary>Copies all lines but the values that begin on the given ones; comments among them stay.</summary>
    private void CopyExcept(List<int> starts, int? keep, Func<ConfigLine, string> replaced)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!starts.Contains(lines[i].Number))
            {
                _written.Write(lines[i].Bytes.Span);
                continue;
            }

            if (lines[i].Number == keep)
            {
                WriteText(replaced(lines[i]), lines[i]);
            }

            for (var end = EndOfValue(i); i < end; i++)
            {
                if (lines[i + 1].IsComment)
                {
                    _written.Write(lines[i + 1].Bytes.Span);
                }
            }
        }
    }

    /// <summary>The last line that belongs to the value that begins on a line.</summary>
    private int EndOfValue(int start)
    {
        var end = start;
        for (var i = start + 1; i < lines.Count && lines[i].Kind is ConfigLineKind.Continuation or ConfigLineKind.Quiet; i++)
        {
            end = lines[i].Kind is ConfigLineKind.Continuation ? i : end;
        }

        return end;
    }

    // The key, the delimiter and the space after it stay as they were written.
    private static string Replaced(ConfigLine line, string value)
    {
        var start = line.Text.AsSpan().IndexOfAny('=', ':') + 1;
        var space = line.Text.Length - start - line.Text.AsSpan(start).TrimStart(ConfigSpace.Characters).Length;
        return (value.Length == 0, start + space == line.Text.Length) switch
        {
            (true, _) => line.Text[..start],
            (_, true) => $"{line.Text[..start]} {ConfigPercent.Write(value)}",
            _ => line.Text[..(start + space)] + ConfigPercent.Write(value),
        };
    }

    /// <summary>After which line a new key of the section goes, and how far it is indented.</summary>
    /// <remarks>Indented less than the key above it or the line below it, it would end or begin a value of several lines.</remarks>
    private (int After, string Indentation)? PlaceIn(string section)
    {
        (int After, string Indentation)? place = null;
        string? current = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Kind is ConfigLineKind.Header)
            {
                current = line.Trimmed[1..line.Trimmed.LastIndexOf(']')];
            }

            if (current == section && line.Kind is ConfigLineKind.Header or ConfigLineKind.Option)
            {
                place = line.Kind is ConfigLineKind.Option
                    ? (EndOfValue(i), line.Indentation)
                    : (i, IndentationBelow(i));
            }
        }

        return place;
    }

    private string IndentationBelow(int header) =>
        lines.Skip(header + 1).FirstOrDefault(line => line.Kind is not ConfigLineKind.Quiet) is { } next
            && next.Indentation.Length > lines[header].Indentation.Length
            ? next.Indentation
            : lines[header].Indentation;

    private void Insert(int after, string text)
    {
        for (var i = 0; i <= after; i++)
        {
            _written.Write(lines[i].Bytes.Span);
        }

        if (after >= 0 && lines[after].Ending.IsEmpty)
        {
            _written.Write(Encoding.UTF8.GetBytes(NewLine));
        }

        _written.Write(Encoding.UTF8.GetBytes(text + NewLine));
        for (var i = after + 1; i < lines.Count; i++)
        {
            _written.Write(lines[i].Bytes.Span);
        }
    }

    private void WriteText(string text, ConfigLine replaced)
    {
        if (replaced.Number == 1 && replaced.Bytes.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            _written.Write(Encoding.UTF8.Preamble);
        }

        _written.Write(Encoding.UTF8.GetBytes(text));
        _written.Write(replaced.Ending);
    }
}
