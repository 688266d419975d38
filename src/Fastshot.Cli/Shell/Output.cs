using System.Text;
using System.Text.Json;

namespace Fastshot.Cli.Shell;

/// <summary>How a run speaks: results on stdout, everything said about them on stderr.</summary>
/// <remarks>Every text passes <see cref="PlainText"/>: no name from a vault or file reaches the terminal raw.</remarks>
internal sealed class Output(GlobalOptions options, Terminal terminal, TimeProvider time)
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JsonText.Instance,
        Indented = true,
    };

    private ProgressLine? _progress;

    public bool IsJson => options.IsJson;

    /// <summary>Whether stdout is a terminal that a person reads, with colors wanted or not.</summary>
    public bool IsForPerson => terminal.IsOutTerminal && !options.IsJson;

    /// <summary>The width that a person's terminal has, or null where the result goes elsewhere.</summary>
    public int? WidthForPerson => IsForPerson ? terminal.Width : null;

    /// <summary>For bytes that are themselves the result. It stays open.</summary>
    public Stream Bytes => terminal.Out;

    /// <summary>One line of the result.</summary>
    public void Line(string text = "") => Write(terminal.Out, PlainText.Of(text));

    /// <summary>Lines of the result, as they are in the text.</summary>
    public void Lines(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            Line(line);
        }
    }

    /// <summary>The result as one JSON document.</summary>
    public void Json(Action<Utf8JsonWriter> write) => WriteJson(terminal.Out, write);

    /// <summary>The result as a table: drawn for a person, in plain columns for a pipe.</summary>
    public void Table(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var (fitting, isFramed) = IsForPerson ? TableFit.Of(columns, rows, terminal.Width) : (rows, false);
        if (isFramed)
        {
            Write(terminal.Out, DrawnTable.Draw(columns, fitting, terminal.Width, options.HasColor));
        }
        else
        {
            PlainTable.Write(columns, fitting, Line);
        }
    }

    /// <summary>What a person likes to know and a script does not: not said with -q.</summary>
    public void Note(string text)
    {
        if (!options.IsQuiet)
        {
            Say(text);
        }
    }

    /// <summary>What is only said with -v.</summary>
    public void Detail(string text)
    {
        if (options.IsVerbose)
        {
            Say(text);
        }
    }

    public void Warn(string text) => Say($"warning: {text}");

    /// <summary>Why the run ended, and what to do about it.</summary>
    public void Fail(Failure failure)
    {
        if (options.IsJson)
        {
            WriteJson(terminal.Error, failure.WriteTo);
            return;
        }

        Say($"error: {failure.Message}");
        if (failure.Hint is { } hint)
        {
            Say($"hint: {hint}");
        }

        if (options.IsVerbose && failure.Trace is { } trace)
        {
            foreach (var line in trace.ReplaceLineEndings("\n").Split('\n'))
            {
                Say(line);
            }
        }
    }

    /// <summary>A question, without the end of the line.</summary>
    public void Ask(string question)
    {
        _progress?.Clear();
        terminal.Error.Write(Encoding.UTF8.GetBytes(PlainText.Of(question) + " "));
        terminal.Error.Flush();
    }

    /// <summary>Ends the line of a question whose answer was typed without being shown.</summary>
    public void Answered() => Write(terminal.Error, "");

    /// <summary>
    /// Shows how far a long operation is, on a terminal, from its first second on. Disposing it wipes the line.
    /// </summary>
    public ProgressLine<T> Progress<T>(Func<T, string> describe)
    {
        var isShown = terminal.IsErrorTerminal && options is { HidesProgress: false, IsQuiet: false, IsJson: false };
        var line = new ProgressLine(terminal.Error, isShown, terminal.Width, time);
        _progress = line;
        return new ProgressLine<T>(line, describe);
    }

    /// <summary>Writes a document to nowhere, so that the next one finds everything prepared.</summary>
    public static void Rehearse(Action<Utf8JsonWriter> write) => WriteJson(Stream.Null, write);

    private void Say(string text)
    {
        _progress?.Clear();
        Write(terminal.Error, PlainText.Of(text));
    }

    private static void Write(Stream stream, string line)
    {
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        stream.Flush();
    }

    private static void WriteJson(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(stream, JsonOptions))
        {
            write(writer);
        }

        stream.Write("\n"u8);
        stream.Flush();
    }
}

/// <summary>A column of a table.</summary>
/// <param name="IsWhole">Whether its cells stand in one line, however narrow the terminal is.</param>
/// <param name="IsCut">Whether its cells are cut rather than broken into lines where they are too wide for the terminal.</param>
internal readonly record struct Column(string Title, bool IsNumber = false, bool IsWhole = false, bool IsCut = false);
