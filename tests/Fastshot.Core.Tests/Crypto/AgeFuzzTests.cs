using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Whatever bytes come, the decoders refuse them with their own exception and no other.</summary>
public sealed class AgeFuzzTests
{
    private const int InputMax = 8 * 1024;

    [Fact]
    public async Task Headers_payloads_and_armor_refuse_anything()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        AgeVector[] vectors = [.. AgeVector.Names.Select(AgeVector.Load)];
        (byte[] File, bool IsArmored, byte[] FileKey)[] samples =
        [
            .. vectors
                .Where(vector => vector.FileKey.Length == ScryptStanza.FileKeySize)
                .Select(vector => (File: vector.ReadFile(), vector.IsArmored, vector.FileKey))
                .Where(sample => sample.File.Length is > 0 and <= InputMax),
        ];
        var scratch = new byte[2 * InputMax];
        var (opened, refused) = (0, 0);
        for (var i = 0; i < Scale.Of(200_000); i++)
        {
            var (file, isArmored, fileKey) = samples[random.Next(samples.Length)];
            var input = Mutate(random, file, samples[random.Next(samples.Length)].File);
            try
            {
                await OpenAsync(input, isArmored, fileKey, scratch, 1 + random.Next(500));
                opened++;
            }
            catch (AgeException e) when (Enum.IsDefined(e.Error))
            {
                refused++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{opened} opened, {refused} refused.");
        Assert.True(refused > opened);
    }

    [Fact]
    public void Texts_of_vault_keys_refuse_anything()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var text = "FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W"u8.ToArray();
        for (var i = 0; i < Scale.Of(200_000); i++)
        {
            var input = Mutate(random, text, text);
            var isKey = VaultKey.TryParse(
                string.Concat(input.Select(value => (char)(value * 3))), out var key, out var problem);

            Assert.Equal(isKey, problem == VaultKeyProblem.None);
            key?.Dispose();
            _ = VaultKey.TryParse(string.Concat(input.Select(value => (char)value)), out key, out _);
            Assert.True(key is null || key.ToText().Length == text.Length);
            key?.Dispose();
        }
    }

    private static async Task OpenAsync(byte[] input, bool isArmored, byte[] fileKey, byte[] scratch, int pieceMax)
    {
        var source = new TrickleStream(input, pieceMax);
        await using Stream binary = isArmored
            ? new ArmorReader(source)
            : await AgeArmor.UnwrapAsync(source, CancellationToken.None);
        await using var reader = await AgeReader.OpenAsync(
            binary, new FileKeyIdentity(fileKey), CancellationToken.None);
        while (await reader.ReadAsync(scratch, CancellationToken.None) > 0)
        {
            // Only that it ends, and how, is of interest.
        }
    }

    private static byte[] Mutate(Random random, byte[] file, byte[] other)
    {
        List<byte> bytes = [.. file];
        for (var steps = 1 + random.Next(4); steps > 0 && bytes.Count > 0; steps--)
        {
            var place = random.Next(bytes.Count);
            var length = Math.Min(1 + random.Next(random.Next(10) == 0 ? 200 : 4), bytes.Count - place);
            switch (random.Next(7))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = "\n\r -=>+A0 \0\u00ff"u8[random.Next(12)];
                    break;
                case 2:
                    bytes.RemoveRange(place, length);
                    break;
                case 3:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                case 4:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 5:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(place, other[from..Math.Min(other.Length, from + length)]);
                    break;
                default:
                    bytes.InsertRange(place, Enumerable.Repeat((byte)random.Next(256), length));
                    break;
            }
        }

        return [.. bytes];
    }
}
