namespace Fastshot.Core.Imaging;

/// <summary>A kind of image file that a session takes.</summary>
public enum ImageFormat
{
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
    Avif,
}

/// <summary>What each kind of image file is called elsewhere.</summary>
public static class ImageFormatNames
{
    extension(ImageFormat format)
    {
        /// <summary>As <c>image/png</c>.</summary>
        public string MediaType => format switch
        {
            ImageFormat.Png => "image/png",
            ImageFormat.Jpeg => "image/jpeg",
            ImageFormat.WebP => "image/webp",
            ImageFormat.Gif => "image/gif",
            ImageFormat.Bmp => "image/bmp",
            ImageFormat.Avif => "image/avif",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format."),
        };

        /// <summary>With its dot, as <c>.png</c>.</summary>
        public string Extension => format switch
        {
            ImageFormat.Png => ".png",
            ImageFormat.Jpeg => ".jpg",
            ImageFormat.WebP => ".webp",
            ImageFormat.Gif => ".gif",
            ImageFormat.Bmp => ".bmp",
            ImageFormat.Avif => ".avif",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format."),
        };
    }

    /// <summary>The format that a media type names, or null.</summary>
    public static ImageFormat? FromMediaType(string mediaType)
    {
        foreach (var format in Enum.GetValues<ImageFormat>())
        {
            if (format.MediaType == mediaType)
            {
                return format;
            }
        }

        return null;
    }
}
