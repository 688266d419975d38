using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.Program;

/// <summary>A person at a terminal, which <c>script</c> gives the program: Ctrl-C ends any question at once.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string CtrlC = "\u0003";

    private readonly RealProgram _fastshot = new();

    [Theory]
    [InlineData("New passphrase for the exported file:", "export ID --to x.fastshot --format fastshot")]
    [InlineData("Passphrase for x.age:", "import x.age")]
    [InlineData("[y/N]", "purge --trash")]
    public async Task Ctrl_C_at_a_question_ends_the_run_at_once_and_leaves_the_terminal_as_it_was(string question, string command)
    {
        var id = await _fastshot.SaveAsync(_fastshot.Picture("a.bmp", new SeededRandom(1)));
        await _fastshot.SaveAsync(_fastshot.Picture("b.bmp", new SeededRandom(2)));
        Assert.Equal(0, (await _fastshot.RunAsync("delete", (await _fastshot.ListAsync()).First(one => one != id))).ExitCode);
        await File.WriteAllTextAsync(
            _fastshot.In("x.age"), "age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 2\n", Deadline.Token);

        // The shell goes on after Ctrl-C, to say how the run ended and how the terminal is.
        using var process = _fastshot.StartAtTerminal(
            $"trap : INT; stty -a; {RealProgram.Executable} {command.Replace("ID", id, StringComparison.Ordinal)}; echo \"ended with $?\"; stty -a");
        var before = await UntilAsync(process, question);
        await process.StandardInput.WriteAsync(CtrlC.AsMemory(), Deadline.Token);
        await process.StandardInput.FlushAsync(Deadline.Token);

        var after = (await process.StandardOutput.ReadToEndAsync(Deadline.Token)).ReplaceLineEndings("\n");

        Assert.Contains("\nerror: Interrupted\nended with 130\n", after, StringComparison.Ordinal);
        Assert.Equal(ModesOf(before), ModesOf(after));
        Assert.Contains(" echo ", ModesOf(after), StringComparison.Ordinal);
        Assert.False(File.Exists(_fastshot.In("x.fastshot")));
        Assert.Contains("1 session.", (await _fastshot.RunAsync("list", "--trash")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passphrase_that_is_typed_twice_seals_the_file()
    {
        var id = await _fastshot.SaveAsync(_fastshot.Picture("a.bmp", new SeededRandom(1)));
        using var process = _fastshot.StartAtTerminal(
            $"{RealProgram.Executable} export {id} --to x.fastshot --format fastshot; echo \"ended with $?\"");
        foreach (var question in new[] { "New passphrase for", "The same again:" })
        {
            await UntilAsync(process, question);
            await process.StandardInput.WriteAsync("wrong\u007f\u007f\u007f\u007f\u007fright\r".AsMemory(), Deadline.Token);
            await process.StandardInput.FlushAsync(Deadline.Token);
        }

        Assert.Contains("ended with 0", await process.StandardOutput.ReadToEndAsync(Deadline.Token), StringComparison.Ordinal);
        Assert.Equal(0, (await _fastshot.RunAtAsync(
            _fastshot.In("H2"), new Dictionary<string, string> { ["FASTSHOT_EXPORT_PASSPHRASE"] = "right" }, "import", "x.fastshot")).ExitCode);
    }

    public void Dispose() => _fastshot.Dispose();

    // What stty -a says, which ends with the flags of local modes.
    private static string ModesOf(string output) =>
        Regex.Match(output, "speed .*-?echoctl[^\n]*\n", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;

    private static async Task<string> UntilAsync(Process process, string text)
    {
        var said = new StringBuilder();
        var buffer = new char[1024];
        while (!said.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await process.StandardOutput.ReadAsync(buffer, Deadline.Token);
            Assert.True(count > 0, $"It ended without asking '{text}':\n{said}");
            said.Append(buffer, 0, count);
        }

        return said.ToString().ReplaceLineEndings("\n");
    }
}
