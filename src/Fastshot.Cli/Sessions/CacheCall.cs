using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How verbs keep what was downloaded in bounds.</summary>
internal static class CacheCall
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Drops what is beyond limits and safe elsewhere, and says what that was.</summary>
    public static async Task<ExitCode> CleanAsync(
        Invocation call, CacheLimits limits, long previewBytes, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var address = await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        var isVault = address is not null && await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is not RemoteLayout.Classic;
        var report = isVault
            ? await RemoteCall.AtAsync(
                call, workspace, address!, place => CleanAsync(call, workspace, library, place, limits, previewBytes, cancellationToken), cancellationToken)
                .ConfigureAwait(false)
            : await CleanAsync(call, workspace, library, place: null, limits, previewBytes, cancellationToken).ConfigureAwait(false);
        Print(call, report);
        return ExitCode.Done;
    }

    /// <summary>Keeps the cache in the bounds of config.ini after a sync, at most once a day. A failure there is no failure of the sync.</summary>
    public static async Task CleanAfterSyncAsync(
        Invocation call, LocalWorkspace workspace, SessionLibrary library, IObjectStore place, CancellationToken cancellationToken)
    {
        var mark = Path.Combine(call.Places.Cache, "cleaned");
        var files = call.Surroundings.Files;
        try
        {
            if (await files.StatAsync(mark, cancellationToken).ConfigureAwait(false) is { } last
                && (call.Surroundings.Time.GetUtcNow() - last.Modified).Duration() < Every)
            {
                return;
            }

            var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
            var limits = new CacheLimits(settings.CacheSize, settings.CacheAge);
            var cleaning = workspace.CacheCleaning(library, place);
            if (await cleaning.IsDueAsync(limits, cancellationToken).ConfigureAwait(false))
            {
                var report = await cleaning.RunAsync(limits, CacheLimits.PreviewBytes, isDryRun: false, cancellationToken).ConfigureAwait(false);
                call.Output.Detail($"Dropped {Words.Count(report.Dropped, "downloaded archive")}, {Words.Size(report.DroppedBytes)}, beyond cache_size and cache_age.");
            }

            await new AtomicFile(files, call.Surroundings.Random).WriteCacheAsync(mark, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            call.Output.Detail($"The cache was not looked at: {e.Message}");
        }
    }

    private static Task<CacheReport> CleanAsync(
        Invocation call,
        LocalWorkspace workspace,
        SessionLibrary library,
        IObjectStore? place,
        CacheLimits limits,
        long previewBytes,
        CancellationToken cancellationToken) =>
        workspace.CacheCleaning(library, place).RunAsync(limits, previewBytes, call.Options.IsDryRun, cancellationToken);

    private static void Print(Invocation call, CacheReport report)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("dropped", report.Dropped);
                writer.WriteNumber("bytes", report.DroppedBytes);
                writer.WriteNumber("kept", report.Kept);
                writer.WriteNumber("previews", report.Previews);
                writer.WriteEndObject();
            });
            return;
        }

        var verb = call.Options.IsDryRun ? "Would drop" : "Dropped";
        call.Output.Note(
            $"{verb} {Words.Count(report.Dropped, "downloaded archive")}, {Words.Size(report.DroppedBytes)}, and {Words.Count(report.Previews, "preview")}."
            + (report.Kept == 0 ? "" : $" {Words.Count(report.Kept, "archive")} stay: it was not seen that the remote has them, or not all of their sessions was sent."));
    }
}
