using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Previews;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Demo;

/// <summary>The previews of the sample sessions.</summary>
internal static class SamplePreviews
{
    public static PackedPreview[] DrawAll() => [.. SampleSession.ReadAll().Select(Draw)];

    private static PackedPreview Draw(SampleSession sample)
    {
        var inspector = new ImageInspector(() => Vips.Installed);
        var shots = Array.ConvertAll(sample.Shots, shot =>
        {
            using var content = sample.Open(shot);
            var image = inspector.Inspect(content, Limits.PreviewSide);
            return new CollageShot(image.Header.Width, image.Header.Height, image.Raster);
        });
        return SessionPreview.Draw(shots, WebPEncoder.Installed);
    }
}
