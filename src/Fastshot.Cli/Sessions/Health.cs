using System.Globalization;
using System.Text.Json;
using Fastshot.Cli.Commands;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>When the remote was looked through last, and what was found; kept in a file that may be lost.</summary>
internal sealed record Health(string Remote, DateTimeOffset Checked, int Objects, int Findings)
{
    /// <summary>How old it may become before <c>sync --watch</c> looks again.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromDays(7);

    // Of the bytes, at each of these looks; others each time.
    private const int Percent = 1;
    private const int BytesMax = 64 << 10;

    public string Words =>
        $"remote looked through {Checked.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}: "
        + (Findings == 0 ? "all well" : $"{Sessions.Words.Count(Findings, "finding")}; see fastshot verify --remote");

    /// <summary>What is known of the remote that is set; null where it was not looked through, or another was.</summary>
    public static async Task<Health?> ReadAsync(Invocation call, CancellationToken cancellationToken)
    {
        var remote = (await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false)).Remote;
        try
        {
            if (remote.Length == 0
                || await call.Surroundings.Files.ReadSmallAsync(PathOf(call), BytesMax, cancellationToken).ConfigureAwait(false) is not { } bytes)
            {
                return null;
            }

            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var health = new Health(
                root.GetProperty("remote").GetString() ?? "",
                root.GetProperty("checked").GetDateTimeOffset(),
                root.GetProperty("objects").GetInt32(),
                root.GetProperty("findings").GetInt32());
            return health.Remote == remote ? health : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or StoreException)
        {
            return null;
        }
    }

    /// <summary>Keeps what a look through the remote found.</summary>
    public static async Task NoteAsync(Invocation call, RemoteAddress address, VerifyReport report, CancellationToken cancellationToken)
    {
        var health = new Health(
            address.Text, call.Surroundings.Time.GetUtcNow(), report.Checked, report.Findings.Length + report.More.Sum(one => one.Count));
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("remote", health.Remote);
            health.WriteMembers(writer);
            writer.WriteEndObject();
        }

        try
        {
            await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random)
                .WriteCacheAsync(PathOf(call), bytes.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            call.Output.Detail($"What was found could not be kept: {e.Message}");
        }
    }

    /// <summary>Looks the remote through where that is due: what stands there, and one percent of the bytes.</summary>
    public static async Task CheckIfDueAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, SessionLibrary library, CancellationToken cancellationToken)
    {
        if (await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic
            || (await ReadAsync(call, cancellationToken).ConfigureAwait(false) is { } last
                && (call.Surroundings.Time.GetUtcNow() - last.Checked).Duration() < Every))
        {
            return;
        }

        try
        {
            var options = new VerifyOptions(Percent);
            await call.OperateAsync(
                workspace,
                new OperationName("verify", address.Text, TrustCall.AgainOf(call, "verify", home: null, isRemote: true, options)),
                (operation, token) => CheckAsync(call, workspace, address, library, options, operation, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CliException or VaultException or StoreException)
        {
            call.Output.Detail($"The remote could not be looked through: {e.Message}");
        }
    }

    private static async Task<Outcome> CheckAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        SessionLibrary library,
        VerifyOptions options,
        IProgress<OperationProgress> operation,
        CancellationToken cancellationToken)
    {
        var progress = new BothProgress<VerifyProgress>(operation, TrustCall.ProgressOf, other: null);
        var report = await RemoteCall.AtAsync(
            call,
            workspace,
            address,
            place => workspace.Trust(library, place, isRemote: true).VerifyAsync(options, progress, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await NoteAsync(call, address, report, cancellationToken).ConfigureAwait(false);
        if (!report.IsHealthy)
        {
            call.Output.Warn("The remote was looked through, and not all of it is as it should be: fastshot verify --remote");
        }

        return VerifyCommand.OutcomeOf(report);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMembers(writer);
        writer.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("checked", Checked);
        writer.WriteNumber("objects", Objects);
        writer.WriteNumber("findings", Findings);
    }

    private static string PathOf(Invocation call) => Path.Combine(call.Places.State, "health.json");
}
