using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Sessions;

/// <summary>Shows where a move into another vault stands, on the terminal and to those who look at the operation.</summary>
internal sealed class MoveWatch(Invocation call, IProgress<OperationProgress>? operation) : IProgress<MoveProgress>, IProgress<SyncProgress>, IDisposable
{
    private readonly ProgressLine<OperationProgress> _line = call.Output.Progress<OperationProgress>(
        one => one.Step == "seal" ? $"Sealing anew {one.Done:N0} of {one.Total:N0} sessions, {Words.Size(one.Bytes)}" : $"Sending {one.Done:N0} of {one.Total:N0}, {Words.Size(one.Bytes)}");

    public void Report(MoveProgress value) => Report(new OperationProgress("seal", value.Done, value.Total, value.Bytes));

    public void Report(SyncProgress value) => Report(new OperationProgress("push", value.Done, value.Total, value.Bytes));

    public void Dispose() => _line.Dispose();

    private void Report(OperationProgress value)
    {
        _line.Report(value);
        operation?.Report(value);
    }
}
