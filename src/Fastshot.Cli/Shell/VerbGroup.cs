namespace Fastshot.Cli.Shell;

/// <summary>A verb that only gathers others (<c>config get</c>, <c>config set</c>): alone it is wrong usage.</summary>
internal abstract class VerbGroup(string name, string summary) : VerbCommand(name, summary)
{
    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken) =>
        throw CliException.Usage(
            $"'{Name}' needs one of: {string.Join(", ", Subcommands.Select(verb => verb.Name))}",
            $"See fastshot {Name} --help.");
}
