using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Crypto;

/// <summary>Something that can get the file key out of a header.</summary>
internal interface IAgeIdentity
{
    /// <summary>Fills the 16 bytes of the file key; what it got is proven only by the header's authentication code.</summary>
    bool TryUnwrap(AgeHeader header, Span<byte> fileKey, [NotNullWhen(false)] out AgeFailure? failure);
}
