using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Cli.Commands;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;
using Fastshot.Web.Hosting;

namespace Fastshot.Cli.Ui;

/// <summary>Lets the session manager's server use what the verbs use: settings, remotes of every layout, the bill.</summary>
/// <param name="call">A run that says nothing: its words would come between those of the server.</param>
internal sealed class UiInstallation(Invocation call, LocalWorkspace workspace) : IInstallation
{
    public Task<ConfigFile> ReadConfigAsync(CancellationToken cancellationToken = default) => call.ReadConfigAsync(cancellationToken);

    public Task ChangeConfigAsync(Func<ConfigFile, ConfigFile> change, CancellationToken cancellationToken = default) =>
        ConfigChange.ApplyAsync(call, change, cancellationToken);

    public RemoteAddress AddressOf(string text) => call.AddressOf(text);

    public async Task<SetRemote?> FindRemoteAsync(CancellationToken cancellationToken = default) =>
        await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is { } address
            ? new SetRemote(address, await call.LayoutAsync(cancellationToken).ConfigureAwait(false))
            : null;

    public async Task<T> AtAsync<T>(RemoteAddress address, Func<IObjectStore, Task<T>> work, CancellationToken cancellationToken = default)
    {
        try
        {
            return await RemoteCall.AtAsync(call, workspace, address, work, cancellationToken).ConfigureAwait(false);
        }
        catch (ClassicFormatException e)
        {
            throw new CliException(
                ExitCode.Failed, "damaged", $"Something at {address} {e.Message}", $"Check the key of config.ini, or {SecretVariables.ClassicKey}.", e);
        }
    }

    public Task<IRemote> OpenAsync(
        RemoteAddress address, IObjectStore place, SessionLibrary library, CancellationToken cancellationToken = default) =>
        call.RemoteAsync(workspace, address, place, library, cancellationToken);

    public IEnumerable<ProbeCheck> ChecksOf(IObjectStore place, IReadOnlyList<ProbeCheck> checks) => BucketCall.ChecksOf(place, checks);

    public Task<StorePrices?> PricesAsync(RemoteAddress address, CancellationToken cancellationToken = default) => call.PricesAsync(address, cancellationToken);

    public async Task<MonthBill> BillAsync(CancellationToken cancellationToken = default)
    {
        var bill = await Bill.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        return new MonthBill(bill.Month, bill.Usage, bill.Cost);
    }

    public async Task<LastLook?> LastLookAsync(CancellationToken cancellationToken = default) =>
        await Health.ReadAsync(call, cancellationToken).ConfigureAwait(false) is { } health
            ? new LastLook(health.Checked, health.Objects, health.Findings)
            : null;

    public Task NoteLookAsync(RemoteAddress address, VerifyReport report, CancellationToken cancellationToken = default) =>
        Health.NoteAsync(call, address, report, cancellationToken);

    public Task<Func<SessionInfo, bool>> SyncedAsync(SessionLibrary library, CancellationToken cancellationToken = default) =>
        SessionView.SyncedAsync(call, workspace, library, cancellationToken);

    public Task<NewSession> WithIdAsync(SessionLibrary library, NewSession session, CancellationToken cancellationToken = default) =>
        call.WithIdAsync(library, session, cancellationToken);

    public Task CleanAfterSyncAsync(SessionLibrary library, IObjectStore place, CancellationToken cancellationToken = default) =>
        CacheCall.CleanAfterSyncAsync(call, workspace, library, place, cancellationToken);

    public async Task<ClassicImportResult?> ImportClassicAsync(string path, string shown, CancellationToken cancellationToken = default)
    {
        if (!await ClassicKeys.IsClassicAsync(call.Surroundings.Files, path, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var keys = await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false);
        var import = new ClassicImport(
            workspace.LibraryAsync, call.Surroundings.Files, new ImageInspector(() => Vips.Installed), call.Surroundings.Scheduler, call.Surroundings.Time);
        var spool = workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            try
            {
                var result = await import.ImportAsync(path, keys, spool, cancellationToken).ConfigureAwait(false);
                return new ClassicImportResult(result.Session, result.SkippedBecause, [.. result.Problems]);
            }
            catch (ClassicFormatException e)
            {
                throw new CliException(
                    ExitCode.Failed,
                    e.Error is ClassicError.WrongKeyOrDamaged ? "wrong_key" : "damaged",
                    $"{shown} {e.Message}",
                    "Its key stands in the config.ini of the older program, as encryption_key: write it into the settings.",
                    e);
            }
        }
    }

    public async Task<string> ExportClassicAsync(
        SessionLibrary library, SessionInfo session, string path, CancellationToken cancellationToken = default)
    {
        var key = (await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        await ClassicCall.ExportAsync(call, workspace, library, session, path, key, cancellationToken).ConfigureAwait(false);
        return Path.GetFileName(ClassicCall.TargetsOf(call, library, [session], Path.GetDirectoryName(path)!)[0].Path);
    }

    public Task<bool> HasClassicSessionsAsync(IObjectStore place, CancellationToken cancellationToken = default) =>
        ClassicSetUp.IsUsedAsync(place, cancellationToken);
}
