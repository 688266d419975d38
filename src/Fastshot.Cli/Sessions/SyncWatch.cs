namespace Fastshot.Cli.Sessions;

/// <summary>Syncs again and again: soon after each change on this device, and now and then for those of the others.</summary>
/// <param name="sync">One sync, told whether to ask for other devices' changes; it says itself what came of it, and does not fail where the remote is away.</param>
/// <param name="stampOf">Something that differs when this device has recorded a change.</param>
internal sealed class SyncWatch(
    Func<bool, CancellationToken, Task> sync, Func<CancellationToken, Task<long>> stampOf, TimeProvider time)
{
    /// <summary>How often the other devices are asked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    /// <summary>How often this device's own changes are looked for.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await sync(true, cancellationToken).ConfigureAwait(false);
            var asked = time.GetTimestamp();
            var stamp = await stampOf(cancellationToken).ConfigureAwait(false);
            do
            {
                await Task.Delay(LookInterval, time, cancellationToken).ConfigureAwait(false);
                if (await stampOf(cancellationToken).ConfigureAwait(false) != stamp)
                {
                    await sync(false, cancellationToken).ConfigureAwait(false);
                    stamp = await stampOf(cancellationToken).ConfigureAwait(false);
                }
            }
            while (time.GetElapsedTime(asked) < Interval);
        }
    }
}
