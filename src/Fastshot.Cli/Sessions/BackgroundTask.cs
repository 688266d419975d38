namespace Fastshot.Cli.Sessions;

/// <summary>Work that runs beside a loop: begun again at a turn of it once it has ended, and awaited with it.</summary>
internal sealed class BackgroundTask(Func<CancellationToken, Task> work)
{
    private Task _running = Task.CompletedTask;

    /// <summary>Begins it, unless it still runs; what ended it the last time is thrown here.</summary>
    public async Task GoOnAsync(CancellationToken cancellationToken)
    {
        if (_running.IsCompleted)
        {
            await _running.ConfigureAwait(false);
            _running = work(cancellationToken);
        }
    }

    /// <summary>Awaits what still runs, after its token was cancelled.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
    }
}
