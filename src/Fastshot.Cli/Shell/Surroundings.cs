using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Shell;

/// <summary>All of the outside world that a run of the program touches: tests give it another one.</summary>
internal sealed record Surroundings
{
    public required SystemKind System { get; init; }

    /// <summary>The environment: the value of a variable, or null where it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The absolute path against which relative ones are read.</summary>
    public required string CurrentFolder { get; init; }

    public required Terminal Terminal { get; init; }

    public required IFileSystem Files { get; init; }

    public required IRandom Random { get; init; }

    public required IScheduler Scheduler { get; init; }

    public required TimeProvider Time { get; init; }
}
