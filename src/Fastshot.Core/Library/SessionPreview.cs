using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Previews;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Draws what stands for a session in lists, as archives and the cache hold it.</summary>
public static class SessionPreview
{
    public static PackedPreview Draw(IReadOnlyList<CollageShot> shots, WebPEncoder? webp, CancellationToken cancellationToken = default)
    {
        var preview = new CollagePainter(webp).Paint(shots, cancellationToken);
        return new PackedPreview(preview.Format.Extension.TrimStart('.'), preview.Content);
    }
}
