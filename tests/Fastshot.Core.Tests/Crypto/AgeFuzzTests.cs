using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Whatever bytes come, the decoders refuse them with their own exception and no other.</summary>
public sealed class AgeFuzzTests
{
    private const int InputMax = 8 * 1024;

    // The characters that mean something in headers, armor and keys.
    private static readonly byte[][] Words = [.. "\n\r -=>+A0\0\u00ff".Select(character => new[] { (byte)character })];

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
            var input = Mutation.Of(random, file, [.. Words, SliceOf(random, samples[random.Next(samples.Length)].File)]);
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
            var input = Mutation.Of(random, text, [.. Words, SliceOf(random, text)]);
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

    private static byte[] SliceOf(Random random, byte[] file)
    {
        var from = random.Next(file.Length);
        return file[from..Math.Min(file.Length, from + 1 + random.Next(200))];
    }
}
