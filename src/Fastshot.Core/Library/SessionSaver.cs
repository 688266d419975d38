using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Imaging.Previews;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Makes a new session durable as far as its archive; the record that makes it visible is its caller's.</summary>
internal sealed class SessionSaver(LibraryParts parts, OpenedVault vault)
{
    private readonly List<StepTime> _steps = [];

    public async Task<SavedSession> SaveAsync(
        NewSession session, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        session.ThrowIfInvalid();
        var file = await DeviceFile.ReadOrCreateAsync(parts, cancellationToken).ConfigureAwait(false);
        var device = new Device(file.Id, NameOf(parts.DeviceName), parts.Platform);
        var preview = await TimeAsync("preview", () => parts.Scheduler.RunAsync(() => PreviewOf(session, cancellationToken), cancellationToken))
            .ConfigureAwait(false);
        var (shots, pictures) = ShotFiles.Name(session.Shots);
        var manifest = new Manifest
        {
            Session = session.Id ?? parts.NewSessionId(),
            Created = session.Created ?? Now(),
            Text = session.Text,
            Source = session.Source ?? new Source(device.Id, parts.Program, ClassicFile: null),
            Board = session.Board,
            Shots = shots,
            Unknown = session.Unknown,
        };
        var content = new ArchiveContent(preview, manifest, pictures);
        var archive = await TimeAsync("seal and store", () => vault.WriteArchiveAsync(content, progress, cancellationToken))
            .ConfigureAwait(false);
        return new SavedSession(InfoOf(manifest, archive), device, [.. _steps]);
    }

    private static string NameOf(string name)
    {
        var plain = new string([.. name.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]);
        return plain[..Math.Min(plain.Length, Limits.NameLength)];
    }

    // Whole milliseconds: what is shown of a time is what is kept of it.
    private DateTimeOffset Now()
    {
        var now = parts.Time.GetLocalNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private SessionInfo InfoOf(Manifest manifest, ArchiveName archive) => new()
    {
        Id = manifest.Session,
        Created = manifest.Created,
        Text = manifest.Text,
        Source = manifest.Source,
        Content = new ContentVersion(
            new FieldVersion(1, parts.NewChange()),
            manifest.Shots.Length,
            manifest.Shots.Sum(shot => shot.Size),
            manifest.Board,
            archive),
        Trashed = null,
        Words = WordsOf(manifest.Shots),
    };

    private PackedPreview PreviewOf(NewSession session, CancellationToken cancellationToken) => SessionPreview.Draw(
        [.. session.Shots.Select(shot => new CollageShot(shot.Header.Width, shot.Header.Height, shot.Raster))],
        parts.FindWebP(),
        cancellationToken);

    // As many whole titles as fit into what a piece may hold of a session's words.
    internal static string WordsOf(ImmutableArray<Shot> shots)
    {
        var words = new StringBuilder();
        var bytes = 0;
        foreach (var title in shots.Select(shot => shot.Title).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            bytes += Encoding.UTF8.GetByteCount(title) + 1;
            if (bytes > Limits.TextBytes)
            {
                break;
            }

            words.Append(words.Length == 0 ? "" : "\n").Append(title);
        }

        return words.ToString();
    }

    private async Task<T> TimeAsync<T>(string step, Func<Task<T>> work)
    {
        var start = parts.Time.GetTimestamp();
        var result = await work().ConfigureAwait(false);
        _steps.Add(new StepTime(step, parts.Time.GetElapsedTime(start)));
        return result;
    }
}
