using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Holds every command that a document writes down against the program's verbs, options and arguments.</summary>
public sealed class WrittenCommandTests
{
    private const int CommandsMin = 60;

    [Fact]
    public void Each_command_is_one_that_the_program_takes()
    {
        var commands = WrittenCommands.Documents.SelectMany(document => WrittenCommands.Of(document).Select(command => (document, command))).ToList();

        var refused = commands.Select(one => (one, Problem: Problem(one.command))).Where(one => one.Problem is not null).ToList();

        Assert.True(commands.Count >= CommandsMin, $"{commands.Count} commands were found.");
        Assert.True(refused.Count == 0, string.Join('\n', refused.Select(one => $"{one.one.document}: fastshot {one.one.command}: {one.Problem}")));
    }

    [Theory]
    [InlineData("sing")]
    [InlineData("sync --loudly")]
    [InlineData("export")]
    public void One_that_it_does_not_take_is_seen(string command) => Assert.NotNull(Problem(command));

    // A word in capitals or an ellipsis stands for what a person puts there.
    private static string? Problem(string command)
    {
        var line = CommandLine.Read([.. Transcripts.ShellWords.Of(command)]);
        return line.AsksForVersion || line.AsksForHelp ? null : line.Mistake()?.Message;
    }
}
