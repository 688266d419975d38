using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Asks an inspector about bytes, where a test wants to know only whether and why they are refused.</summary>
internal static class Refusal
{
    /// <summary>The kind of refusal, or null where the bytes are an image.</summary>
    public static ImageError? Of(byte[] bytes, Vips? vips = null)
    {
        try
        {
            new ImageInspector(() => vips).Inspect(new MemoryStream(bytes), 480, Deadline.Token);
            return null;
        }
        catch (ImageException e)
        {
            return e.Error;
        }
    }
}
