using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Shell;

/// <summary>What is told of a command line before it is read.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--home dir sync", "dir", "sync")]
    [InlineData("sync --home dir", "dir", "sync")]
    [InlineData("--json sync", null, "sync")]
    [InlineData("--home", null, null)]
    [InlineData("-- --home dir", null, null)]
    public void The_home_and_the_verb_are_found_wherever_they_stand(string line, string? home, string? verb)
    {
        var arguments = line.Split(' ');

        Assert.Equal(home, CommandLine.HomeIn(arguments));
        Assert.Equal(verb, CommandLine.VerbIn(arguments));
    }
}
