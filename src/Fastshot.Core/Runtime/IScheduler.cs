namespace Fastshot.Core.Runtime;

/// <summary>Where work for the processor runs: the thread pool in the program, one deterministic queue in a simulation.</summary>
public interface IScheduler
{
    /// <summary>How many pieces of work may usefully run at once.</summary>
    int WorkersMax { get; }

    /// <summary>Runs the work, and completes with its result or its exception.</summary>
    Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default);
}
