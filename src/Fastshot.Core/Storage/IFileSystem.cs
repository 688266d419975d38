namespace Fastshot.Core.Storage;

/// <summary>The files of this device: the disk in the program, one that forgets what was not synced in a simulation.</summary>
/// <remarks>
/// Paths are absolute. A failure is a <see cref="StoreException"/>. Nothing is durable before it was synced: a file's
/// bytes by <see cref="IFile.SyncAsync"/>, its name by <see cref="SyncFolderAsync"/> of the folder that holds it.
/// </remarks>
public interface IFileSystem
{
    /// <summary>Opens a file for reading, or returns <see langword="null"/> where there is none (or a folder).</summary>
    Task<IFile?> OpenAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Creates a new, empty file for writing; one that exists already is <see cref="StoreError.ConditionFailed"/>.</summary>
    Task<IFile> CreateAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Gives a file another name on the same volume, atomically; one that is not there is <see cref="StoreError.NoSuchPlace"/>.</summary>
    /// <param name="overwrite">Whether a file that stands there is replaced; otherwise it is <see cref="StoreError.ConditionFailed"/>.</param>
    Task MoveAsync(string from, string to, bool overwrite, CancellationToken cancellationToken = default);

    /// <summary>Removes a file; one that is not there is no error.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Creates a folder and those above it, durably; one that exists is no error, and is durable afterwards.</summary>
    Task CreateFolderAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Makes the names in a folder durable.</summary>
    Task SyncFolderAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>What a folder holds, in no order; links count as what they lead to. <see langword="null"/> where there is no such folder.</summary>
    Task<IReadOnlyList<FileEntry>?> ListAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Looks a file or folder up, or returns <see langword="null"/> where there is none.</summary>
    Task<FileEntry?> StatAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the lock that a file stands for, against other processes too, or returns <see langword="null"/> where
    /// somebody has it. It is given back by disposing it, or by the end of the process.
    /// </summary>
    Task<IAsyncDisposable?> TryLockAsync(string path, CancellationToken cancellationToken = default);
}

/// <summary>An open file. One that was created is written from its start to its end; one that was opened is read anywhere.</summary>
public interface IFile : IAsyncDisposable
{
    /// <summary>In bytes, at the time of opening or after the last write.</summary>
    long Length { get; }

    /// <summary>The file system's own time of the last write, at the time of opening.</summary>
    DateTimeOffset Modified { get; }

    /// <summary>Reads up to the buffer's length from an offset; 0 only at the end of the file.</summary>
    Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Reads as <see cref="ReadAsync"/> does, at once: for decoders, which read little by little as they compute.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Appends the bytes.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Makes the bytes durable.</summary>
    Task SyncAsync(CancellationToken cancellationToken = default);
}

/// <summary>A name in a folder. The time is the file system's own.</summary>
public sealed record FileEntry(string Name, bool IsFolder, long Length, DateTimeOffset Modified);
