using System.Text;
using Fastshot.Classic.Import;
using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Sessions;

/// <summary>Carries the older program's notes over as Markdown files beside the library; one that is there is left alone.</summary>
internal sealed class ClassicNotes(Invocation call)
{
    public async Task CarryOverAsync(
        IReadOnlyList<string> paths,
        List<(string Path, string Reason)> skipped,
        List<(string Path, string Reason)> failed,
        CancellationToken cancellationToken)
    {
        var folder = Path.Combine(call.Places.Library, "notes");
        var count = 0;
        foreach (var path in paths)
        {
            var bytes = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (bytes is null)
            {
                failed.Add((path, $"{path} is too large for a note, or vanished"));
            }
            else if (!ClassicNote.TryRead(Path.GetFileName(path), bytes, out var note, out var reason))
            {
                failed.Add((path, $"{path} {reason}"));
            }
            else if (await TryWriteAsync(Path.Combine(folder, note.Id + ".md"), note, cancellationToken).ConfigureAwait(false))
            {
                count++;
            }
            else
            {
                skipped.Add((path, "the note is here already"));
            }
        }

        if (count > 0)
        {
            call.Output.Note($"Carried {count:N0} notes over as Markdown into {folder}.");
        }
    }

    private async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await call.Surroundings.Files.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return null;
        }

        await using (file.ConfigureAwait(false))
        {
            if (file.Length > ClassicNote.BytesMax)
            {
                return null;
            }

            var view = new FileView(file);
            await using (view.ConfigureAwait(false))
            {
                var bytes = new byte[file.Length];
                await view.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                return bytes;
            }
        }
    }

    private async Task<bool> TryWriteAsync(string path, ClassicNote note, CancellationToken cancellationToken)
    {
        if (await call.Surroundings.Files.StatAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random)
            .WriteAsync(path, Encoding.UTF8.GetBytes(note.Markdown), overwrite: false, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
