namespace Fastshot.Cli.Tests.Transcripts;

/// <summary>A file of commands with what each of them must say and return.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c># …</c> is a comment, and blank lines between commands are nothing.</item>
/// <item><c>$ fastshot ARGUMENTS</c> runs the program, with the quotes of a shell.</item>
/// <item><c>$ write PATH</c> makes a file of the lines that follow it, each behind <c>| </c>.</item>
/// <item><c>$ picture PATH</c> makes a PNG file of one red pixel.</item>
/// <item><c>$ cat PATH</c> shows a file; <c>$ rm PATH</c> removes one.</item>
/// <item><c>$ env NAME=VALUE</c> holds from there on; <c>$ input TEXT</c> is stdin of the next run.</item>
/// <item>Then come the lines of stdout, those of stderr behind <c>! </c>, and <c>exit N</c> unless it is 0.</item>
/// <item>
/// In what is expected <c>{id}</c>, <c>{time}</c>, <c>{number}</c> and <c>{any}</c> stand for what differs from run to run,
/// <c>{folder}</c> for the current folder, and <c>{id:a}</c> remembers what it stood for: then <c>{a}</c> is that, in
/// commands too. A line <c>…</c> stands for any lines.
/// </item>
/// </list>
/// </remarks>
internal sealed record Transcript(IReadOnlyList<TranscriptStep> Steps)
{
    public static Transcript Parse(IReadOnlyList<string> lines)
    {
        var steps = new List<TranscriptStep>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add(new TranscriptStep(i + 1, line[2..]));
            }
            else if (steps is [.., var step] && !line.StartsWith('#'))
            {
                step.Lines.Add(line);
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                throw new FormatException($"Line {i + 1} stands before the first command: {line}");
            }
        }

        return new Transcript(steps);
    }
}

/// <summary>One command of a transcript, with the lines below it.</summary>
internal sealed record TranscriptStep(int LineNumber, string Command)
{
    public List<string> Lines { get; } = [];

    public IEnumerable<string> Output => Meant.Where(line => !IsError(line) && !IsExit(line));

    public IEnumerable<string> Error => Meant.Where(IsError).Select(line => line[Math.Min(2, line.Length)..]);

    public int ExitCode => Meant.Where(IsExit).Select(line => int.Parse(line["exit ".Length..])).FirstOrDefault();

    /// <summary>The content of a file to be written.</summary>
    public string Content => string.Concat(Meant.Select(line => line[Math.Min(2, line.Length)..] + "\n"));

    // Blank lines at the end only keep the commands apart.
    private IEnumerable<string> Meant => Lines.Take(Lines.FindLastIndex(line => line.Length > 0) + 1);

    private static bool IsError(string line) => line == "!" || line.StartsWith("! ", StringComparison.Ordinal);

    private static bool IsExit(string line) => line.StartsWith("exit ", StringComparison.Ordinal);
}
