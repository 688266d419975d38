using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;
using Fastshot.Web.Hosting;

namespace Fastshot.Cli.Ui;

/// <summary>Who serves a home, for whoever comes second: a lock, and beside it a file that only its owner can read.</summary>
internal sealed class RunningUi : IAsyncDisposable
{
    private const int BytesMax = 4096;
    private const int TriesMax = 50;

    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Invocation _call;
    private readonly IAsyncDisposable _turn;

    private RunningUi(Invocation call, IAsyncDisposable turn) => (_call, _turn) = (call, turn);

    /// <summary>Takes the home's turn; null where another process serves it.</summary>
    public static async Task<RunningUi?> TryTakeAsync(Invocation call, CancellationToken cancellationToken)
    {
        await call.Surroundings.Files.CreateFolderAsync(call.Places.State, cancellationToken).ConfigureAwait(false);
        return await call.Surroundings.Files.TryLockAsync(PathOf(call, "ui.lock"), cancellationToken).ConfigureAwait(false) is { } turn
            ? new RunningUi(call, turn)
            : null;
    }

    /// <summary>The address and the token of the one that serves the home; it may be about to start.</summary>
    /// <exception cref="CliException">It does not say.</exception>
    public static async Task<(string Address, string Token)> FindAsync(Invocation call, CancellationToken cancellationToken)
    {
        for (var i = 0; i < TriesMax; i++)
        {
            var bytes = await call.Surroundings.Files.ReadSmallAsync(PathOf(call, "ui.json"), BytesMax, cancellationToken).ConfigureAwait(false);
            if (bytes is not null && Parse(bytes) is { } found)
            {
                return found;
            }

            await Task.Delay(TryInterval, call.Surroundings.Time, cancellationToken).ConfigureAwait(false);
        }

        throw new CliException(
            ExitCode.InUse, "in_use", "Another process serves this home and does not say where", "End it, or run it again in a moment.");
    }

    /// <summary>Says where this process serves the home.</summary>
    public async Task NoteAsync(WebServer server, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("address", server.Address);
            writer.WriteString("token", server.Token);
            writer.WriteNumber("process", Environment.ProcessId);
            writer.WriteEndObject();
        }

        await new AtomicFile(_call.Surroundings.Files, _call.Surroundings.Random)
            .WriteCacheAsync(PathOf(_call, "ui.json"), bytes.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _call.Surroundings.Files.DeleteAsync(PathOf(_call, "ui.json"), CancellationToken.None).ConfigureAwait(false);
        await _turn.DisposeAsync().ConfigureAwait(false);
    }

    private static string PathOf(Invocation call, string name) => Path.Combine(call.Places.State, name);

    private static (string Address, string Token)? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.GetProperty("address").GetString() is { } address && root.GetProperty("token").GetString() is { } token
                && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "http", IsLoopback: true }
                    ? (address, token)
                    : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
