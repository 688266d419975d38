using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>The questions that a run asks a person, and the other ways to answer them.</summary>
internal sealed class Prompt(GlobalOptions options, Surroundings surroundings, Output output)
{
    private const int AnswerLengthMax = 1000;

    /// <summary>Whether the person agrees: by <c>--yes</c>, else by what is typed. Without a terminal it is wrong usage.</summary>
    public bool Confirm(string question)
    {
        if (options.SaysYes)
        {
            return true;
        }

        RequireTerminal(question, "Say --yes to agree beforehand.");
        output.Ask($"{question} [y/N]");
        return ReadAnswer().Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>
    /// The passphrase for what is named: from FASTSHOT_PASSPHRASE, FASTSHOT_PASSPHRASE_FILE,
    /// FASTSHOT_PASSPHRASE_COMMAND, or typed without being shown. The caller disposes it.
    /// </summary>
    public Task<Secret> PassphraseAsync(string what, CancellationToken cancellationToken) =>
        SecretAsync("FASTSHOT_PASSPHRASE", $"Passphrase for {what}:", cancellationToken);

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

        var first = Type($"New passphrase for {what}:", variable, cancellationToken);
        using var second = Type("The same again:", variable, cancellationToken);
        if (first.Utf8.Span.SequenceEqual(second.Utf8.Span))
        {
            return first;
        }

        first.Dispose();
        throw new CliException(ExitCode.Failed, "passphrase", "The two passphrases differ");
    }

    /// <summary>The first line of stdin, for values that must not stand on a command line.</summary>
    public string LineFromInput() => ReadAnswer().TrimEnd('\r');

    /// <summary>The recovery key, likewise from FASTSHOT_VAULT_KEY… or typed. The caller disposes it.</summary>
    public Task<Secret> VaultKeyAsync(CancellationToken cancellationToken) =>
        SecretAsync("FASTSHOT_VAULT_KEY", "Recovery key:", cancellationToken);

    /// <summary>The passphrase that the environment gives, or null where it gives none.</summary>
    public Task<Secret?> GivenPassphraseAsync(CancellationToken cancellationToken) =>
        new SecretSource(surroundings, "FASTSHOT_PASSPHRASE").ReadAsync(cancellationToken);

    /// <summary>The recovery key that the environment gives, or null where it gives none.</summary>
    public Task<Secret?> GivenVaultKeyAsync(CancellationToken cancellationToken) =>
        new SecretSource(surroundings, "FASTSHOT_VAULT_KEY").ReadAsync(cancellationToken);

    private async Task<Secret> SecretAsync(string variable, string question, CancellationToken cancellationToken) =>
        await new SecretSource(surroundings, variable).ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? Type(question, variable, cancellationToken);

    private Secret Type(string question, string variable, CancellationToken cancellationToken)
    {
        RequireTerminal(question, $"Set {variable}, {variable}_FILE or {variable}_COMMAND.");
        output.Ask(question);
        var typed = surroundings.Terminal.ReadHidden(cancellationToken);
        output.Answered();
        return string.IsNullOrEmpty(typed)
            ? throw new CliException(ExitCode.Failed, "passphrase", "Nothing was typed")
            : new Secret(typed);
    }

    private void RequireTerminal(string question, string hint)
    {
        if (!surroundings.Terminal.IsInTerminal)
        {
            throw CliException.Usage($"There is no terminal to ask on: {question}", hint);
        }
    }

    private string ReadAnswer()
    {
        var answer = new List<byte>();
        while (surroundings.Terminal.In.ReadByte() is var next and >= 0 && next != '\n' && answer.Count < AnswerLengthMax)
        {
            answer.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. answer]);
    }
}
