using Fastshot.Core.Operations;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Operations;

/// <summary>A queue on one simulated thread with a clock of its own: an hour of work takes no time.</summary>
internal sealed class OperationRun
{
    public OperationRun(ulong seed = 1, OperationLimits? limits = null)
    {
        Random = new SeededRandom(seed);
        Scheduler = new SimulatedScheduler(Random, Time);
        Files = new FakeFileSystem(Time);
        Queue = new OperationQueue(new OperationParts(History, Time, Random, Scheduler, Describe) { Limits = limits ?? new OperationLimits() });
    }

    public ManualTime Time { get; } = new();

    public SeededRandom Random { get; }

    public SimulatedScheduler Scheduler { get; }

    public FakeFileSystem Files { get; }

    public OperationHistory History => new(Files, "/state/operations", Random);

    public OperationQueue Queue { get; }

    public static OperationResult Nothing { get; } = new([]);

    public static OperationFailure Describe(Exception e) => new("code", $"words: {e.Message}", "hint");

    /// <summary>Runs a program to its end on the simulated thread.</summary>
    public void Do(Func<Task> program) => Scheduler.Run(async () =>
    {
        await program();
        return true;
    });

    /// <summary>Work that takes some time of the clock, and can be cancelled all the while.</summary>
    public OperationRequest Taking(TimeSpan time, string resource = "r", Action? onStart = null) => new(
        "test", "somewhere", resource, async (_, token) =>
        {
            onStart?.Invoke();
            await WaitAsync(time, token);
            return Nothing;
        });

    /// <summary>Waits for the clock or the token. Task.Delay goes on on a thread of the pool when its token is cancelled.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        await using var timer = Time.CreateTimer(_ => end.TrySetResult(), state: null, time, Timeout.InfiniteTimeSpan);
        var registration = cancellationToken.UnsafeRegister((_, token) => end.TrySetCanceled(token), state: null);
        try
        {
            await end.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    public static OperationRequest Of(Func<IProgress<OperationProgress>, CancellationToken, Task<OperationResult>> work, string resource = "r") =>
        new("test", "somewhere", resource, work);
}
