using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Reads pieces at the remote, trusting nothing in them; what cannot be read is told and passed over.</summary>
internal sealed class PieceFetch(IObjectStore store, SessionLibrary library, SyncTally tally)
{
    public async Task<SealedPiece?> TryAsync(PieceName name, CancellationToken cancellationToken)
    {
        var (word, bytesMax) = (name.Kind.Word, VaultPieces.SealedBytesMax(name.Kind));
        var bytes = await store.ReadSmallAsync(VaultNames.Piece(name), bytesMax, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            tally.Fail(name.Name.Hex, $"The {word} is gone from the remote, or larger than {bytesMax >> 10} KiB.");
            return null;
        }

        var reading = library.Objects.Read(name, bytes);
        if (reading.Piece is null)
        {
            // Late or damaged: a folder that a tool carries shows files before they are whole.
            tally.Fail(name.Name.Hex, $"The {word} at the remote {reading.Refusal?.Reason ?? "cannot be read"}; it was left alone.");
            return null;
        }

        tally.Advance(bytes.Length);
        return new SealedPiece(name, bytes, reading.Piece);
    }

    /// <summary>Reads the checkpoints that stand there, from here where they are here; what a whole one covers is not read.</summary>
    /// <returns>Those that came from there.</returns>
    public async Task<List<SealedPiece>> CheckpointsAsync(
        RemoteView view, Coverage coverage, PieceListing here, CancellationToken cancellationToken)
    {
        var fetched = new List<SealedPiece>();
        foreach (var name in view.Checkpoints)
        {
            if (coverage.Claims(name.Name))
            {
                continue;
            }

            var piece = here.Has(name)
                ? (await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false)).Piece
                : null;
            if (piece is null && await TryAsync(name, cancellationToken).ConfigureAwait(false) is { } sealedPiece)
            {
                fetched.Add(sealedPiece);
                piece = sealedPiece.Piece;
            }

            if (piece?.Checkpoint is { } checkpoint)
            {
                coverage.Add(name, checkpoint);
            }
        }

        return fetched;
    }
}
