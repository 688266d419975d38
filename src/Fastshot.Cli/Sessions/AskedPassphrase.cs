using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Sessions;

/// <summary>A passphrase that is asked for when the first file needs it, and kept for the others of the same run.</summary>
internal sealed class AskedPassphrase(Prompt prompt, string variable) : IDisposable
{
    private Secret? _secret;

    public async Task<ReadOnlyMemory<byte>> AskAsync(string what, CancellationToken cancellationToken)
    {
        _secret ??= await prompt.PassphraseAsync(what, variable, cancellationToken).ConfigureAwait(false);
        return _secret.Utf8;
    }

    public void Dispose() => _secret?.Dispose();
}
