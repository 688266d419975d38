using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>A library's sealed objects, as a sync copies them: whole, under the names of their hashes.</summary>
public sealed class LibraryObjects
{
    private const int WritesAtOnce = 16;

    private readonly OpenedVault _vault;
    private readonly LibraryIndex _index;

    internal LibraryObjects(LibraryParts parts, OpenedVault vault, LibraryIndex index)
    {
        (_vault, _index) = (vault, index);
        Cache = new LibraryCache(parts, vault);
        Scheduler = parts.Scheduler;
    }

    /// <summary>Where work for the processor runs.</summary>
    internal IScheduler Scheduler { get; }

    /// <summary>What of them can be had again from elsewhere.</summary>
    public LibraryCache Cache { get; }

    /// <summary>The sealed objects as they lie here.</summary>
    internal IObjectStore Store => _vault.Store;

    /// <summary>The pieces that are here.</summary>
    public Task<PieceListing> PiecesAsync(CancellationToken cancellationToken = default) => _vault.Pieces.ListAsync(cancellationToken);

    /// <summary>The names of the pieces that the index has taken up; quicker than to look at what is here.</summary>
    public Task<IReadOnlySet<Digest>> KnownPiecesAsync(CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Pieces, cancellationToken);

    /// <summary>Something that differs after each change of the library, whichever process made it.</summary>
    public Task<long> StampAsync(CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Stamp, cancellationToken);

    /// <summary>When each session that a query finds was created, and the bytes of its pictures; in no order.</summary>
    public Task<IReadOnlyList<(DateTimeOffset Created, long SizeBytes)>> MomentsAsync(
        SessionQuery query, CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Moments(query), cancellationToken);

    /// <summary>The archives that stand here, by a look at their folders.</summary>
    public async Task<IReadOnlySet<Digest>> ArchivesHereAsync(CancellationToken cancellationToken = default)
    {
        var here = new HashSet<Digest>();
        ObjectKey? after = null;
        do
        {
            var page = await _vault.Store.ListAsync(VaultNames.SessionsPrefix, after, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var info in page.Objects)
            {
                if (VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var name))
                {
                    here.Add(name);
                }
            }

            after = page.Next;
        }
        while (after is not null);

