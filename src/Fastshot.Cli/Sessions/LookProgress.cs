using Fastshot.Cli.Shell;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;

namespace Fastshot.Cli.Sessions;

/// <summary>How far a look through objects is: told to its operation, and shown on a line of the terminal until it is disposed.</summary>
internal sealed class LookProgress(Invocation call, IProgress<OperationProgress> operation) : IProgress<VerifyProgress>, IDisposable
{
    private readonly ProgressLine<VerifyProgress> _line = call.Output.Progress<VerifyProgress>(RepairableCall.Of);

    public void Report(VerifyProgress value)
    {
        operation.Report(TrustCall.ProgressOf(value));
        _line.Report(value);
    }

    public void Dispose() => _line.Dispose();
}
