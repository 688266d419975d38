using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Demo;

/// <summary>Saves a sample session just as a person's images are saved.</summary>
internal static class SampleSaver
{
    public static async Task<SessionInfo> SaveAsync(
        LocalWorkspace workspace, SampleSession sample, CancellationToken cancellationToken)
    {
        var spool = workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var inputs = Array.ConvertAll<SampleShot, ImageInput>(
                sample.Shots, shot => new ImageInput.FromStream(sample.Open(shot), shot.File));
            var images = await workspace.LookAsync(inputs, spool, cancellationToken: cancellationToken).ConfigureAwait(false);
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            var saved = await library.SaveAsync(
                new NewSession
                {
                    Text = new SessionText
                    {
                        Name = sample.Name,
                        Description = sample.Description,
                        Tags = [.. sample.Tags.Order(StringComparer.Ordinal)],
                        Color = sample.Color,
                        Class = sample.Class,
                    },
                    Created = sample.Created,
                    Board = new BoardSize(sample.Board.Width, sample.Board.Height),
                    Shots = [.. images.Shots.Zip(sample.Shots, Place)],
                },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            return saved.Session;
        }
    }

    private static NewShot Place(NewShot image, SampleShot sample) => image with
    {
        Title = sample.Title,
        Placement = new Placement(sample.X, sample.Y) { Scale = sample.Scale },
    };
}
