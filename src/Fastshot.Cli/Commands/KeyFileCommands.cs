using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary>A verb about the key files at the remote. None of them uploads anything but key files.</summary>
internal abstract class KeyFileCommand(string name, string summary) : VerbCommand(name, summary)
{
    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        return await RemoteCall.AtAsync(
            call, workspace, address, place => RunAsync(call, workspace, library.KeyFiles, place, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    protected abstract Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, LibraryKeyFiles keyFiles, IObjectStore place, CancellationToken cancellationToken);

    /// <summary>A new passphrase, from FASTSHOT_NEW_PASSPHRASE… or typed twice.</summary>
    protected static Task<Secret> NewPassphraseAsync(Invocation call, CancellationToken cancellationToken) =>
        call.Prompt.NewPassphraseAsync("the vault", SecretVariables.NewPassphrase, cancellationToken);
}

/// <summary><c>fastshot key passphrase</c>: makes a new passphrase the only one.</summary>
internal sealed class KeyPassphraseCommand()
    : KeyFileCommand("passphrase", "Changes the passphrase by which devices join. All other passphrases stop to work.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key passphrase", "Asks for the new one twice, or takes FASTSHOT_NEW_PASSPHRASE."),
    ];

    protected override async Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, LibraryKeyFiles keyFiles, IObjectStore place, CancellationToken cancellationToken)
    {
        using var passphrase = await NewPassphraseAsync(call, cancellationToken).ConfigureAwait(false);
        if (call.Options.IsDryRun)
        {
            call.Output.Note("Would make this passphrase the only one.");
            return ExitCode.Done;
        }

        await keyFiles.ReplaceAsync(place, passphrase.Utf8, cancellationToken).ConfigureAwait(false);
        call.Output.Note("The passphrase is changed. Devices that have joined go on as they are.");
        return ExitCode.Done;
    }
}

/// <summary><c>fastshot key add</c>: adds one more passphrase.</summary>
internal sealed class KeyAddCommand() : KeyFileCommand("add", "Adds one more passphrase by which devices join.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key add", "Asks for the new one twice, or takes FASTSHOT_NEW_PASSPHRASE."),
    ];

    protected override async Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, LibraryKeyFiles keyFiles, IObjectStore place, CancellationToken cancellationToken)
    {
        using var passphrase = await NewPassphraseAsync(call, cancellationToken).ConfigureAwait(false);
        if (call.Options.IsDryRun)
        {
            call.Output.Note("Would add a key file.");
            return ExitCode.Done;
        }

        var name = await keyFiles.AddAsync(place, passphrase.Utf8, cancellationToken).ConfigureAwait(false);
        call.Output.Line(name.Hex);
        return ExitCode.Done;
    }
}

/// <summary><c>fastshot key list</c>: the key files at the remote.</summary>
internal sealed class KeyListCommand() : KeyFileCommand("list", "Lists the key files at the remote, one a passphrase.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key list --json", "Prints their names for a script."),
    ];

    protected override async Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, LibraryKeyFiles keyFiles, IObjectStore place, CancellationToken cancellationToken)
    {
        var names = await keyFiles.ListAsync(place, cancellationToken).ConfigureAwait(false);
        var location = await workspace.Keys.LocateAsync(cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("items");
                foreach (var name in names)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", name.Hex);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WritePropertyName("kept");
                KeyPlace.Write(writer, location);
                writer.WriteEndObject();
            });
        }
        else
        {
            foreach (var name in names)
            {
                call.Output.Line(name.Hex);
            }

            if (location is not null)
            {
                call.Output.Note($"This device keeps the vault's key itself in {KeyPlace.Words(location)}.");
            }
        }

        return ExitCode.Done;
    }
}

/// <summary><c>fastshot key remove NAME</c>: removes a key file, so that its passphrase opens the vault no more.</summary>
internal sealed class KeyRemoveCommand : KeyFileCommand
{
    private const int PrefixLengthMin = 4;

    private readonly Argument<string> _name = new("NAME") { Description = "The key file, or the beginning of its name (4 characters or more)" };

    public KeyRemoveCommand()
        : base("remove", "Removes a key file; its passphrase opens the vault no more.") => Arguments.Add(_name);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key remove 1f3a", "Removes the one whose name starts so; fastshot key list shows them."),
    ];

    protected override async Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, LibraryKeyFiles keyFiles, IObjectStore place, CancellationToken cancellationToken)
    {
        var prefix = call.Get(_name).ToLowerInvariant();
        var names = await keyFiles.ListAsync(place, cancellationToken).ConfigureAwait(false);
        var name = Find(names, prefix);
        if (names.Count == 1 && !await call.Prompt.ConfirmAsync(
            "This is the only key file: without it devices join by the recovery key only. Remove it?", cancellationToken).ConfigureAwait(false))
        {
            call.Output.Note("Nothing was changed.");
            return ExitCode.Done;
        }

        if (!call.Options.IsDryRun)
        {
            await keyFiles.RemoveAsync(place, name, cancellationToken).ConfigureAwait(false);
        }

        call.Output.Note($"{(call.Options.IsDryRun ? "Would remove" : "Removed")} {name.Hex[..12]}…. Who knows the vault key can still read everything.");
        return ExitCode.Done;
    }

    private static Digest Find(IReadOnlyList<Digest> names, string prefix) =>
        names.Where(name => name.Hex.StartsWith(prefix, StringComparison.Ordinal)).ToList() switch
        {
            _ when prefix.Length < PrefixLengthMin =>
                throw CliException.Usage($"'{prefix}' is too short", $"Write {PrefixLengthMin} characters or more."),
            [var only] => only,
            [] => throw new CliException(ExitCode.NotFound, "not_found", $"No key file '{prefix}'", "fastshot key list shows them."),
            _ => throw CliException.Usage($"'{prefix}' is the beginning of several names", "Write more of it."),
        };
}
