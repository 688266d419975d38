namespace Fastshot.Core.Storage.Disk;

/// <summary>Syncs folders; those who ask for the same one while it waits for its turn share one sync.</summary>
/// <remarks>
/// Whoever asks gets a sync that begins after he asked, so that what he did before is durable when it ends. Two hundred
/// downloads make a hundred folders in one: without this they sync that one two hundred times.
/// </remarks>
/// <param name="sync">Syncs one folder; called on the thread pool, and for one folder never twice at once.</param>
internal sealed class FolderSyncs(Action<string> sync)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _waiting = new(StringComparer.Ordinal);

    public Task SyncAsync(string path)
    {
        lock (_turn)
        {
            if (_waiting.TryGetValue(path, out var shared))
            {
                return shared;
            }

            return _running.TryGetValue(path, out var before)
                ? _waiting[path] = RunAfterAsync(before, path)
                : _running[path] = Task.Run(() => Run(path));
        }
    }

    private async Task RunAfterAsync(Task before, string path)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_turn)
        {
            // From here on it is too late to share it.
            _waiting.Remove(path, out var next);
            _running[path] = next!;
        }

        Run(path);
    }

    private void Run(string path)
    {
        try
        {
            sync(path);
        }
        finally
        {
            lock (_turn)
            {
                if (!_waiting.ContainsKey(path))
                {
                    _running.Remove(path);
                }
            }
        }
    }
}
