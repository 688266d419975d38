using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Whatever bytes come, the decoders refuse them with their own exception and no other.</summary>
public sealed class AgeFuzzTests(ITestOutputHelper output)
{
    private const int InputMax = 8 * 1024;
    private const int PieceMax = 500;

    // The characters that mean something in headers, armor and keys.
    private static readonly byte[][] Words = [.. "\n\r -=>+A0\0\u00ff".Select(character => new[] { (byte)character })];

    private static readonly AgeVector[] Vectors =
    [
        .. AgeVector.Names.Select(AgeVector.Load)
            .Where(vector => vector.FileKey.Length == ScryptStanza.FileKeySize && vector.ReadFile().Length is > 0 and <= InputMax),
    ];

    [Fact]
    public Task Headers_and_payloads_refuse_anything() => RunAsync("age", 150_000, isArmored: false);

    [Fact]
    public Task Armor_refuses_anything() => RunAsync("age-armor", 50_000, isArmored: true);

    private async Task RunAsync(string name, int cases, bool isArmored)
    {
        List<AgeVector> vectors = [.. Vectors.Where(vector => vector.IsArmored == isArmored)];
        var scratch = new byte[2 * InputMax];
        var turn = 0;
        output.WriteLine(await new Fuzzer(name, [.. vectors.Select(vector => vector.ReadFile())], Words, async input =>
        {
            try
            {
                // With one key or another: with the right one it gets further.
                var fileKey = vectors[turn++ % vectors.Count].FileKey;
                await OpenAsync(input, isArmored, fileKey, scratch, 1 + (input.Length % PieceMax));
                return "opened";
            }
            catch (AgeException e) when (Enum.IsDefined(e.Error))
            {
                return e.Message;
            }
        })
        { InputMax = InputMax }.RunAsync(cases));
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
}
