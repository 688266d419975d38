using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Crypto;

/// <summary>A passphrase, with the work factors that may be spent on trying it.</summary>
internal sealed class PassphraseIdentity(ReadOnlyMemory<byte> passphrase, WorkFactors accepted) : IAgeIdentity
{
    public bool TryUnwrap(AgeHeader header, Span<byte> fileKey, [NotNullWhen(false)] out AgeFailure? failure)
    {
        if (!ScryptStanza.TryFind(header, out var stanza, out failure))
        {
            return false;
        }

        if (!accepted.Accepts(stanza.LogWorkFactor))
        {
            var wanted = accepted.Min == accepted.Max ? $"2^{accepted.Min}" : $"2^{accepted.Min} to 2^{accepted.Max}";
            failure = new AgeFailure(
                AgeError.WorkFactor,
                $"asks for a work factor of 2^{stanza.LogWorkFactor}, and only {wanted} is accepted here");
            return false;
        }

        failure = stanza.TryUnwrap(passphrase.Span, fileKey)
            ? null
            : new AgeFailure(AgeError.NoMatch, "is not sealed by this passphrase");
        return failure is null;
    }
}
