namespace Fastshot.Core.Runtime.Ambient;

/// <summary>Runs work on the process's thread pool.</summary>
public sealed class ThreadPoolScheduler : IScheduler
{
    public static ThreadPoolScheduler Instance { get; } = new();

    public int WorkersMax => Environment.ProcessorCount;

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default) =>
        Task.Run(work, cancellationToken);
}
