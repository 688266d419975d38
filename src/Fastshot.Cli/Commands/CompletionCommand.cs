using System.CommandLine;
using Fastshot.Cli.Completion;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot completion SHELL</c>: the script by which a shell completes our verbs and options.</summary>
internal sealed class CompletionCommand : VerbCommand
{
    private readonly Argument<string> _shell = new Argument<string>("SHELL")
    {
        Description = "bash, zsh, fish or pwsh",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    public CompletionCommand()
        : base("completion", "Prints the script that completes verbs and options in a shell.") => Arguments.Add(_shell);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("source <(fastshot completion bash)", "Completes in this shell; put it into ~/.bashrc to keep it."),
        new("fastshot completion zsh > \"${fpath[1]}/_fastshot\"", "The same for zsh."),
        new("fastshot completion fish > ~/.config/fish/completions/fastshot.fish", "The same for fish."),
        new("fastshot completion pwsh | Out-String | Invoke-Expression", "The same for PowerShell."),
    ];

    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var words = CompletionWords.OfProgram();
        call.Output.Lines(call.Get(_shell) switch
        {
            "bash" => BashScript.Of(words),
            "zsh" => ZshScript.Of(words),
            "fish" => FishScript.Of(words),
            _ => PwshScript.Of(words),
        });
        return Task.FromResult(ExitCode.Done);
    }
}
