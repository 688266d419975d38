using System.Globalization;
using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>What is known of the remote that is set, without a sync.</summary>
internal sealed record RemoteState(RemoteAddress Address, RemoteLayout Layout, bool IsReachable, DateTimeOffset? LastSync, int Waiting)
{
    /// <summary>Looks whether the vault can be reached; null where no remote is set.</summary>
    public static async Task<RemoteState?> ReadAsync(
        Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        if (await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not { } address)
        {
            return null;
        }

        var layout = await call.LayoutAsync(cancellationToken).ConfigureAwait(false);
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        if (library is null || await PlaceOfAsync(workspace, address, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            return new RemoteState(address, layout, IsReachable: false, LastSync: null, Waiting: 0);
        }

        var remote = await call.RemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false);
        var (lastSync, waiting) = await remote.StateAsync(cancellationToken).ConfigureAwait(false);
        return new RemoteState(address, layout, await remote.IsThereAsync(cancellationToken).ConfigureAwait(false), lastSync, waiting);
    }

    public static void Write(Utf8JsonWriter writer, RemoteState? state, IReadOnlyList<BucketRow>? settings = null)
    {
        if (state is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("url", state.Address.Text);
        writer.WriteString("layout", state.Layout is RemoteLayout.Classic ? "classic" : "vault");
        writer.WriteBoolean("reachable", state.IsReachable);
        if (state.LastSync is { } last)
        {
            writer.WriteString("lastSync", last);
        }
        else
        {
            writer.WriteNull("lastSync");
        }

        writer.WriteNumber("waiting", state.Waiting);
        if (settings is { Count: > 0 })
        {
            BucketRow.Write(writer, settings);
        }

        writer.WriteEndObject();
    }

    public static string Words(RemoteState? state)
    {
        if (state is null)
        {
            return "none";
        }

        var waiting = state.Waiting == 0
            ? ""
            : $"; {Sessions.Words.Count(state.Waiting, state.Layout is RemoteLayout.Classic ? "change" : "record")} to send";
        return $"{state.Address} ({(state.IsReachable ? "" : "not reachable now; ")}{LastOf(state)}{waiting})";
    }

    private static async Task<IObjectStore?> PlaceOfAsync(
        LocalWorkspace workspace, RemoteAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await workspace.PlaceOfAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static string LastOf(RemoteState state) => state.LastSync is { } last
        ? $"last synced {last.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
        : "not synced yet";
}
