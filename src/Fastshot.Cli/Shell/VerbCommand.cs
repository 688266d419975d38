using System.CommandLine;

namespace Fastshot.Cli.Shell;

/// <summary>One verb of the command line: its arguments, its options, its examples, and what it does.</summary>
/// <remarks>A verb is built only in a run that asks for it (or for help on all): its constructor is on the path of a cold start.</remarks>
internal abstract class VerbCommand(string name, string summary) : Command(name, summary)
{
    /// <summary>Command lines for the help page, each with its effect in a few words.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Does what was asked. What cannot be done is thrown, and becomes words in one place (<see cref="Failure"/>).</summary>
    public abstract Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken);
}

/// <summary>A command line as a person would type it, and what it does.</summary>
internal readonly record struct Example(string CommandLine, string Effect);
