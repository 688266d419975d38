using System.Collections.Immutable;
using System.Globalization;
using Fastshot.Core.Imaging;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Gives the images of a session their names in the archive; identical ones share one.</summary>
internal static class ShotFiles
{
    public static (ImmutableArray<Shot> Shots, ImmutableArray<PictureSource> Pictures) Name(ImmutableArray<NewShot> images)
    {
        var files = new Dictionary<Digest, string>();
        var shots = ImmutableArray.CreateBuilder<Shot>(images.Length);
        var pictures = ImmutableArray.CreateBuilder<PictureSource>(images.Length);
        foreach (var image in images)
        {
            if (!files.TryGetValue(image.Sha256, out var file))
            {
                file = string.Create(CultureInfo.InvariantCulture, $"shots/{files.Count + 1:000}{image.Header.Format.Extension}");
                files.Add(image.Sha256, file);
                pictures.Add(new PictureSource(file, image.Size, image.Sha256, image.OpenAsync));
            }

            shots.Add(ShotOf(image, file));
        }

        return (shots.DrainToImmutable(), pictures.DrainToImmutable());
    }

    private static Shot ShotOf(NewShot image, string file) => new()
    {
        File = file,
        MediaType = image.Header.Format.MediaType,
        Width = image.Header.Width,
        Height = image.Header.Height,
        Size = image.Size,
        Sha256 = image.Sha256,
        Placement = image.Placement,
        Captured = image.Captured,
        Title = image.Title,
        Annotations = image.Annotations,
        Unknown = image.Unknown,
    };
}
