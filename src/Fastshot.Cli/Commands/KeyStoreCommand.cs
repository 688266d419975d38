using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot key store</c>: says where this device keeps the vault's key, or moves it.</summary>
internal sealed class KeyStoreCommand : VerbCommand
{
    private readonly Argument<string?> _where = new Argument<string?>("WHERE")
    {
        Description = "file (only its owner can read it) or system (the keyring of this computer)",
        Arity = ArgumentArity.ZeroOrOne,
    }.AcceptOnlyFromAmong("file", "system");

    public KeyStoreCommand()
        : base("store", "Says where this device keeps the vault's key, or moves it: into a file, or into the system's keyring.") =>
        Arguments.Add(_where);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key store", "Says where the key is."),
        new("fastshot key store system", "Moves it into the keyring: Secret Service, Keychain, or the data protection of Windows."),
        new("fastshot key store file", "Moves it into a file; where the keyring lost it, asks for a passphrase or the recovery key."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var before = await workspace.Keys.LocateAsync(cancellationToken).ConfigureAwait(false)
            ?? throw ExistingLibrary.Missing(call);
        if (call.GetOptional(_where) is { } where)
        {
            if (call.Options.IsDryRun)
            {
                call.Output.Note($"The key is kept in {KeyPlace.Words(before)}; would keep it in {(where == "system" ? "the system's keyring" : before.File)}.");
                return ExitCode.Done;
            }

            await MoveAsync(call, workspace, toKeyring: where == "system", cancellationToken).ConfigureAwait(false);
        }

        var location = await workspace.Keys.LocateAsync(cancellationToken).ConfigureAwait(false) ?? before;
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => KeyPlace.Write(writer, location));
        }
        else
        {
            call.Output.Line($"The key is kept in {KeyPlace.Words(location)}.");
        }

        return ExitCode.Done;
    }

    private static async Task MoveAsync(Invocation call, LocalWorkspace workspace, bool toKeyring, CancellationToken cancellationToken)
    {
        try
        {
            Report(call, await workspace.Keys.MoveAsync(toKeyring, cancellationToken).ConfigureAwait(false));

            // Where nothing had to be moved, the keyring was not asked yet.
            using var there = await workspace.Keys.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LibraryException e) when (e.Error is LibraryError.KeyMissing)
        {
            await RestoreAsync(call, workspace, toKeyring, e, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyringException e) when (e.State is KeyringState.Absent && !toKeyring)
        {
            // The keyring is on another computer, or in a session that is over.
            await RestoreAsync(call, workspace, toKeyring, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Report(Invocation call, KeyMove move)
    {
        foreach (var lost in move.Lost)
        {
            call.Output.Warn($"{lost} names a key of an older vault that the keyring does not have. This library does not need it.");
        }
    }

    private static async Task RestoreAsync(
        Invocation call, LocalWorkspace workspace, bool toKeyring, Exception why, CancellationToken cancellationToken)
    {
        if (await workspace.Keys.VaultInKeyringAsync(cancellationToken).ConfigureAwait(false) is not { } vault)
        {
            throw why;
        }

        call.Output.Note(why.Message);
        using var given = await call.Prompt.GivenVaultKeyAsync(cancellationToken).ConfigureAwait(false)
            ?? await call.Prompt.PassphraseAsync($"the vault {vault.Text[..8]}… (or its recovery key)", cancellationToken).ConfigureAwait(false);
        using var secret = await workspace.UnlockHereAsync(vault, given.Utf8, cancellationToken).ConfigureAwait(false);
        await workspace.Keys.RestoreAsync(secret, toKeyring, cancellationToken).ConfigureAwait(false);
    }
}
