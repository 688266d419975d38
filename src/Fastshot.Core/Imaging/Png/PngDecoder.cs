using System.IO.Compression;

namespace Fastshot.Core.Imaging.Png;

/// <summary>Reads a PNG file from its first byte to its last chunk, row by row, in constant memory.</summary>
/// <remarks>
/// Every checksum is compared: those of the chunks, and that of the compressed data. Compressed data beyond the last row,
/// and bytes behind the last chunk, are ignored, as browsers do; they cost no work but reading them. Gamma is ignored.
/// </remarks>
internal static class PngDecoder
{
    /// <summary>Decodes the picture, and scales it into a square box.</summary>
    /// <exception cref="ImageException">It is not a whole and sound PNG file.</exception>
    public static Raster Decode(ByteReader reader, int boxSide, CancellationToken cancellationToken)
    {
        var chunks = new PngChunks(reader);
        var header = PngHeader.Read(reader, chunks);
        var colors = new PngColors(header);
        ReadUpToContent(chunks, colors);

        var (width, height) = Raster.Fit(header.Image.Width, header.Image.Height, boxSide, boxSide);
        var scaler = new AreaScaler(header.Image.Width, header.Image.Height, width, height, isOrdered: !header.IsInterlaced);
        ReadContent(chunks, header, colors, scaler, cancellationToken);
        ReadUpToEnd(chunks);
        return scaler.ToRaster();
    }

    private static void ReadUpToContent(PngChunks chunks, PngColors colors)
    {
        for (chunks.MoveNext(); chunks.Type != PngChunks.Content; chunks.MoveNext())
        {
            if (chunks.Type == PngChunks.Palette)
            {
                colors.ReadPalette(chunks);
            }
            else if (chunks.Type == PngChunks.Transparency)
            {
                colors.ReadTransparency(chunks);
            }
            else if (chunks.IsCritical)
            {
                throw ImageException.Corrupt($"has a chunk {chunks.Name} before its picture");
            }
        }

        if (!colors.IsComplete)
        {
            throw ImageException.Corrupt("has no palette for its colors");
        }
    }

    private static void ReadContent(
        PngChunks chunks, PngHeader header, PngColors colors, AreaScaler scaler, CancellationToken cancellationToken)
    {
        using var content = new PngContentStream(chunks);
        using var inflated = new ZLibStream(content, CompressionMode.Decompress);
        try
        {
            var rows = new PngRows(inflated, header);
            var rgba = new byte[header.Image.Width * 4];
            foreach (var pass in PngPass.Of(header))
            {
                var columns = pass.Columns(header.Image.Width);
                rows.StartPass(columns);
                for (var y = pass.Top; y < header.Image.Height && columns > 0; y += pass.StepY)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    scaler.Add(colors.Expand(rows.Next(), columns, rgba), y, pass.Left, pass.StepX);
                }
            }

            // The checksum at the end of the compressed data is compared by asking for what follows it.
            if (inflated.ReadByte() < 0 && content.IsExhausted)
            {
                throw ImageException.Corrupt("has compressed data without an end");
            }
        }
        catch (InvalidDataException e)
        {
            throw ImageException.Corrupt("has damaged compressed data", e);
        }
    }

    private static void ReadUpToEnd(PngChunks chunks)
    {
        while (chunks.Type == PngChunks.Content)
        {
            chunks.MoveNext();
        }

        for (; chunks.Type != PngChunks.End; chunks.MoveNext())
        {
            if (chunks.IsCritical)
            {
                throw ImageException.Corrupt($"has a chunk {chunks.Name} behind its picture");
            }
        }

        if (chunks.Remaining != 0)
        {
            throw ImageException.Corrupt("has content in its last chunk");
        }

        chunks.Finish();
    }
}
