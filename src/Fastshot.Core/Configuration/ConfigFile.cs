using System.Text;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Configuration;

/// <summary>
/// A config.ini as a document: its keys and values, and everything else a person wrote there, which every change keeps.
/// </summary>
/// <remarks>It never changes; <see cref="With"/> and <see cref="Without"/> give another one. Foreign text never throws.</remarks>
public sealed class ConfigFile
{
    /// <summary>The size up to which a file is read.</summary>
    public const int BytesMax = 1 << 20;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<ConfigLine> _lines;
    private readonly List<ConfigEntry> _entries;

    private ConfigFile(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        (_lines, _entries, var problems) = ConfigReader.Read(bytes);
        Problems = problems;
        IsReadable = true;
    }

    private ConfigFile(ConfigProblem problem)
    {
        (_lines, _entries, Problems) = ([], [], [problem]);
    }

    public static ConfigFile Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>Whether the file was read at all; one that was not must not be written over.</summary>
    public bool IsReadable { get; }

    /// <summary>What is wrong with the lines of the file, in their order.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    /// <summary>Every key as it is written, those that are written twice included.</summary>
    public IReadOnlyList<ConfigEntry> Entries => _entries;

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads bytes, which are kept and must not change.</summary>
    public static ConfigFile Parse(ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= BytesMax
            ? new ConfigFile(bytes)
            : new ConfigFile(new ConfigProblem(null, null, "The file is larger than 1 MiB and was not read"));

    /// <summary>Reads a file; one that is not there is empty.</summary>
    public static async Task<ConfigFile> ReadAsync(
        IFileSystem files, string path, CancellationToken cancellationToken = default)
    {
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return Empty;
        }

        await using (file.ConfigureAwait(false))
        {
            // One byte more than allowed tells a file that is too large from one that just fits.
            var bytes = new byte[(int)Math.Min(file.Length, BytesMax) + 1];
            var count = 0;
            while (count < bytes.Length
                && await file.ReadAsync(count, bytes.AsMemory(count), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                count += read;
            }

            return Parse(bytes.AsMemory(0, count));
        }
    }

    /// <summary>Writes the file whole or not at all, in a folder that is made where it is missing.</summary>
    /// <remarks>Secrets may stand in it: the file system creates files for their owner alone.</remarks>
    public async Task WriteAsync(
        IFileSystem files, string path, IRandom random, CancellationToken cancellationToken = default)
    {
        if (!IsReadable)
        {
            throw new InvalidOperationException("A file that was not read must not be written over.");
        }

        var folder = Path.GetDirectoryName(path)!;
        await files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);

        // In the same folder: a rename across volumes is not atomic.
        var temporary = $"{path}.{random.NewName(8)}.tmp";
        try
        {
            var file = await files.CreateAsync(temporary, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(_bytes, cancellationToken).ConfigureAwait(false);
                await file.SyncAsync(cancellationToken).ConfigureAwait(false);
            }

            await files.MoveAsync(temporary, path, overwrite: true, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await files.DeleteAsync(temporary, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await files.SyncFolderAsync(folder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The value of a key, or null where it is not written. Of a key that is written twice, the last one.</summary>
    public string? Get(string section, string key) => Find(section, key)?.Value;

    /// <summary>The entry that counts for a key, or null where there is none.</summary>
    public ConfigEntry? Find(string section, string key) =>
        _entries.FindLast(entry => entry.Section == section && string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a text cannot be a value of this file, or null where it can.</summary>
    public static string? Refuse(string value) => value switch
    {
        { Length: > 4096 } => "is longer than 4,096 characters",
        _ when value.AsSpan().IndexOfAnyInRange('\0', '\u001F') >= 0 => "has a line break or another control character",
        _ when Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) != value => "is not Unicode text",
        _ => null,
    };

    /// <summary>The same file with a key set. The value must not be refused; white space around it is not kept.</summary>
    public ConfigFile With(string section, string key, string value)
    {
        if (!key.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_'))
        {
            throw new ArgumentException("A key is made of small letters, digits and underscores.", nameof(key));
        }

        if (Refuse(value) is { } reason)
        {
            throw new ArgumentException($"The value {reason}.", nameof(value));
        }

        return Parse(new ConfigEdit(_lines, _entries).Set(section, key, value.Trim(ConfigSpace.Characters)));
    }

    /// <summary>The same file without a key.</summary>
    public ConfigFile Without(string section, string key) =>
        new(new ConfigEdit(_lines, _entries).Remove(section, key));

    // It may hold secrets.
    public override string ToString() => $"config.ini, {_lines.Count} lines";
}
