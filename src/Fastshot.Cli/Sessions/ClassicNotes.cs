using System.Text;
using Fastshot.Classic.Import;
using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Sessions;

/// <summary>Carries the older program's notes over as Markdown files beside the library; one that is there is left alone.</summary>
internal sealed class ClassicNotes(Invocation call, ImportReport report)
{
    /// <summary>Why a note is passed over.</summary>
    public const string IsHere = "the note is here already";

    private string Folder => Path.Combine(call.Places.Library, "notes");

    /// <summary>Whether a note was carried over before.</summary>
    public async Task<bool> IsThereAsync(string fileName, CancellationToken cancellationToken) =>
        await call.Surroundings.Files.StatAsync(PathOf(Path.GetFileNameWithoutExtension(fileName)), cancellationToken).ConfigureAwait(false)
            is not null;

    /// <summary>Carries notes over.</summary>
    /// <param name="notes">Where each lies, and the name of its file.</param>
    /// <param name="read">Reads one from where it lies; null where it is not there, or too large.</param>
    public async Task CarryOverAsync(
        IEnumerable<(string Path, string FileName)> notes,
        Func<string, CancellationToken, Task<byte[]?>> read,
        CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (path, fileName) in notes)
        {
            var bytes = await read(path, cancellationToken).ConfigureAwait(false);
            if (bytes is null)
            {
                report.Fail(path, $"{path} is not there, or too large for a note");
            }
            else if (!ClassicNote.TryRead(fileName, bytes, out var note, out var reason))
            {
                report.Fail(path, $"{path} {reason}");
            }
            else if (await TryWriteAsync(note, cancellationToken).ConfigureAwait(false))
            {
                count++;
            }
            else
            {
                report.Skip(path, IsHere);
            }
        }

        if (count > 0)
        {
            call.Output.Note($"Carried {Words.Count(count, "note")} over as Markdown into {Folder}.");
        }
    }

    /// <summary>A note that is a file; null where it is not there, or is too large for one.</summary>
    public async Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Surroundings.Files.ReadSmallAsync(path, ClassicNote.BytesMax, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            return null;
        }
    }

    private async Task<bool> TryWriteAsync(ClassicNote note, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(note.Id, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random)
            .WriteAsync(PathOf(note.Id), Encoding.UTF8.GetBytes(note.Markdown), overwrite: false, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private string PathOf(string id) => Path.Combine(Folder, id + ".md");
}
