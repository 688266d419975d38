using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot key</c>: what opens the vault.</summary>
internal sealed class KeyCommand : VerbGroup
{
    public KeyCommand()
        : base("key", "Shows and changes what opens the vault.")
    {
        Subcommands.Add(new KeyShowCommand());
        Subcommands.Add(new KeyPassphraseCommand());
        Subcommands.Add(new KeyAddCommand());
        Subcommands.Add(new KeyListCommand());
        Subcommands.Add(new KeyRemoveCommand());
        Subcommands.Add(new KeyRotateCommand());
        Subcommands.Add(new KeyStoreCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key show", "Prints the recovery key."),
        new("fastshot key rotate", "Changes the key itself, after it leaked: everything is sealed anew."),
        new("fastshot key passphrase", "Changes the passphrase by which devices join; nothing else is uploaded."),
    ];
}

/// <summary><c>fastshot key show</c>: the recovery key.</summary>
internal sealed class KeyShowCommand()
    : VerbCommand("show", "Prints the recovery key: with it, age and tar, everything can be read without Fastshot.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key show", "Prints the key, to be kept on paper or in a password manager."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var key = await library.RevealKeyAsync(cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("key", key);
                writer.WriteString("vault", library.Vault.Text);
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Line(key);
            call.Output.Note("Whoever has this key can read everything in the vault. Keep it on paper or in a password manager.");
        }

        return ExitCode.Done;
    }
}
