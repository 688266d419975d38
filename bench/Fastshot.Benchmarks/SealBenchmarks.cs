using System.Diagnostics;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Benchmarks;

/// <summary>How quickly one core seals and opens 64 MB, streamed through the classes that sessions are sealed with.</summary>
internal static class SealBenchmarks
{
    private const int Size = 64_000_000;
    private const int Rounds = 11;

    private static readonly byte[] Passphrase = "fastshot benchmark passphrase"u8.ToArray();

    public static IEnumerable<Figure> Run()
    {
        var plaintext = new byte[Size];
        var sealedFile = new byte[Age.SealedSizeOf(Size)];
        SystemRandom.Instance.Fill(plaintext);
        yield return Speed("seal, with the check that each chunk opens again", async () =>
        {
            using var target = new MemoryStream(sealedFile);
            var writer = await AgeWriter.CreateAsync(target, Passphrase, Age.LogWorkFactorOfObjects, SystemRandom.Instance);
            await using (writer)
            {
                await writer.WriteAsync(plaintext);
                await writer.FinishAsync();
            }
        });
        yield return Speed("open", async () =>
        {
            using var source = new MemoryStream(sealedFile);
            var reader = await AgeReader.OpenAsync(source, Passphrase, WorkFactors.Objects);
            await using (reader)
            {
                await reader.CopyToAsync(Stream.Null);
            }
        });
    }

    private static Figure Speed(string name, Func<Task> work)
    {
        Once(work);
        return Figure.Of(name, "GB/s", Enumerable.Range(0, Rounds).Select(_ => Once(work)), 1, isFloor: true);
    }

    private static double Once(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        work().GetAwaiter().GetResult();
        return Size / 1e9 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
