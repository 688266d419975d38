using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>The pieces of which a vault's state is joined: records, segments and checkpoints, in one place.</summary>
public sealed class VaultPieces
{
    private const int RecordDocumentTarget = 1 << 20;
    private const int SegmentDocumentTarget = 48 << 20;

    // In this order: whoever compacts writes segments and checkpoint before he removes the records that they cover.
    private static readonly string[] Prefixes = [VaultNames.LogPrefix, VaultNames.SegmentsPrefix, VaultNames.CheckpointsPrefix];

    private readonly VaultParts _parts;
    private readonly VaultSecret _secret;

    internal VaultPieces(VaultParts parts, VaultSecret secret) => (_parts, _secret) = (parts, secret);

    /// <summary>Makes changes durable; when the task ends, they are saved.</summary>
    /// <returns>The names of the records that hold them: one, unless they do not fit into one.</returns>
    public async Task<IReadOnlyList<Digest>> AppendAsync(
        IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, CancellationToken cancellationToken = default)
    {
        var names = new List<Digest>();

        // Sealed here and not on another thread: a person's change is small, and it is the last thing before "saved".
        foreach (var (record, _) in PieceSplitter.Split(
            entries, part => Seal(PieceWriter.WriteRecord(_secret.Vault, part)), RecordDocumentTarget, Limits.RecordBytes))
        {
            var name = Digest.Of(record);
            var staged = await _parts.Store.StageAsync(cancellationToken).ConfigureAwait(false);
            await using (staged.ConfigureAwait(false))
            {
                await staged.WriteAsync(record, cancellationToken).ConfigureAwait(false);
                await staged.CommitAsync(VaultNames.Record(name), cancellationToken).ConfigureAwait(false);
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary>Seals entries into as few segments as their limits allow; nothing is written.</summary>
    public IReadOnlyList<SealedPiece> SealSegments(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries)
    {
        var sealedPieces = new List<SealedPiece>();
        foreach (var (bytes, part) in PieceSplitter.Split(
            entries, part => Seal(PieceWriter.WriteSegment(_secret.Vault, part)), SegmentDocumentTarget, Limits.SegmentBytes))
        {
            sealedPieces.Add(new SealedPiece(
                new PieceName(PieceKind.Segment, Digest.Of(bytes)), bytes, new Piece(PieceKind.Segment, _secret.Vault, part)));
        }

        return sealedPieces;
    }

    /// <summary>Seals a checkpoint; nothing is written.</summary>
    /// <param name="sessions">How many sessions it knows, purged ones included.</param>
    public SealedPiece SealCheckpoint(Checkpoint checkpoint, IReadOnlyList<KeyValuePair<EntryId, Entry>> newest, long sessions)
    {
        var bytes = Seal(PieceWriter.WriteCheckpoint(_secret.Vault, checkpoint, newest));
        return new SealedPiece(
            new PieceName(PieceKind.Checkpoint, Digest.Of(bytes), sessions),
            bytes,
            new Piece(PieceKind.Checkpoint, _secret.Vault, newest) { Checkpoint = checkpoint });
    }

    /// <summary>Seals a head, each time to other bytes; nothing is written.</summary>
    public byte[] SealHead() => Seal(PieceWriter.WriteHead(_secret.Vault));

    /// <summary>All pieces that are here.</summary>
    public Task<PieceListing> ListAsync(CancellationToken cancellationToken = default) =>
        PieceListing.ReadAsync(_parts.Store, Prefixes, cancellationToken);

    public async Task<PieceReading> ReadAsync(PieceName name, CancellationToken cancellationToken = default)
    {
        var bytes = await _parts.Store.ReadSmallAsync(VaultNames.Piece(name), SealedBytesMax(name.Kind), cancellationToken)
            .ConfigureAwait(false);
        return bytes is null
            ? new PieceReading(name, null, new Refusal($"is not there, or larger than {SealedBytesMax(name.Kind) >> 10} KiB"))
            : await _parts.Scheduler.RunAsync(() => Read(name, bytes), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the sealed bytes of a piece, wherever they come from.</summary>
    public PieceReading Read(PieceName name, ReadOnlyMemory<byte> bytes)
    {
        var hash = Digest.Of(bytes.Span);
        if (hash != name.Name)
        {
            return _parts.Rules.HashesAreChecked
                ? new PieceReading(name, null, new Refusal("is damaged: its name is not the hash of its bytes"))
                : Read(name with { Name = hash }, bytes) with { Name = name };
        }

        if (_parts.Memory?.Find(name, _secret.Vault) is { } known)
        {
            return new PieceReading(name, known, null);
        }

        if (!Age.TryOpen(bytes.Span, _secret.Key, WorkFactors.Objects, SealedBytesMax(name.Kind), out var plaintext, out var failure))
        {
            return new PieceReading(name, null, new Refusal(failure.Reason));
        }

        if (!PieceReader.TryRead(plaintext, name.Kind, _secret.Vault, out var piece, out var refusal)
            && (_parts.Rules.KindsAreChecked || !TryReadAny(plaintext, out piece)))
        {
            return new PieceReading(name, null, refusal);
        }

        _parts.Memory?.Keep(name, piece, bytes.Length);
        return new PieceReading(name, piece, null);
    }

    public async Task<bool> HasAsync(PieceName name, CancellationToken cancellationToken = default) =>
        await _parts.Store.HeadAsync(VaultNames.Piece(name), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Takes a piece that was read elsewhere as it is; when the task ends, it is durable.</summary>
    public Task AddAsync(PieceName name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        _parts.Store.PutAsync(VaultNames.Piece(name), ObjectContent.Of(bytes), PutCondition.None, cancellationToken);

    /// <summary>Removes a piece of which everything is in others; one that is not there is no error.</summary>
    public Task DeleteAsync(PieceName name, CancellationToken cancellationToken = default) =>
        _parts.Store.DeleteAsync(VaultNames.Piece(name), cancellationToken);

    /// <summary>The most bytes of a sealed piece.</summary>
    public static int SealedBytesMax(PieceKind kind) => kind switch
    {
        PieceKind.Record => Limits.RecordBytes,
        PieceKind.Segment => Limits.SegmentBytes,
        _ => Limits.CheckpointBytes,
    };

    private bool TryReadAny(ReadOnlyMemory<byte> plaintext, [NotNullWhen(true)] out Piece? piece) =>
        PieceReader.TryRead(plaintext, PieceKind.Record, _secret.Vault, out piece, out _)
        || PieceReader.TryRead(plaintext, PieceKind.Segment, _secret.Vault, out piece, out _)
        || PieceReader.TryRead(plaintext, PieceKind.Checkpoint, _secret.Vault, out piece, out _);

    private byte[] Seal(byte[] plaintext) =>
        Age.Seal(plaintext, _secret.Key, Age.LogWorkFactorOfObjects, _parts.Random);
}
