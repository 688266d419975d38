using System.Collections.Immutable;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Previews;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Exchange;

/// <summary>Looks at images before they are saved: each is proven whole, hashed, and decoded once for the preview.</summary>
public sealed class ImageIntake(IFileSystem files, ImageInspector inspector, IScheduler scheduler)
{
    /// <summary>Looks at all inputs; what is wrong with any of them is in the result, so that it can be said at once.</summary>
    /// <param name="spool">Keeps what comes as a stream for as long as the shots are used.</param>
    public async Task<IntakeResult> LookAsync(
        IReadOnlyList<ImageInput> inputs,
        Spool spool,
        IProgress<IntakeProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var candidates = await new CandidateFinder(files, spool).FindAsync(inputs, cancellationToken).ConfigureAwait(false);
        if (candidates.Problems.Count > 0)
        {
            return new IntakeResult([], default, [.. candidates.Problems], candidates.SkippedCount);
        }

        var looks = new Look[candidates.Found.Count];
        var done = 0;
        await FanOut.ForEachAsync(
            Enumerable.Range(0, looks.Length),
            scheduler.WorkersMax,
            async (i, token) =>
            {
                looks[i] = await LookAsync(candidates.Found[i], isShown: i < CollagePainter.ShotsMax, token).ConfigureAwait(false);
                progress?.Report(new IntakeProgress(Interlocked.Increment(ref done), looks.Length));
            },
            cancellationToken).ConfigureAwait(false);
        return ResultOf(looks, candidates.SkippedCount);
    }

    private static IntakeResult ResultOf(Look[] looks, int skippedCount)
    {
        var problems = looks.Select(look => look.Problem).OfType<IntakeProblem>().ToImmutableArray();
        var shots = looks.Select(look => look.Shot).OfType<NewShot>().ToArray();
        if (problems.IsEmpty && shots.Length == 0)
        {
            problems = [new IntakeProblem(IntakeError.Refused, "There are no images to save.")];
        }

        var (placements, board) = BoardLayout.Arrange([.. shots.Select(shot => (shot.Header.Width, shot.Header.Height))]);
        return new IntakeResult(
            [.. shots.Select((shot, i) => shot with { Placement = placements[i] })], board, problems, skippedCount);
    }

    private async Task<Look> LookAsync(ImageCandidate candidate, bool isShown, CancellationToken cancellationToken)
    {
        try
        {
            var file = await files.OpenAsync(candidate.Path, cancellationToken).ConfigureAwait(false)
                ?? throw new StoreException(StoreError.NoSuchPlace, "it vanished");
            var view = new FileView(file);
            await using (view.ConfigureAwait(false))
            {
                return await scheduler
                    .RunAsync(() => Inspect(candidate, view, isShown, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ImageException e)
        {
            return new Look(null, new IntakeProblem(IntakeError.Refused, $"{candidate.Shown} {e.Message}.", candidate.Shown));
        }
        catch (StoreException e)
        {
            return new Look(
                null, new IntakeProblem(IntakeError.Unreadable, $"{candidate.Shown} cannot be read: {e.Message}", candidate.Shown));
        }
    }

    // A raster is kept only where the preview shows it: hundreds of them would take hundreds of megabytes.
    private Look Inspect(ImageCandidate candidate, FileView view, bool isShown, CancellationToken cancellationToken)
    {
        var image = inspector.Inspect(view, isShown ? Limits.PreviewSide : 1, cancellationToken);
        view.Position = 0;
        var shot = new NewShot
        {
            Header = image.Header,
            Raster = isShown ? image.Raster : null,
            Size = view.Length,
            Sha256 = Digest.Of(view, cancellationToken),
            OpenAsync = token => OpenAsync(candidate.Path, token),
            Placement = default,
            Title = candidate.Title,
        };
        return new Look(shot, null);
    }

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) =>
        await files.OpenAsync(path, cancellationToken).ConfigureAwait(false) is { } file
            ? new FileView(file)
            : throw new StoreException(StoreError.NoSuchPlace, $"{path} vanished while it was being saved.");

    private sealed record Look(NewShot? Shot, IntakeProblem? Problem);
}
