using System.Diagnostics;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Benchmarks;

/// <summary>How quickly one core seals and opens 64 MB in memory.</summary>
internal static class SealBenchmarks
{
    private const int Size = 64_000_000;
    private const int Rounds = 11;

    private static readonly byte[] Passphrase = "fastshot benchmark passphrase"u8.ToArray();

    public static IEnumerable<Figure> Run()
    {
        var plaintext = new byte[Size];
        SystemRandom.Instance.Fill(plaintext);
        byte[] sealedFile = [];
        yield return Speed("seal, with the check that it opens again", () =>
            sealedFile = Age.Seal(plaintext, Passphrase, Age.LogWorkFactorOfObjects, SystemRandom.Instance));
        yield return Speed("open", () =>
        {
            if (!Age.TryOpen(sealedFile, Passphrase, WorkFactors.Objects, Size, out _, out var failure))
            {
                throw new InvalidOperationException($"It {failure.Reason}.");
            }
        });
    }

    private static Figure Speed(string name, Action work)
    {
        work();
        return Figure.Of(name, "GB/s", Enumerable.Range(0, Rounds).Select(_ => Once(work)), 1, isFloor: true);
    }

    private static double Once(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Size / 1e9 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
