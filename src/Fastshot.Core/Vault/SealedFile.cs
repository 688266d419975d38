using System.Text;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Vault;

/// <summary>Any one age file with a passphrase: an object of a vault, a key file, or somebody else's.</summary>
public static class SealedFile
{
    /// <summary>
    /// Opens it by a vault key as a person types it, or else by a passphrase (UTF-8, valid during the call); armor is
    /// read too. The source stays its caller's.
    /// </summary>
    /// <exception cref="VaultException">It is sealed otherwise, damaged, or no age file.</exception>
    public static async Task<Stream> OpenAsync(
        Stream source, string name, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default)
    {
        if (!VaultKey.TryParse(Encoding.UTF8.GetString(passphrase.Span), out var key, out var problem))
        {
            var noMatch = VaultSecret.LooksLikeRecoveryKey(passphrase.Span)
                ? new VaultException(VaultError.WrongKey, VaultKeyWords.Of(problem))
                : new VaultException(VaultError.WrongPassphrase, $"The passphrase does not open {name}.");
            return await OpenAsync(source, name, passphrase, noMatch, cancellationToken).ConfigureAwait(false);
        }

        using (key)
        {
            return await OpenAsync(source, name, key.Passphrase, noMatch: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Stream> OpenAsync(
        Stream source, string name, ReadOnlyMemory<byte> passphrase, VaultException? noMatch, CancellationToken cancellationToken)
    {
        try
        {
            var binary = await AgeArmor.UnwrapAsync(source, cancellationToken).ConfigureAwait(false);
            return await OpenedStream.OpenAsync(binary, name, passphrase, WorkFactors.Any, cancellationToken).ConfigureAwait(false);
        }
        catch (AgeException e)
        {
            throw OpenedStream.Translated(name, e);
        }
        catch (VaultException e) when (e.Error is VaultError.WrongKey && noMatch is not null)
        {
            throw noMatch;
        }
    }
}
