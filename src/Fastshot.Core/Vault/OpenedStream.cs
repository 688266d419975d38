using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Vault;

/// <summary>The plaintext of a sealed stream, which it owns; what is wrong with it is a <see cref="VaultException"/>.</summary>
internal sealed class OpenedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly AgeReader _reader;
    private readonly string _name;

    private OpenedStream(Stream source, AgeReader reader, string name) =>
        (_source, _reader, _name) = (source, reader, name);

    public static Task<OpenedStream> OpenAsync(
        Stream source,
        string name,
        ReadOnlyMemory<byte> passphrase,
        WorkFactors accepted,
        CancellationToken cancellationToken) =>
        source.UseAsync(async () =>
        {
            try
            {
                var reader = await AgeReader.OpenAsync(source, passphrase, accepted, cancellationToken).ConfigureAwait(false);
                return new OpenedStream(source, reader, name);
            }
            catch (AgeException e)
            {
                throw Translated(name, e);
            }
        });

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (AgeException e)
        {
            throw Translated(_name, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal static VaultException Translated(string name, AgeException e) => new(
        e.Error switch
        {
            AgeError.NoMatch => VaultError.WrongKey,
            AgeError.TooLarge => VaultError.TooLarge,
            _ => VaultError.Damaged,
        },
        e.Error is AgeError.NoMatch
            ? $"{name} is not sealed by this key."
            : $"{name} is damaged: {Lower(e.Message)}",
        e);

    private static string Lower(string message) => char.ToLowerInvariant(message[0]) + message[1..];
}
