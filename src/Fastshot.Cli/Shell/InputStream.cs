using Fastshot.Core.Runtime;

namespace Fastshot.Cli.Shell;

/// <summary>Standard input whose reading an interruption ends at once, however long the other program is silent.</summary>
/// <remarks>
/// A read of a pipe cannot be taken back: it stays on its thread until the process ends, and its bytes are nobody's. So
/// nothing may be read after a cancellation.
/// </remarks>
internal sealed class InputStream(Stream input) : ReadOnlyStream
{
    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A buffer of its own: the caller's may be used again before a read that was given up ends.
        var own = new byte[buffer.Length];
        var count = await Task.Run(() => input.Read(own), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        own.AsSpan(0, count).CopyTo(buffer.Span);
        return count;
    }
}
