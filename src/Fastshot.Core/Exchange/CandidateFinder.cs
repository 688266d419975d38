using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Exchange;

/// <summary>One file that may be an image.</summary>
/// <param name="Title">What its name says, or null.</param>
internal sealed record ImageCandidate(string Path, string Shown, string? Title = null);

/// <summary>Finds the files that inputs stand for, and checks what can be checked without reading them.</summary>
internal sealed class CandidateFinder(IFileSystem files, Spool spool)
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".avif"];

    private long _size;

    public List<ImageCandidate> Found { get; } = [];

    public List<IntakeProblem> Problems { get; } = [];

    public int SkippedCount { get; private set; }

    public async Task<CandidateFinder> FindAsync(IReadOnlyList<ImageInput> inputs, CancellationToken cancellationToken)
    {
        foreach (var input in inputs)
        {
            switch (input)
            {
                case ImageInput.FromStream stream:
                    await TakeStreamAsync(stream, cancellationToken).ConfigureAwait(false);
                    break;
                case ImageInput.FromPath path:
                    await TakePathAsync(path, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        if (Found.Count > Limits.Shots)
        {
            Refuse($"{Found.Count:N0} images are too many: a session may have at most {Limits.Shots:N0}.");
        }
        else if (_size > Limits.ArchiveBytes && Problems.Count == 0)
        {
            Refuse($"These images are larger than {Limits.ArchiveBytes >> 30} GiB together: a session may not be.");
        }

        return this;
    }

    private void Refuse(string message) => Problems.Add(new IntakeProblem(IntakeError.Refused, message));

    private async Task TakeStreamAsync(ImageInput.FromStream input, CancellationToken cancellationToken)
    {
        if (await spool.AddAsync(input.Content, Limits.ArchiveBytes, cancellationToken).ConfigureAwait(false) is { } file)
        {
            _size += file.Size;
            Found.Add(new ImageCandidate(file.Path, input.Shown));
        }
        else
        {
            Refuse(TooLarge(input.Shown));
        }
    }

    private async Task TakePathAsync(ImageInput.FromPath input, CancellationToken cancellationToken)
    {
        try
        {
            switch (await files.StatAsync(input.Path, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    Problems.Add(new IntakeProblem(IntakeError.NotFound, $"{input.Shown} does not exist."));
                    break;
                case { IsFolder: true }:
                    await TakeFolderAsync(input, cancellationToken).ConfigureAwait(false);
                    break;
                case { } entry:
                    TakeFile(input.Path, input.Shown, input.Name is { } name ? entry with { Name = name } : entry);
                    break;
            }
        }
        catch (StoreException e)
        {
            Problems.Add(new IntakeProblem(IntakeError.Unreadable, $"{input.Shown} cannot be read: {e.Message}"));
        }
    }

    private async Task TakeFolderAsync(ImageInput.FromPath input, CancellationToken cancellationToken)
    {
        var entries = await files.ListAsync(input.Path, cancellationToken).ConfigureAwait(false) ?? [];
        var before = Found.Count;
        foreach (var entry in entries.Where(entry => !entry.IsFolder).OrderBy(entry => entry.Name, NaturalOrder.Instance))
        {
            if (entry.Name.StartsWith('.') || !HasImageName(entry.Name))
            {
                SkippedCount++;
                continue;
            }

            TakeFile(Path.Combine(input.Path, entry.Name), Path.Combine(input.Shown, entry.Name), entry);
        }

        if (Found.Count == before)
        {
            Refuse($"{input.Shown} holds no images (PNG, JPEG, WebP, GIF, BMP or AVIF).");
        }
    }

    private void TakeFile(string path, string shown, FileEntry entry)
    {
        if (entry.Length > Limits.ArchiveBytes)
        {
            Refuse(TooLarge(shown));
            return;
        }

        _size += entry.Length;
        Found.Add(new ImageCandidate(path, shown, TitleOf(entry.Name)));
    }

    private static string TooLarge(string shown) =>
        $"{shown} is larger than {Limits.ArchiveBytes >> 30} GiB: a session may not be.";

    private static bool HasImageName(string name) =>
        Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static string? TitleOf(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var title = new string([.. stem.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]).Trim();
        return title.Length == 0 ? null : title[..Math.Min(title.Length, Limits.TitleLength)];
    }
}
