using System.Text.RegularExpressions;
using Fastshot.Cli.Tests.Transcripts;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Follows the README as a person does: with the real executable, in a folder with some screenshots.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Program = Repository.PathOf("artifacts/fastshot/fastshot");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_demo_works_as_it_is_written()
    {
        var login = Directory.CreateDirectory(Path.Combine(_folder.Path, "login"));
        foreach (var picture in Directory.EnumerateFiles(Repository.PathOf("src/Fastshot.Cli/Demo/Samples/login-loop"), "*.png"))
        {
            File.Copy(picture, Path.Combine(login.FullName, Path.GetFileName(picture)));
        }

        var commands = Commands();
        Assert.NotEmpty(commands);
        var id = "";
        foreach (var command in commands)
        {
            var words = ShellWords.Of(command.Replace("ID", id, StringComparison.Ordinal));
            var result = await StockTool.RunAsync(Program, ["--home", "H", .. words[1..]], _folder.Path, cancellationToken: Testing.Deadline.Token);

            Assert.True(result.ExitCode == 0, $"{command}\n{result.Output}{result.Error}");
            Assert.NotEmpty(result.Output + result.Error);
            if (words[1] == "save")
            {
                id = result.Output.Trim();
            }
        }

        Assert.Equal(login.GetFiles().Length, Directory.GetFiles(Path.Combine(_folder.Path, "out"), "*.png", SearchOption.AllDirectories).Length);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Commands()
    {
        var block = ConsoleBlock().Match(File.ReadAllText(Repository.PathOf("README.md"))).Groups["block"].Value;
        return [.. block.Split('\n').Where(line => line.StartsWith("$ fastshot ", StringComparison.Ordinal)).Select(line => line[2..])];
    }

    [GeneratedRegex("```console\n(?<block>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex ConsoleBlock();
}
