using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>A record as it lies in a vault, with what it says.</summary>
public sealed record SealedRecord(Digest Name, ReadOnlyMemory<byte> Bytes, IReadOnlyList<KeyValuePair<EntryId, Entry>> Entries);

/// <summary>A library's sealed objects, as a sync copies them: whole, under the names of their hashes.</summary>
public sealed class LibraryObjects
{
    private readonly OpenedVault _vault;
    private readonly LibraryIndex _index;

    internal LibraryObjects(OpenedVault vault, LibraryIndex index) => (_vault, _index) = (vault, index);

    /// <summary>The names of the records that are here.</summary>
    public async Task<IReadOnlyList<Digest>> RecordsAsync(CancellationToken cancellationToken = default) =>
        (await _vault.ListLogAsync(cancellationToken).ConfigureAwait(false)).Records;

    /// <summary>The names of the records that the index has taken up; quicker than to look at what is here.</summary>
    public Task<IReadOnlySet<Digest>> KnownRecordsAsync(CancellationToken cancellationToken = default) =>
        _index.AskAsync(index => index.Pieces, cancellationToken);

    /// <summary>Reads a record that is here.</summary>
    public Task<PieceReading> ReadRecordAsync(Digest name, CancellationToken cancellationToken = default) =>
        _vault.ReadRecordAsync(name, cancellationToken);

    /// <summary>Reads a record that came from elsewhere, trusting nothing in it.</summary>
    public PieceReading ReadRecord(Digest name, ReadOnlyMemory<byte> bytes) => _vault.ReadRecord(name, bytes);

    /// <summary>Takes records from elsewhere: durably into the vault, then into the index.</summary>
    public async Task AddRecordsAsync(IReadOnlyList<SealedRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0)
        {
            return;
        }

        foreach (var record in records)
        {
            await _vault.AddRecordAsync(record.Name, record.Bytes, cancellationToken).ConfigureAwait(false);
        }

        _index.Learn([.. records.SelectMany(record => record.Entries)], [.. records.Select(record => record.Name)]);
    }

    /// <summary>The sealed bytes of a record; null where it is not here.</summary>
    public Task<ObjectContent?> SealedRecordAsync(Digest name, CancellationToken cancellationToken = default) =>
        _vault.SealedAsync(VaultNames.Record(name), cancellationToken);

    /// <summary>The sealed bytes of an archive; null where it is not here with its length.</summary>
    public async Task<ObjectContent?> SealedArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        await _vault.SealedAsync(VaultNames.Archive(name.Sha256), cancellationToken).ConfigureAwait(false) is { } content
        && content.Length == name.Length
            ? content
            : null;

    public Task<bool> HasArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        _vault.HasArchiveAsync(name, cancellationToken);

    /// <summary>Takes an archive from elsewhere. Its source stays its caller's.</summary>
    /// <exception cref="VaultException">Its bytes are not those of its name; nothing was kept.</exception>
    public Task AddArchiveAsync(ArchiveName name, Stream source, CancellationToken cancellationToken = default) =>
        _vault.AddArchiveAsync(name, source, cancellationToken);

    /// <summary>Removes an archive from this device; one that is not here is no error.</summary>
    public Task DeleteArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        _vault.DeleteArchiveAsync(name, cancellationToken);
}
