using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>The questions that a run asks a person, and the other ways to answer them.</summary>
internal sealed class Prompt(GlobalOptions options, Surroundings surroundings, Output output)
{
    private const int AnswerLengthMax = 1000;

    /// <summary>Whether the person agrees: by <c>--yes</c>, else by what is typed. Without a terminal it is wrong usage.</summary>
    public async Task<bool> ConfirmAsync(string question, CancellationToken cancellationToken)
    {
        if (options.SaysYes)
        {
            return true;
        }

        RequireTerminal(question, "Say --yes to agree beforehand.");
        output.Ask($"{question} [y/N]");
        return (await ReadAnswerAsync(cancellationToken).ConfigureAwait(false)).Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>
    /// The passphrase for what is named: from FASTSHOT_PASSPHRASE, FASTSHOT_PASSPHRASE_FILE,
    /// FASTSHOT_PASSPHRASE_COMMAND, or typed without being shown. The caller disposes it.
    /// </summary>
    public Task<Secret> PassphraseAsync(string what, CancellationToken cancellationToken) =>
        SecretAsync(SecretVariables.Passphrase, $"Passphrase for {what}:", cancellationToken);

    /// <summary>The same from another variable, for files that have a passphrase of their own.</summary>
    public Task<Secret> PassphraseAsync(string what, string variable, CancellationToken cancellationToken) =>
        SecretAsync(variable, $"Passphrase for {what}:", cancellationToken);

    /// <summary>A new passphrase, from the variable or its like, typed twice where it is typed.</summary>
    public async Task<Secret> NewPassphraseAsync(string what, string variable, CancellationToken cancellationToken)
    {
        var source = new SecretSource(surroundings, variable);
        if (await source.ReadAsync(cancellationToken).ConfigureAwait(false) is { } given)
        {
            return given;
        }

        var first = await TypeAsync($"New passphrase for {what}:", variable, cancellationToken).ConfigureAwait(false);
        try
        {
            using var second = await TypeAsync("The same again:", variable, cancellationToken).ConfigureAwait(false);
            return first.Utf8.Span.SequenceEqual(second.Utf8.Span)
                ? first
                : throw new CliException(ExitCode.Failed, "passphrase", "The two passphrases differ");
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>The first line of stdin, for values that must not stand on a command line.</summary>
    public async Task<string> LineFromInputAsync(CancellationToken cancellationToken) =>
        (await ReadAnswerAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\r');

    /// <summary>The recovery key, likewise from FASTSHOT_VAULT_KEY… or typed. The caller disposes it.</summary>
    public Task<Secret> VaultKeyAsync(CancellationToken cancellationToken) =>
        SecretAsync(SecretVariables.VaultKey, "Recovery key:", cancellationToken);

    /// <summary>The passphrase that the environment gives, or null where it gives none.</summary>
    public Task<Secret?> GivenPassphraseAsync(CancellationToken cancellationToken) =>
        new SecretSource(surroundings, SecretVariables.Passphrase).ReadAsync(cancellationToken);

    /// <summary>The recovery key that the environment gives, or null where it gives none.</summary>
    public Task<Secret?> GivenVaultKeyAsync(CancellationToken cancellationToken) =>
        new SecretSource(surroundings, SecretVariables.VaultKey).ReadAsync(cancellationToken);

    private async Task<Secret> SecretAsync(string variable, string question, CancellationToken cancellationToken) =>
        await new SecretSource(surroundings, variable).ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? await TypeAsync(question, variable, cancellationToken).ConfigureAwait(false);

    private async Task<Secret> TypeAsync(string question, string variable, CancellationToken cancellationToken)
    {
        RequireTerminal(question, $"Set {variable}, {variable}_FILE or {variable}_COMMAND.");
        output.Ask(question);
        char[]? typed;
        try
        {
            typed = await surroundings.Terminal.ReadHiddenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            output.Answered();
        }

        try
        {
            return typed is null or []
                ? throw new CliException(ExitCode.Failed, "passphrase", "Nothing was typed")
                : new Secret(typed);
        }
        finally
        {
            Secret.Wipe(typed);
        }
    }

    private void RequireTerminal(string question, string hint)
    {
        if (!surroundings.Terminal.IsInTerminal)
        {
            throw CliException.Usage($"There is no terminal to ask on: {question}", hint);
        }
    }

    // A byte at a time: what follows the line is for whoever reads next.
    private async Task<string> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        var answer = new List<byte>();
        var next = new byte[1];
        try
        {
            while (answer.Count < AnswerLengthMax
                && await surroundings.Terminal.In.ReadAsync(next, cancellationToken).ConfigureAwait(false) > 0
                && next[0] != '\n')
            {
                answer.Add(next[0]);
            }
        }
        catch (OperationCanceledException) when (surroundings.Terminal.IsInTerminal)
        {
            output.Answered();
            throw;
        }

        return Encoding.UTF8.GetString([.. answer]);
    }
}
