using System.Globalization;
using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>What this device must remember of a change of its vault's key: small files in the library's folder.</summary>
internal sealed class RotationMarks(LibraryParts parts)
{
    private const int BytesMax = 4096;

    private string UnderWayFile => Path.Combine(parts.Folder, "rotation");

    private string MovedFile => Path.Combine(parts.Folder, "moved");

    /// <summary>The vault that is being made in place of the own one; null where none is.</summary>
    public async Task<VaultId?> UnderWayAsync(CancellationToken cancellationToken) =>
        await LinesAsync(UnderWayFile, cancellationToken).ConfigureAwait(false) is [var to, ..] && VaultId.TryParse(to, out var vault) ? vault : null;

    public Task BeginAsync(VaultId to, CancellationToken cancellationToken) => WriteAsync(UnderWayFile, to.Text, cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => parts.Files.DeleteAsync(UnderWayFile, cancellationToken);

    /// <summary>The vaults from which this device moved, one after the other; those that were collected since are not among them.</summary>
    public async Task<IReadOnlyList<Moved>> MovedAsync(CancellationToken cancellationToken) =>
        [.. (await LinesAsync(MovedFile, cancellationToken).ConfigureAwait(false) ?? []).Select(Parse).OfType<Moved>()];

    /// <summary>Notes from where this device moved, or how that stands now.</summary>
    public async Task NoteAsync(Moved moved, CancellationToken cancellationToken)
    {
        var known = await MovedAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(
            known.Any(one => one.From == moved.From) ? known.Select(one => one.From == moved.From ? moved : one) : known.Append(moved),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task ForgetAsync(VaultId from, CancellationToken cancellationToken) => await WriteAsync(
        (await MovedAsync(cancellationToken).ConfigureAwait(false)).Where(one => one.From != from), cancellationToken).ConfigureAwait(false);

    private Task WriteAsync(IEnumerable<Moved> all, CancellationToken cancellationToken) => WriteAsync(
        MovedFile,
        string.Join('\n', all.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.From} {one.Pieces} {one.DayLooked}"))),
        cancellationToken);

    private static Moved? Parse(string line) =>
        line.Split(' ') is [var from, var pieces, var looked]
        && VaultId.TryParse(from, out var vault)
        && int.TryParse(pieces, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && long.TryParse(looked, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            ? new Moved(vault, count, day)
            : null;

    private async Task<string[]?> LinesAsync(string path, CancellationToken cancellationToken) =>
        await parts.Files.ReadSmallAsync(path, BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
            ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null;

    private Task WriteAsync(string path, string text, CancellationToken cancellationToken) =>
        new AtomicFile(parts.Files, parts.Random).WriteAsync(path, Encoding.UTF8.GetBytes(text + "\n"), overwrite: true, cancellationToken);

    /// <summary>From where this device came.</summary>
    /// <param name="Pieces">How many pieces of that vault were here when it was taken along.</param>
    /// <param name="DayLooked">The day (since 1970) on which that vault was looked at last where devices meet.</param>
    internal sealed record Moved(VaultId From, int Pieces, long DayLooked);
}
