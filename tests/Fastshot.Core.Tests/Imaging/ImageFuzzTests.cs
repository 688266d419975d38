using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Tests.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Small images with random damage: each is taken or refused, and neither costs much.</summary>
public sealed class ImageFuzzTests(ITestOutputHelper output)
{
    // The target of the scaler, the raster made of it, and three rows of the widest picture.
    private const long AllocatedMax = 16 << 20;

    private static readonly byte[][] Inputs =
    [
        .. Samples.Names.Select(Samples.Bytes),
        new TestPng(9, 9, 0, 1, IsInterlaced: true).Encode(),
        new TestPng(20, 20, 2, 8) { Transparency = [0, 1, 0, 2, 0, 3] }.Encode(),
        new TestPng(20, 20, 3, 4) { Palette = new byte[48], Transparency = [1, 2, 3] }.Encode(),
        new TestPng(20, 20, 6, 16, IsInterlaced: true) { ChunkSize = 50 }.Encode(),
    ];

    [Fact]
    public Task Damage_is_refused_by_the_one_exception_and_with_bounded_memory() => RunAsync("image", 300_000, vips: null);

    [Fact]
    public Task Damage_does_not_harm_through_libvips_either()
    {
        Assert.NotNull(Vips.Installed);
        return RunAsync("image-vips", 10_000, Vips.Installed);
    }

    private async Task RunAsync(string name, int cases, Vips? vips)
    {
        var inspector = new ImageInspector(() => vips);
        output.WriteLine(await new Fuzzer(name, Inputs, [[0], [255], [0, 0, 0, 0], [255, 255, 255, 255], [127, 255, 255, 255]], input =>
        {
            try
            {
                inspector.Inspect(new MemoryStream(Repair(input)), 480, Deadline.Token);
                return "taken";
            }
            catch (ImageException e)
            {
                // Refused with a reason, as it should be.
                return e.Message;
            }
        })
        { AllocatedMax = AllocatedMax }.RunAsync(cases));
    }

    /// <summary>Makes the checksums of a PNG right again, so that the damage gets past them.</summary>
    private static byte[] Repair(byte[] bytes)
    {
        if (bytes is not [0x89, 0x50, ..])
        {
            return bytes;
        }

        var at = 8;
        while (at + 12 <= bytes.Length)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12)
            {
                break;
            }

            var type = System.Text.Encoding.Latin1.GetString(bytes, at + 4, 4);
            TestPng.Chunk(type, bytes[(at + 8)..(at + 8 + (int)length)]).CopyTo(bytes, at);
            at += 12 + (int)length;
        }

        return bytes;
    }
}
