using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot collect</c>: removes archives of purged sessions from the remote.</summary>
internal sealed class CollectCommand()
    : VerbCommand("collect", "Removes archives from the remote whose sessions were deleted for good at least 30 days ago.")
{
    private const string Kind = "collect";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot collect --dry-run", "Says what would be removed."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
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
            new OperationName(Kind, address.Text, [Kind]),
            async (_, token) => Print(call, await RemoteCall.AtAsync(
                call,
                workspace,
                address,
                place => workspace.Remote(address, place, library).CollectAsync(
                    call.Options.IsDryRun,
                    count => call.Prompt.ConfirmAsync($"Remove {Words.Count(count, "archive")} from {address}?", token),
                    token),
                token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }

    private static Outcome Print(Invocation call, IReadOnlyCollection<ArchiveName> removed)
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
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Note(
                $"{(call.Options.IsDryRun ? "Would remove" : "Removed")} {Words.Count(removed.Count, "archive")}, {Words.Size(removed.Sum(archive => archive.Length))}.");
        }

        return Outcome.Of(ExitCode.Done, new KeyValuePair<string, long>("removed", removed.Count));
    }
}
