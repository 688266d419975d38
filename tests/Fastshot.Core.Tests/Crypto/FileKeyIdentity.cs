using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Knows the file key already, whoever the recipients are.</summary>
internal sealed class FileKeyIdentity(byte[] key) : IAgeIdentity
{
    public bool TryUnwrap(AgeHeader header, Span<byte> fileKey, [NotNullWhen(false)] out AgeFailure? failure)
    {
        key.CopyTo(fileKey);
        failure = null;
        return true;
    }
}
