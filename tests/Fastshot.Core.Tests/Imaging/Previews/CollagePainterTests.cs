using System.Security.Cryptography;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Previews;

namespace Fastshot.Core.Tests.Imaging.Previews;

public sealed class CollagePainterTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Even_noise_fits_the_limits(int count)
    {
        CollageShot[] shots = [.. Enumerable.Range(0, count).Select(i => Shot(Pictures.Noise(480, 300, i % 12)))];

        var preview = AssertLawful(new CollagePainter(null).Paint(shots, Deadline.Token));

        Assert.Equal(ImageFormat.Png, preview.Format);
    }

    [Fact]
    public void Any_shots_fit_the_limits()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var painter = new CollagePainter(null);
        for (var i = Scale.Of(100); i > 0; i--)
        {
            CollageShot[] shots = [.. Enumerable.Range(0, random.Next(1, 16)).Select(_ => AnyShot(random))];

            AssertLawful(painter.Paint(shots, Deadline.Token));
        }
    }

    [Fact]
    public void One_shot_is_shown_as_it_is()
    {
        var picture = Pictures.Colors(300, 200, 100);

        var preview = new CollagePainter(null).Paint([Shot(picture)], Deadline.Token);

        Assert.Equal((300, 200), (preview.Width, preview.Height));
        Assert.Equal(picture.Rgba.ToArray(), Decode(preview).Rgba.ToArray());
    }

    [Fact]
    public void A_shot_that_cannot_be_decoded_has_a_cell_of_its_shape()
    {
        var preview = new CollagePainter(null).Paint([new CollageShot(4000, 2000, null)], Deadline.Token);

        Assert.Equal((480, 240), (preview.Width, preview.Height));
        Assert.InRange(preview.Content.Length, 100, 8000);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(12)]
    public void The_whole_is_nearly_four_to_three(int count)
    {
        CollageShot[] shots = [.. Enumerable.Repeat(Shot(Pictures.Screen(480, 300, 1)), count)];

        var raster = CollagePainter.Draw(shots, 480);

        Assert.Equal(480, Math.Max(raster.Width, raster.Height));
        Assert.InRange((double)raster.Width / raster.Height, 0.75, 2.0);
    }

    [Fact]
    public void Cells_lie_apart_and_inside()
    {
        CollageShot[] shots = [.. Enumerable.Range(1, 12).Select(i => new CollageShot(100 * i, 2000 / i, null))];

        var layout = CollageLayout.Of(shots, 480, 6);

        Assert.InRange(Math.Max(layout.Width, layout.Height), 476, 480);
        foreach (var one in layout.Cells)
        {
            Assert.True(one.Left >= 0 && one.Top >= 0);
            Assert.True(one.Left + one.Width <= layout.Width && one.Top + one.Height <= layout.Height);
            Assert.DoesNotContain(layout.Cells, other => other != one
                && one.Left < other.Left + other.Width && other.Left < one.Left + one.Width
                && one.Top < other.Top + other.Height && other.Top < one.Top + one.Height);
        }
    }

    [Fact]
    public void Only_the_first_twelve_are_shown()
    {
        CollageShot[] shots = [.. Enumerable.Range(0, 20).Select(i => Shot(Pictures.Screen(160, 100, i)))];
        var painter = new CollagePainter(null);

        Assert.Equal(
            painter.Paint(shots[..12], Deadline.Token).Content.ToArray(),
            painter.Paint(shots, Deadline.Token).Content.ToArray());
    }

    [Fact]
    public void The_look_is_stable()
    {
        CollageShot[] shots =
        [
            Shot(Pictures.Screen(480, 270, 0)), Shot(Pictures.Screen(270, 480, 1)), new(1600, 900, null),
            Shot(Pictures.Gradient(300, 300)),
        ];

        var raster = CollagePainter.Draw(shots, 480);

        Assert.Equal(
            "480x379 515b4ebf43bcae6d133d0e5c17a94b3f",
            $"{raster.Width}x{raster.Height} {Convert.ToHexStringLower(SHA256.HashData(raster.Rgba)[..16])}");
    }

    [Fact]
    public void With_libwebp_it_is_a_webp_file()
    {
        Assert.NotNull(WebPEncoder.Installed);
        CollageShot[] shots = [Shot(Pictures.Gradient(480, 270)), Shot(Pictures.Gradient(270, 480))];

        var preview = AssertLawful(new CollagePainter(WebPEncoder.Installed).Paint(shots, Deadline.Token));

        Assert.Equal(ImageFormat.WebP, preview.Format);
        Assert.Equal(0, Decode(preview).Rgba[3]);
    }

    private static Preview AssertLawful(Preview preview)
    {
        Assert.InRange(preview.Content.Length, 1, Preview.BytesMax);
        Assert.InRange(Math.Max(preview.Width, preview.Height), 1, Preview.SideMax);
        var image = new ImageInspector(() => Vips.Installed).Inspect(
            new MemoryStream(preview.Content.ToArray()), Preview.SideMax, Deadline.Token);
        Assert.Equal(new ImageHeader(preview.Format, preview.Width, preview.Height), image.Header);
        return preview;
    }

    private static Raster Decode(Preview preview) => new ImageInspector(() => Vips.Installed)
        .Inspect(new MemoryStream(preview.Content.ToArray()), Preview.SideMax, Deadline.Token).Raster!;

    private static CollageShot Shot(Raster raster) => new(raster.Width, raster.Height, raster);

    private static CollageShot AnyShot(Random random)
    {
        var (width, height) = (random.Next(1, 481), random.Next(1, 481));
        return random.Next(5) switch
        {
            0 => new CollageShot(random.Next(1, 65_536), random.Next(1, 4097), null),
            1 => Shot(Pictures.Noise(width, height, random.Next(), hasAlpha: true)),
            2 => Shot(Pictures.Gradient(width, height)),
            3 => Shot(Pictures.Noise(width, 1 + (height / 100), random.Next())),
            _ => Shot(Pictures.Screen(width, height, random.Next(100))),
        };
    }
}
