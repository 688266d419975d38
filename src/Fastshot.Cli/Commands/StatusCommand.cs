using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot status</c>: what there is on this device, and whether it is well.</summary>
internal sealed class StatusCommand()
    : VerbCommand("status", "Says what there is on this device, and whether it is well.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot status --json", "Prints it for a script."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var counts = library is null ? default : await library.CountAsync(cancellationToken).ConfigureAwait(false);
        if (library is not null)
        {
            call.Report(library);
        }

        var key = await workspace.Keys.LocateAsync(cancellationToken).ConfigureAwait(false);
        var remote = await RemoteState.ReadAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var health = await Health.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        var bill = await Bill.ReadAsync(call, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            WriteJson(call.Output, counts, library, key, remote, health, bill);
            return ExitCode.Done;
        }

        call.Output.Line($"library   {call.Places.Library}");
        call.Output.Line(
            $"          {Words.Count(counts.Sessions, "session")} and {counts.Trash:N0} in the trash, {Words.Size(counts.Bytes)} of pictures");
        if (key is not null)
        {
            call.Output.Line($"key       in {key.Keyring ?? key.File}");
        }

        call.Output.Line($"remote    {RemoteState.Words(remote)}");
        if (health is not null)
        {
            call.Output.Line($"health    {health.Words}");
        }

        if (bill.Usage.Requests > 0)
        {
            call.Output.Line($"bill      {BillWords(bill)}");
        }

        call.Output.Line($"index     {(IsHealthy(library) ? "healthy" : "was mended just now")}");
        if (library is not null && !await library.HasShownKeyAsync(cancellationToken).ConfigureAwait(false))
        {
            call.Output.Note("Your recovery key was not shown yet. Keep it somewhere safe: fastshot key show");
        }

        return ExitCode.Done;
    }

    private static string BillWords(Bill bill) =>
        $"{bill.Month}: {Words.Count(bill.Usage.Requests, "request")}, {Words.Size(bill.Usage.BytesSent)} sent, {Words.Size(bill.Usage.BytesReceived)} received"
        + (bill.Cost is { } cost ? $", {Bill.Words(cost)}" : "");

    private static void WriteJson(
        Output output, IndexCounts counts, SessionLibrary? library, KeyLocation? key, RemoteState? remote, Health? health, Bill bill) => output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("library");
        writer.WriteNumber("sessions", counts.Sessions);
        writer.WriteNumber("trash", counts.Trash);
        writer.WriteNumber("bytes", counts.Bytes);
        writer.WriteEndObject();
        writer.WritePropertyName("key");
        KeyPlace.Write(writer, key);
        writer.WritePropertyName("remote");
        RemoteState.Write(writer, remote);
        if (health is not null)
        {
            writer.WritePropertyName("health");
            health.Write(writer);
        }

        if (bill.Usage.Requests > 0)
        {
            writer.WritePropertyName("bill");
            bill.WriteTo(writer);
        }

        writer.WriteStartObject("index");
        writer.WriteBoolean("healthy", IsHealthy(library));
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static bool IsHealthy(SessionLibrary? library) =>
        library is null || !library.Notices.Any(notice =>
            notice is LibraryNotice.IndexBehind or LibraryNotice.RecordRefused or LibraryNotice.IndexRebuilt { Reason: not null });
}
