using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Workspace;
using Fastshot.Web.Assets;
using Fastshot.Web.Guard;
using Fastshot.Web.Hosting;

namespace Fastshot.Cli.Ui;

/// <summary>Serves the session manager until it is interrupted.</summary>
/// <param name="port">The port that a person asked for, or null.</param>
internal sealed class UiRun(Invocation call, int? port, bool opens)
{
    private const int PortDefault = 5170;
    private const int PortsTried = 10;

    /// <summary>Whether the library is one of samples.</summary>
    public bool IsDemo { get; init; }

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var running = await RunningUi.TryTakeAsync(call, cancellationToken).ConfigureAwait(false);
        if (running is null)
        {
            var (address, token) = await RunningUi.FindAsync(call, cancellationToken).ConfigureAwait(false);
            call.Output.Note("The session manager of this home runs already.");
            Show(address, token);
            return ExitCode.Done;
        }

        await using (running.ConfigureAwait(false))
        {
            using var workspace = call.OpenWorkspace();
            var server = await StartAsync(workspace, cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await running.NoteAsync(server, cancellationToken).ConfigureAwait(false);
                Show(server.Address, server.Token);
                await UntilInterruptedAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCode.Done;
    }

    private async Task<WebServer> StartAsync(LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        var surroundings = call.Surroundings;
        var silent = call.With(home: null, isSilent: true);
        try
        {
            return await WebServer.StartAsync(
                new WebParts(
                    workspace,
                    new UiInstallation(silent, workspace),
                    call.Places,
                    surroundings.Files,
                    surroundings.Time,
                    surroundings.Random,
                    surroundings.Scheduler,
                    Describe)
                {
                    Version = App.Version,
                    Page = EmbeddedPage.In(typeof(UiRun).Assembly),
                    AssetsFolder = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
                    Port = port ?? PortDefault,
                    PortsTried = port is null ? PortsTried : 1,
                    IsDemo = IsDemo,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PortTakenException e)
        {
            throw new CliException(
                ExitCode.Failed, "port_in_use", $"Port {e.Port} is in use by another program", "Choose another one: fastshot ui --port N", e);
        }
    }

    private static WebFailure Describe(Exception exception)
    {
        var failure = Failure.Of(exception, isInterrupted: true);
        return new WebFailure(failure.Code, failure.Message, failure.Hint);
    }

    private void Show(string address, string token)
    {
        var ticket = StartTicket.New(token, call.Surroundings.Time.GetUtcNow());
        if (opens && Browser.IsThere(call.Surroundings) && Browser.TryOpen(call.Surroundings, $"{address}/start?ticket={ticket}"))
        {
            call.Output.Note($"The session manager is open at {address}. Ctrl-C ends it.");
            return;
        }

        var start = $"{address}/start?token={token}";
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("url", start);
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Line(start);
        }

        call.Output.Note("Open this address in a browser of this machine; whoever has it can use the session manager. Ctrl-C ends it.");
    }

    private async Task UntilInterruptedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Surroundings.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            call.Output.Note("The session manager has ended.");
        }
    }
}
