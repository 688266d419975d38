using System.Runtime.CompilerServices;

namespace Fastshot.Cli.Tests.Transcripts;

/// <summary>Runs every transcript in testdata (see <see cref="Transcript"/>).</summary>
public sealed class TranscriptTests
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder(), "*.txt").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_program_says_what_the_transcript_says(string file)
    {
        var transcript = Transcript.Parse(await File.ReadAllLinesAsync(Path.Combine(Folder(), file), Testing.Deadline.Token));
        using var run = new CliRun();
        var known = new Dictionary<string, string>(StringComparer.Ordinal) { ["folder"] = run.Folder };
        var expected = new ExpectedText(known);
        foreach (var step in transcript.Steps)
        {
            var result = await DoAsync(run, step, expected.Filled(step.Command));

            var isRight = step.Command.StartsWith("write ", StringComparison.Ordinal)
                || (expected.Matches(step.Output, result.Output)
                    && expected.Matches(step.Error, result.Error)
                    && step.ExitCode == result.ExitCode);
            Assert.True(isRight, $"{file}, line {step.LineNumber}: {step.Command}\n{Written(result)}");
        }
    }

    [Fact]
    public void An_expectation_that_is_not_met_is_seen()
    {
        var expected = new ExpectedText(new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.True(expected.Matches(["id {id:a}", "…", "end"], $"id {new string('a', 26)}\n1\n2\nend\n"));
        Assert.True(expected.Matches(["{a}"], new string('a', 26) + "\n"));
        Assert.False(expected.Matches(["{a}"], new string('b', 26) + "\n"));
        Assert.False(expected.Matches(["id {id}"], "id none\n"));
        Assert.False(expected.Matches(["one"], "one\ntwo\n"));
        Assert.False(expected.Matches([], "one\n"));
    }

    private static async Task<CliResult> DoAsync(CliRun run, TranscriptStep step, string command)
    {
        var words = ShellWords.Of(command);
        var path = words.Length > 1 ? Path.Combine(run.Folder, words[1]) : "";
        switch (words[0])
        {
            case "fastshot":
                var result = await run.RunAsync(words[1..]);
                run.Input = "";
                return result;
            case "write":
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, step.Content, Testing.Deadline.Token);
                break;
            case "picture":
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, Picture, Testing.Deadline.Token);
                break;
            case "cat":
                return new CliResult(0, await File.ReadAllTextAsync(path, Testing.Deadline.Token), "");
            case "rm":
                File.Delete(path);
                break;
            case "env":
                var pair = words[1].Split('=', 2);
                run.Variables[pair[0]] = pair[1];
                break;
            case "input":
                run.Input = string.Join(' ', words[1..]) + "\n";
                break;
            default:
                throw new FormatException($"'{words[0]}' is not a command of transcripts.");
        }

        return new CliResult(0, "", "");
    }

    private static string Written(CliResult result) =>
        result.Output + string.Concat(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"! {line}\n"))
        + $"exit {result.ExitCode}";

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../testdata"));
}
