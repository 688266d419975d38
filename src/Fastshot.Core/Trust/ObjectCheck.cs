using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Reads single objects to their last byte, with no more of them in memory than a buffer.</summary>
internal sealed class ObjectCheck(TrustParts parts, IReadOnlySet<Digest> known)
{
    /// <summary>What is wrong with an object, as the end of a sentence, or null; one that is gone meanwhile is no error.</summary>
    /// <param name="session">The session whose archive it must be, or null.</param>
    public async Task<string?> ProblemOfAsync(ObjectInfo info, SessionId? session, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await parts.Looked.GetAsync(info.Key, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (stored is null)
            {
                return null;
            }

            await using (stored.ConfigureAwait(false))
            {
                return await ProblemOfAsync(stored, session, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            return $"cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    private async Task<string?> ProblemOfAsync(StoredObject stored, SessionId? session, CancellationToken cancellationToken)
    {
        var key = stored.Info.Key;
        if (VaultNames.TryParse(key, VaultNames.SessionsPrefix, out var archive))
        {
            var reader = await parts.Library.Objects
                .OpenAsync(new ArchiveName(archive, stored.Info.Length), stored.Content, session, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
        }

        if (VaultNames.TryParse(key, VaultNames.KeysPrefix, out var keyFile))
        {
            return stored.Info.Length <= KeyFiles.BytesMax
                && KeyFiles.IsSound(keyFile, await ReadAsync(stored, cancellationToken).ConfigureAwait(false))
                    ? null
                    : "is no key file, or not the one of its name";
        }

        return VaultNames.TryParsePiece(key, out var piece)
            ? await ProblemOfPieceAsync(piece, stored, cancellationToken).ConfigureAwait(false)
            : null;
    }

    // One that was joined here was opened once: its hash proves that it is the same.
    private async Task<string?> ProblemOfPieceAsync(PieceName piece, StoredObject stored, CancellationToken cancellationToken)
    {
        if (stored.Info.Length > VaultPieces.SealedBytesMax(piece.Kind))
        {
            return $"is larger than a {piece.Kind.Word} may be";
        }

        return known.Contains(piece.Name)
            ? await StreamedHash.IsNameAsync(stored.Content, piece.Name, cancellationToken).ConfigureAwait(false) ? null : StreamedHash.Refused
            : parts.Library.Objects.Read(piece, await ReadAsync(stored, cancellationToken).ConfigureAwait(false)).Refusal?.Reason;
    }

    private static async Task<byte[]> ReadAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        var bytes = new byte[stored.Info.Length];
        await stored.Content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