        return here;
    }

    /// <summary>What the index holds, in the order of ids and from behind one of them, purged sessions included.</summary>
    internal Task<IReadOnlyList<KeyValuePair<EntryId, Entry>>> EntriesAfterAsync(
        EntryId? id, int countMax, CancellationToken cancellationToken) =>
        _index.AskAsync(index => index.After(id, countMax), cancellationToken);

    /// <summary>Forgets that pieces were joined which are gone, and of which everything was recorded anew.</summary>
    internal void Forget(IReadOnlyList<Digest> pieces) => _index.Forget(pieces);

    /// <summary>Keeps a piece that cannot be read under another name, where nothing looks for pieces.</summary>
    internal async Task SetAsideAsync(PieceName name, CancellationToken cancellationToken)
    {
        if (await _vault.SealedAsync(VaultNames.Piece(name), cancellationToken).ConfigureAwait(false) is { } content)
        {
            await _vault.Store.PutAsync(ObjectKey.Parse($"aside/{name.Name.Hex}"), content, PutCondition.None, cancellationToken).ConfigureAwait(false);
            await _vault.Pieces.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a piece that is here.</summary>
    public Task<PieceReading> ReadAsync(PieceName name, CancellationToken cancellationToken = default) =>
        _vault.Pieces.ReadAsync(name, cancellationToken);

    /// <summary>Reads a piece that came from elsewhere, trusting nothing in it.</summary>
    public PieceReading Read(PieceName name, ReadOnlyMemory<byte> bytes) => _vault.Pieces.Read(name, bytes);

    /// <summary>Takes pieces from elsewhere: durably into the vault, then into the index.</summary>
    public async Task AddAsync(IReadOnlyList<SealedPiece> pieces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (pieces.Count == 0)
        {
            return;
        }

        // Each waits for the disk twice; together they wait little longer than one. A checkpoint comes after what it names.
        foreach (var isCheckpoint in (bool[])[false, true])
        {
            await FanOut.ForEachAsync(
                pieces.Where(piece => (piece.Name.Kind is PieceKind.Checkpoint) == isCheckpoint),
                WritesAtOnce,
                (piece, token) => _vault.Pieces.AddAsync(piece.Name, piece.Bytes, token),
                cancellationToken).ConfigureAwait(false);
        }

        _index.Learn([.. pieces.SelectMany(piece => piece.Piece.Entries)], [.. pieces.Select(piece => piece.Name.Name)]);
    }

    /// <summary>Removes pieces of which everything is in others that are here.</summary>
    public async Task RemoveAsync(IReadOnlyList<PieceName> pieces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (var piece in pieces)
        {
            await _vault.Pieces.DeleteAsync(piece, cancellationToken).ConfigureAwait(false);
        }

        if (pieces.Count > 0)
        {
            _index.Forget([.. pieces.Select(piece => piece.Name)]);
        }
    }

    /// <summary>Seals entries for other devices, in as few segments as they fit in; nothing is kept.</summary>
    public IReadOnlyList<SealedPiece> SealSegments(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries) =>
        _vault.Pieces.SealSegments(entries);

    /// <summary>Seals a checkpoint for other devices; nothing is kept.</summary>
    public async Task<SealedPiece> SealCheckpointAsync(
        Checkpoint checkpoint, IReadOnlyList<KeyValuePair<EntryId, Entry>> newest, CancellationToken cancellationToken = default)
    {
        var known = await _index.AskAsync(index => index.Known, cancellationToken).ConfigureAwait(false);
        return _vault.Pieces.SealCheckpoint(checkpoint, newest, known);
    }

    /// <summary>Seals a head for the remote; nothing is kept.</summary>
    internal byte[] SealHead() => _vault.Pieces.SealHead();

    /// <summary>The sealed bytes of a piece; null where it is not here.</summary>
    public Task<ObjectContent?> SealedAsync(PieceName name, CancellationToken cancellationToken = default) =>
        _vault.SealedAsync(VaultNames.Piece(name), cancellationToken);

    /// <summary>The sealed bytes of an archive; null where it is not here with its length.</summary>
    public async Task<ObjectContent?> SealedArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        await _vault.SealedAsync(VaultNames.Archive(name.Sha256), cancellationToken).ConfigureAwait(false) is { } content
        && content.Length == name.Length
            ? content
            : null;

    /// <summary>The same, refused at its end where its bytes are not those of its name: so damage here is not spread.</summary>
    public async Task<ObjectContent?> CheckedArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default)
    {
        if (await SealedArchiveAsync(name, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        // Its name: a store that signs the hash need not read the archive for that.
        var hash = new byte[Digest.SizeBytes];
        name.Sha256.CopyTo(hash);
        return new ObjectContent(
            content.Length,
            async token => new NamedStream(await content.OpenAsync(token).ConfigureAwait(false), name))
        {
            Sha256 = hash,
        };
    }

    /// <summary>Opens an archive that lies elsewhere, by its sealed bytes, which the reader owns from then on.</summary>
    /// <param name="session">The session that it must hold, or null for any.</param>
    /// <exception cref="VaultException">It is damaged, or another's stands under its name.</exception>
    public Task<ArchiveReader> OpenAsync(
        ArchiveName name, Stream source, SessionId? session, CancellationToken cancellationToken = default) =>
        _vault.OpenArchiveAsync(name, source, session, cancellationToken);

    public Task<bool> HasArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        _vault.HasArchiveAsync(name, cancellationToken);

    /// <summary>Reads an archive from elsewhere and checks it; it is here when it is committed. Its source stays its caller's.</summary>
    /// <exception cref="VaultException">Its bytes are not those of its name; nothing was kept.</exception>
    public async Task<ReceivedArchive> ReceiveArchiveAsync(ArchiveName name, Stream source, CancellationToken cancellationToken = default)
    {
        // What stands here already, if damaged, was saved here, and does not become a download.
        var isNew = await _vault.Store.HeadAsync(VaultNames.Archive(name.Sha256), cancellationToken).ConfigureAwait(false) is null;
        var received = await _vault.ReceiveArchiveAsync(name, source, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            await Cache.Marks.AddAsync(name.Sha256, cancellationToken).ConfigureAwait(false);
        }

        return received;
    }

    /// <summary>Opens an archive that is here, whichever session it holds; null where it is not here.</summary>
    internal Task<ArchiveReader?> OpenHereAsync(ArchiveName name, CancellationToken cancellationToken) =>
        _vault.OpenArchiveAsync(name, session: null, cancellationToken);

    /// <summary>Opens an archive that is here, for somebody to see it; null where it is not here.</summary>
    internal async Task<ArchiveReader?> OpenUsedAsync(ArchiveName name, SessionId session, CancellationToken cancellationToken)
    {
        await Cache.Marks.TouchAsync(name.Sha256, cancellationToken).ConfigureAwait(false);
        return await _vault.OpenArchiveAsync(name, session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes an archive from this device; one that is not here is no error.</summary>
    public Task DeleteArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        _vault.DeleteArchiveAsync(name, cancellationToken);
}
