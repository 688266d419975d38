using Fastshot.Classic.Format;
using Fastshot.Cli.Shell;
using Fastshot.Cli.Commands;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>Makes the older program's bucket the place where devices meet, and says what that means.</summary>
internal static class ClassicSetUp
{
    public const string Warning =
        "the classic layout is not encryption: names, descriptions and tags stand in clear text, and whoever has one session can read all";

    private const string WayOut = "A vault keeps them sealed: fastshot import takes them over, fastshot remote set makes one.";

    /// <summary>What is wrong with a classic remote, as far as anything can be.</summary>
    public static string HintOf(bool hasKey) => hasKey ? WayOut : $"No key is set, so sessions are plain JSON there. {WayOut}";

    public static async Task<ExitCode> RunAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, IObjectStore place, CancellationToken cancellationToken)
    {
        var isUsed = await IsUsedAsync(place, cancellationToken).ConfigureAwait(false);
        var keys = await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false);
        call.Output.Warn($"{Warning}. {HintOf(keys.Count > 0)}");
        if (call.Options.IsDryRun)
        {
            call.Output.Note(isUsed ? $"Would sync with the older program's sessions at {address}." : $"Would begin with sessions for the older program at {address}.");
            return ExitCode.Done;
        }

        if (!isUsed && !await call.Prompt
            .ConfirmAsync($"The older program has no sessions at {address}. Begin there?", cancellationToken).ConfigureAwait(false))
        {
            call.Output.Note("Nothing was changed.");
            return ExitCode.Done;
        }

        await ConfigChange.ApplyAsync(
            call,
            file => file.With(SettingKey.Section, SettingKeys.RemoteName, address.Text).With(SettingKey.Section, SettingKeys.LayoutName, "classic"),
            cancellationToken).ConfigureAwait(false);
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var remote = await call.ClassicRemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false);
        using var progress = call.Output.Progress<SyncProgress>(SyncWords.Of);
        var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        var options = new SyncOptions { Refreshes = true, TransfersMax = settings.Connections };
        var report = await remote.SyncAsync(options, progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("url", address.Text);
                writer.WriteString("layout", "classic");
                writer.WriteNumber("sessions", counts.Sessions);
                writer.WriteEndObject();
            });
        }
        else
        {
            SyncWords.Print(call.Output, report, cost: null);
            call.Output.Note($"Your devices meet at {address}: {Words.Count(counts.Sessions, "session")}, in the layout of the older program.");
        }

        return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
    }

    /// <summary>Whether the older program has anything there.</summary>
    public static async Task<bool> IsUsedAsync(IObjectStore place, CancellationToken cancellationToken) =>
        await place.HeadAsync(ClassicNames.Overall, cancellationToken).ConfigureAwait(false) is not null
        || (await place.ListAsync(ClassicNames.SessionsPrefix, countMax: 1, cancellationToken: cancellationToken).ConfigureAwait(false)).Objects.Count > 0;
}
