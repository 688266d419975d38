using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot collect</c>: removes archives that nothing needs any more from the remote.</summary>
internal sealed class CollectCommand : VerbCommand
{
    private const string Kind = "collect";

    private readonly Option<string> _unnamed =
        Symbols.Flag("--unnamed", "Those that no session names instead, as an interrupted sync leaves them; after 180 days, and after asking");

    private readonly Option<string> _oldVault =
        Symbols.Flag("--old-vault", "The vault from which this device moved when the key was changed: reads it to its end once more, and asks");

    private readonly Option<string> _allowDeletions =
        Symbols.Flag("--allow-deletions", "Agree beforehand to remove more than a fifth of the archives, or 1,000");

    public CollectCommand()
        : base(Kind, "Removes archives from the remote whose sessions were deleted for good at least 30 days ago.")
    {
        Options.Add(_unnamed);
        Options.Add(_oldVault);
        Options.Add(_allowDeletions);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot collect --dry-run", "Says what would be removed."),
        new("fastshot collect --old-vault", "After key rotate: removes the vault that was before, when all devices have moved."),
        new("fastshot collect --unnamed", "Removes, after asking, archives that belong to no session."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Has(_oldVault) && call.Has(_unnamed))
        {
            throw CliException.Usage("--old-vault and --unnamed are two different things", "Run one after the other.");
        }

        using var workspace = call.OpenWorkspace();
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        if (await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic)
        {
            throw CliException.Usage(
                "The remote is laid out as the older program's bucket: it keeps nothing of deleted sessions",
                "repair removes what is left over there.");
        }

        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        return await call.OperateAsync(
            workspace,
            new OperationName(Kind, address.Text, call.Has(_oldVault) ? [Kind, "--old-vault"] : call.Has(_unnamed) ? [Kind, "--unnamed"] : [Kind]),
            (_, token) => RemoteCall.AtAsync(
                call,
                workspace,
                address,
                place => call.Has(_oldVault) ? OldVaultCall.RunAsync(call, workspace, address, place, library, token)
                    : call.Has(_unnamed)
                    ? CollectUnnamedAsync(call, address, workspace.Remote(address, place, library), token)
                    : CollectAsync(call, address, workspace.Remote(address, place, library), token),
                token),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> CollectAsync(Invocation call, RemoteAddress address, VaultRemote remote, CancellationToken cancellationToken)
    {
        var isRefused = false;
        var removed = await remote.CollectAsync(
            call.Options.IsDryRun,
            async count => !(isRefused = !await AgreesAsync(call, address, count, isMuch: true, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return Print(call, removed, younger: null, isRefused);
    }

    private async Task<Outcome> CollectUnnamedAsync(Invocation call, RemoteAddress address, VaultRemote remote, CancellationToken cancellationToken)
    {
        var isRefused = false;
        var found = await remote.CollectUnnamedAsync(
            call.Options.IsDryRun,
            async (count, isMuch) => !(isRefused = !await AgreesAsync(call, address, count, isMuch, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return found is null
            ? throw new CliException(
                ExitCode.Partly, "not_all_read", "Not all that is there could be read, and that may name them; nothing was removed", "fastshot sync says what it was.")
            : Print(call, found.Due, found.Younger, isRefused);
    }

    // So many at once are never agreed to by --yes alone.
    private async Task<bool> AgreesAsync(Invocation call, RemoteAddress address, int count, bool isMuch, CancellationToken cancellationToken)
    {
        if (call.Has(_allowDeletions))
        {
            return true;
        }

        if (isMuch && call.Options.SaysYes)
        {
            call.Output.Warn($"{Words.Count(count, "archive")} would be removed, which is more than a fifth, or 1,000. If it is meant so: --allow-deletions");
            return false;
        }

        return await call.Prompt.ConfirmAsync($"Remove {Words.Count(count, "archive")} from {address}?", cancellationToken).ConfigureAwait(false);
    }

    private static Outcome Print(Invocation call, IReadOnlyCollection<ArchiveName> removed, int? younger, bool isRefused)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("removed");
                foreach (var archive in removed)
                {
                    writer.WriteStringValue(archive.Sha256.Hex);
                }

                writer.WriteEndArray();
                writer.WriteNumber("bytes", removed.Sum(archive => archive.Length));
                if (younger is { } count)
                {
                    writer.WriteNumber("younger", count);
                }

                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Note(
                $"{(call.Options.IsDryRun ? "Would remove" : "Removed")} {Words.Count(removed.Count, "archive")}, {Words.Size(removed.Sum(archive => archive.Length))}."
                + (younger > 0 && !isRefused ? $" {younger:N0} more that no session names stay for now: their session may still come from a device that is away." : ""));
        }

        return Outcome.Of(isRefused ? ExitCode.Partly : ExitCode.Done, new KeyValuePair<string, long>("removed", removed.Count));
    }
}
