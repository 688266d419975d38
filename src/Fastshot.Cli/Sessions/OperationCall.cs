using System.Collections.Immutable;
using Fastshot.Cli.Shell;
using Fastshot.Core.Operations;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>What an operation is called, what it works on, and by which words it is done again.</summary>
/// <param name="Kind">The verb, as <c>verify</c>; one of a kind runs at a time.</param>
/// <param name="Subject">What it works on, for people.</param>
/// <param name="Again">The command line that does the same, paths made absolute; empty where none can. Without secrets.</param>
internal sealed record OperationName(string Kind, string Subject, ImmutableArray<string> Again);

/// <summary>How a verb ended, and what came of it in numbers.</summary>
internal readonly record struct Outcome(ExitCode ExitCode, OperationResult Result)
{
    /// <summary>An outcome whose exit code says whether some items failed.</summary>
    public static Outcome Of(ExitCode exitCode, params ImmutableArray<KeyValuePair<string, long>> counts) =>
        new(exitCode, new OperationResult(counts) { IsPartial = exitCode is ExitCode.Partly });
}

/// <summary>How verbs run what may take longer than a second.</summary>
internal static class OperationCall
{
    extension(Invocation call)
    {
        /// <summary>Does work as an operation: when it is its turn, cancelled by Ctrl-C, and remembered with its end.</summary>
        /// <remarks>A dry run is none, for it leaves nothing behind.</remarks>
        public async Task<ExitCode> OperateAsync(
            LocalWorkspace workspace,
            OperationName name,
            Func<IProgress<OperationProgress>, CancellationToken, Task<Outcome>> work,
            CancellationToken cancellationToken)
        {
            if (call.Options.IsDryRun)
            {
                return (await work(new Unseen(), cancellationToken).ConfigureAwait(false)).ExitCode;
            }

            var exitCode = ExitCode.Done;
            var request = new OperationRequest(name.Kind, name.Subject, name.Kind, async (operation, token) =>
            {
                (exitCode, var result) = await work(operation, token).ConfigureAwait(false);
                return result;
            })
            {
                Again = name.Again,
                RetryOf = call.RetryOfKind(name.Kind),
            };
            await workspace.Operations.RunAsync(request, cancellationToken).ConfigureAwait(false);
            return exitCode;
        }

        /// <summary>The operation that this run does again, where it is one of that kind: a sync after an import does not repeat the import.</summary>
        public OperationSnapshot? RetryOfKind(string kind) => call.RetryOf is { } before && before.Kind == kind ? before : null;
    }

    /// <summary>Takes the progress of a dry run.</summary>
    private sealed class Unseen : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value)
        {
            // A dry run is no operation that anybody could look at.
        }
    }
}

/// <summary>Tells an operation how far its work is, and whoever looks on.</summary>
internal sealed class BothProgress<T>(IProgress<OperationProgress> operation, Func<T, OperationProgress> describe, IProgress<T>? other) : IProgress<T>
{
    public void Report(T value)
    {
        operation.Report(describe(value));
        other?.Report(value);
    }
}
