using Fastshot.Core.Runtime;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Gives its bytes in pieces of at most a given size, as a network does.</summary>
internal sealed class TrickleStream(ReadOnlyMemory<byte> bytes, int pieceMax) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(Math.Min(buffer.Length, pieceMax), _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return ValueTask.FromResult(count);
    }
}
