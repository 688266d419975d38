namespace Fastshot.Cli.Shell;

/// <summary>The program, from its arguments to its exit code: the one entry point of the process and of the tests.</summary>
internal static class App
{
    /// <summary>As <c>1.0.0</c>.</summary>
    public const string Version = BuildFacts.Version;

    /// <summary>The version and the commit from which the program was built, as far as that is known: <c>1.0.0 (0123456789ab)</c>.</summary>
    public static string FullVersion => BuildFacts.Commit.Length == 0 ? Version : $"{Version} ({BuildFacts.Commit})";

    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var options = new GlobalOptions
        {
            IsJson = CommandLine.HasFlag(arguments, "--json"),
            IsVerbose = CommandLine.HasFlag(arguments, "-v") || CommandLine.HasFlag(arguments, "--verbose"),
        };
        var output = new Output(options, surroundings.Terminal, surroundings.Time);
        try
        {
            var line = CommandLine.Read(arguments);
            if (Page(line, output) is { } page)
            {
                output.Lines(page);
                return ExitCode.Done;
            }

            if (line.Mistake() is { } mistake)
            {
                throw mistake;
            }

            options = line.Globals.Read(line.Parsed, surroundings.Variable);
            output = new Output(options, surroundings.Terminal, surroundings.Time);
            var call = new Invocation(line.Parsed, options, surroundings, output);
            return await line.Verb!.RunAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure.Of(e, cancellationToken.IsCancellationRequested) is { } failure)
        {
            output.Fail(failure);
            return failure.ExitCode;
        }
    }

    // Asked for before the rest is judged: help must come for a command line that is not finished yet.
    private static string? Page(CommandLine line, Output output) => line switch
    {
        { AsksForHelp: true } => HelpPage.Of(line, output.WidthForPerson),
        { AsksForVersion: true } => $"{CommandLine.ProgramName} {FullVersion}",
        _ => null,
    };

}
