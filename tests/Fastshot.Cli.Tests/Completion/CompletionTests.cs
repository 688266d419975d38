using System.Diagnostics;

namespace Fastshot.Cli.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("fastshot conf", "config")]
    [InlineData("fastshot config ", "check get list path set")]
    [InlineData("fastshot --json config l", "list")]
    [InlineData("fastshot config --home there ge", "get")]
    [InlineData("fastshot config get aws_r", "aws_region")]
    [InlineData("fastshot config set --un", "--unset")]
    [InlineData("fastshot --dry", "--dry-run")]
    [InlineData("fastshot config path --no-p", "--no-progress")]
    [InlineData("fastshot completion ", "bash fish pwsh zsh")]
    [InlineData("fastshot --home fold", "folder one")]
    [InlineData("fastshot nothing-of-ours", "")]
    public async Task Bash_completes_verbs_options_keys_and_files(string typed, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "folder one"));
        var script = await ScriptAsync("bash");

        var completed = await BashAsync(
            $"""
            {script}
            COMP_LINE='{typed}'
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ "$COMP_LINE" == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$(( ${"{#COMP_WORDS[@]}"} - 1 ))
            _fastshot
            printf '%s\n' "${"{COMPREPLY[@]}"}" | LC_ALL=C sort
            """);

        Assert.Equal(expected, completed.TrimEnd('\n').Replace('\n', ' '));
    }

    [Theory]
    [InlineData("zsh", "#compdef fastshot")]
    [InlineData("fish", "complete -c fastshot")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Every_shell_has_a_script_with_every_verb_and_key(string shell, string mark)
    {
        var script = await ScriptAsync(shell);

        Assert.Contains(mark, script, StringComparison.Ordinal);
        Assert.Contains("config check", script, StringComparison.Ordinal);
        Assert.Contains("s3_bucket_name", script, StringComparison.Ordinal);
        Assert.Contains("unset", script, StringComparison.Ordinal);
    }

    private async Task<string> ScriptAsync(string shell)
    {
        var result = await _run.RunAsync("completion", shell);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    private async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _run.Folder,
        })!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        return await bash.StandardOutput.ReadToEndAsync(Deadline.Token);
    }
}
