using System.Runtime.InteropServices;
using Fastshot.Cli.Shell;

HeadStart.Begin(args);

// The first signal asks for a clean end, whatever the verb is at; the second one ends the process as usual.
using var interruption = new CancellationTokenSource();
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

return (int)await App.RunAsync(args, ProcessSurroundings.Create(), interruption.Token).ConfigureAwait(false);
