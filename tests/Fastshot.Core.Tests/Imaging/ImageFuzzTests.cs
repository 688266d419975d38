using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Tests.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Small images with random damage: each is taken or refused, and neither costs much.</summary>
public sealed class ImageFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

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
    public void Damage_is_refused_by_the_one_exception_and_with_bounded_memory()
    {
        var (taken, count, most) = Run(Scale.Of(300_000), vips: null);

        output.WriteLine($"seed {Seed}: {taken} of {count} taken; at most {most} bytes allocated");
        Assert.InRange(most, 1, AllocatedMax);
        Assert.InRange(taken, 1, count - 1);
    }

    [Fact]
    public void Damage_does_not_harm_through_libvips_either()
    {
        Assert.NotNull(Vips.Installed);

        var (taken, count, most) = Run(Scale.Of(10_000), Vips.Installed);

        output.WriteLine($"seed {Seed}: {taken} of {count} taken; at most {most} bytes allocated");
        Assert.InRange(taken, 1, count - 1);
    }

    private static (int Taken, int Count, long Most) Run(int count, Vips? vips)
    {
        var random = new Random(Seed);
        var inspector = new ImageInspector(() => vips);
        var token = Deadline.Token;
        var (taken, most) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var bytes = Damage(Inputs[i % Inputs.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                inspector.Inspect(new MemoryStream(bytes), 480, token);
                taken++;
            }
            catch (ImageException)
            {
                // Refused with a reason, as it should be.
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (taken, count, most);
    }

    private static byte[] Damage(byte[] input, Random random)
    {
        var bytes = input.ToList();
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 1; times--)
        {
            // Headers stand in front: half of the damage goes there.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(64, bytes.Count) : bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return Repair([.. bytes]);
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
