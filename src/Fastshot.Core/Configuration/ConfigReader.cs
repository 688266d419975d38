namespace Fastshot.Core.Configuration;

/// <summary>Reads the lines of a config.ini as Python's ConfigParser does, but goes on where that one gives up.</summary>
/// <remarks>
/// Python 3.11, <c>configparser.RawConfigParser._read</c>: delimiters <c>=</c> and <c>:</c>, whole-line comments, a value
/// goes on in the lines that are indented deeper than its key, blank lines among them included.
/// </remarks>
internal sealed class ConfigReader
{
    private readonly List<ConfigLine> _lines = [];
    private readonly List<ConfigEntry> _entries = [];
    private readonly List<ConfigProblem> _problems = [];
    private readonly List<string> _value = [];

    private string? _section;
    private (string Key, int Line)? _open;
    private int _indentation;

    private ConfigReader()
    {
    }

    public static (List<ConfigLine> Lines, List<ConfigEntry> Entries, List<ConfigProblem> Problems) Read(
        ReadOnlyMemory<byte> bytes)
    {
        var reader = new ConfigReader();
        foreach (var line in ConfigLine.Split(bytes))
        {
            reader._lines.Add(line with { Kind = reader.Take(line) });
        }

        reader.Close();
        return (reader._lines, reader._entries, reader._problems);
    }

    private ConfigLineKind Take(ConfigLine line)
    {
        if (!line.IsValid)
        {
            _problems.Add(new ConfigProblem(null, line.Number, "is not UTF-8", "save the file as UTF-8"));
        }

        var text = line.Trimmed;
        if (line.IsComment)
        {
            return ConfigLineKind.Quiet;
        }

        if (text.Length == 0)
        {
            _value.Add("");
            return ConfigLineKind.Quiet;
        }

        var indentation = line.Indentation.Length;
        if (_open is not null && indentation > _indentation)
        {
            _value.Add(text);
            return ConfigLineKind.Continuation;
        }

        Close();
        _indentation = indentation;
        return text.StartsWith('[') && text.LastIndexOf(']') is var end and > 1
            ? TakeHeader(text[1..end])
            : TakeOption(text, line.Number);
    }

    private ConfigLineKind TakeHeader(string name)
    {
        _section = name;
        return ConfigLineKind.Header;
    }

    private ConfigLineKind TakeOption(string text, int number)
    {
        var delimiter = text.AsSpan().IndexOfAny('=', ':');
        var key = delimiter < 0 ? "" : text[..delimiter].Trim(ConfigSpace.Characters).ToLowerInvariant();
        if (_section is null)
        {
            _problems.Add(new ConfigProblem(
                null, number, "stands before the first section and has no effect", "write [CloudSync] above it"));
            return ConfigLineKind.Stray;
        }

        if (key.Length == 0)
        {
            _problems.Add(new ConfigProblem(null, number, "is not 'key = value' and has no effect"));
            return ConfigLineKind.Stray;
        }

        _open = (key, number);
        _value.Clear();
        _value.Add(text[(delimiter + 1)..].Trim(ConfigSpace.Characters));
        return ConfigLineKind.Option;
    }

    /// <summary>Ends the value that is being read.</summary>
    private void Close()
    {
        if (_open is not var (key, line))
        {
            return;
        }

        _open = null;
        var written = string.Join('\n', _value).TrimEnd(ConfigSpace.Characters);
        var value = ConfigPercent.Read(written, out var isWhole);
        if (!isWhole)
        {
            _problems.Add(new ConfigProblem(
                key, line, "has a single %, which the older program cannot read; here it stands for itself", "write %%"));
        }

        _entries.Add(new ConfigEntry(_section!, key, value, line));
    }
}
