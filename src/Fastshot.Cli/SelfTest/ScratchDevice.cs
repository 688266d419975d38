using System.Text.Json;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.SelfTest;

/// <summary>How a verb of a scratch device ended, and what it said.</summary>
internal sealed record VerbResult(ExitCode ExitCode, string Output, string Error)
{
    /// <summary>The one JSON document that it printed.</summary>
    public JsonElement Json => Parse(Output);

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>A device of the self-test's own: a home in the scratch folder, used by the verbs of the command line.</summary>
internal sealed class ScratchDevice(Invocation call, string home, string passphrase)
{
    private const string Own = "FASTSHOT_";

    /// <summary>Its folder; its library lies in <c>library</c> there.</summary>
    public string Home => home;

    public string Library => Path.Combine(home, "library");

    /// <summary>The key of the older program's files, or null.</summary>
    public string? ClassicKey { get; set; }

    /// <summary>A run of this device that says nothing.</summary>
    public Invocation Call => call.With(home, isSilent: true);

    /// <summary>Runs a verb as a person would, and returns how it ended.</summary>
    public async Task<VerbResult> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> words)
    {
        using var terminal = new CapturedTerminal();
        var surroundings = call.Surroundings with { Terminal = terminal, Variable = VariableOf, CurrentFolder = home };
        var exitCode = await App.RunAsync([.. words, "--home", home], surroundings, cancellationToken).ConfigureAwait(false);
        return exitCode is ExitCode.Interrupted
            ? throw new OperationCanceledException(cancellationToken)
            : new VerbResult(exitCode, terminal.OutText, terminal.ErrorText);
    }

    /// <summary>Runs a verb that has to succeed, and returns what it prints with <c>--json</c>.</summary>
    /// <exception cref="CliException">It did not.</exception>
    public async Task<JsonElement> DoAsync(CancellationToken cancellationToken, params IEnumerable<string> words)
    {
        string[] line = [.. words];
        var result = await RunAsync(cancellationToken, [.. line, "--json"]).ConfigureAwait(false);
        return result.ExitCode is ExitCode.Done
            ? result.Output.Length == 0 ? default : result.Json
            : throw new CliException(
                ExitCode.Failed, "self_test", $"'fastshot {string.Join(' ', line)}' ended with {(int)result.ExitCode}: {MessageIn(result.Error)}");
    }

    /// <summary>Saves the sample sessions, just as a person's are saved.</summary>
    public async Task SaveSamplesAsync(int count, CancellationToken cancellationToken)
    {
        using var workspace = OpenWorkspace();
        foreach (var sample in SampleSession.ReadAll().Take(count))
        {
            await SampleSaver.SaveAsync(workspace, sample, cancellationToken).ConfigureAwait(false);
        }
    }

    public LocalWorkspace OpenWorkspace() => Call.OpenWorkspace();

    // Of the person's environment only what reaches a bucket counts; what is said to Fastshot is said to another home.
    private string? VariableOf(string name) => name switch
    {
        SecretVariables.Passphrase => passphrase,
        SecretVariables.ClassicKey => ClassicKey,
        _ when name.StartsWith(Own, StringComparison.Ordinal) => null,
        _ => call.Surroundings.Variable(name),
    };

    private static string MessageIn(string error)
    {
        try
        {
            using var document = JsonDocument.Parse(error);
            return document.RootElement.GetProperty("error").GetProperty("message").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return error.Trim();
        }
    }
}
