using System.Globalization;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Finds pieces in a folder under names of the tool that carries it between machines: conflict copies.</summary>
/// <remarks>
/// What such a file is, its bytes say alone. Where the piece is missing under its own name, or cut, and is not known
/// here, it is put there; the file itself is left alone. One that is nothing is read again only when it has changed.
/// </remarks>
internal sealed class FolderCopies(IObjectStore store, SessionLibrary library, SyncMemory memory, SyncTally tally)
{
    private const int ReadMax = 256;
    private const int SessionsDigits = 12;

    /// <summary>Puts them where they belong, and into the view.</summary>
    public async Task RestoreAsync(RemoteView view, CancellationToken cancellationToken)
    {
        if (view.Foreign.Count == 0)
        {
            memory.Foreign.Clear();
            return;
        }

        var known = await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        var (looked, read, restored) = (new Dictionary<string, string>(StringComparer.Ordinal), 0, 0);
        foreach (var info in view.Foreign)
        {
            if (memory.Foreign.GetValueOrDefault(info.Key.Value) == info.ETag)
            {
                looked[info.Key.Value] = info.ETag;
            }
            else if (KindOf(info) is { } kind && ++read <= ReadMax
                && await store.ReadSmallAsync(info.Key, VaultPieces.SealedBytesMax(kind), cancellationToken).ConfigureAwait(false) is { } bytes)
            {
                looked[info.Key.Value] = info.ETag;
                var name = new PieceName(kind, Digest.Of(bytes), SessionsIn(info.Key, kind));
                if (known.Contains(name.Name) || view.Has(name, bytes.Length) || library.Objects.Read(name, bytes).Piece is null)
                {
                    continue;
                }

                if (await TryPutAsync(name, bytes, info.Key, cancellationToken).ConfigureAwait(false))
                {
                    view.Add(name, bytes.Length);
                    restored++;
                }
                else
                {
                    looked.Remove(info.Key.Value); // Tried again.
                }
            }
        }

        memory.Foreign.Clear();
        foreach (var (key, eTag) in looked)
        {
            memory.Foreign[key] = eTag;
        }

        if (restored > 0)
        {
            tally.Tell(new SyncNotice.CopiesUsed(restored));
        }
    }

    private static PieceKind? KindOf(ObjectInfo info)
    {
        var kind = info.Key.Value switch
        {
            var key when key.StartsWith(VaultNames.LogPrefix, StringComparison.Ordinal) => PieceKind.Record,
            var key when key.StartsWith(VaultNames.SegmentsPrefix, StringComparison.Ordinal) => PieceKind.Segment,
            var key when key.StartsWith(VaultNames.CheckpointsPrefix, StringComparison.Ordinal) => PieceKind.Checkpoint,
            _ => (PieceKind?)null,
        };
        return kind is { } known && info.Length <= VaultPieces.SealedBytesMax(known) ? kind : null;
    }

    // The tools keep how a name begins. The number only says which checkpoint to read first.
    private static long SessionsIn(ObjectKey key, PieceKind kind)
    {
        var name = key.Value.AsSpan(Math.Min(key.Value.Length, VaultNames.CheckpointsPrefix.Length));
        return kind is PieceKind.Checkpoint && name.Length > SessionsDigits
            && long.TryParse(name[..SessionsDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var sessions)
                ? sessions
                : 0;
    }

    private async Task<bool> TryPutAsync(PieceName name, byte[] bytes, ObjectKey copy, CancellationToken cancellationToken)
    {
        try
        {
            await store.PutAsync(VaultNames.Piece(name), ObjectContent.Of(bytes), PutCondition.None, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException e) when (e.Error is StoreError.Denied)
        {
            tally.Fail(name.Name.Hex, $"It lies at the remote as {copy}, and cannot be put in its place: {e.Message}");
            return false;
        }
    }
}
