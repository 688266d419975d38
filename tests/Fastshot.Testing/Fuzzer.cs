using System.Diagnostics;
using System.Globalization;

namespace Fastshot.Testing;

/// <summary>Damages samples of what a decoder reads, over and over, and looks at what it makes of each.</summary>
/// <remarks>
/// An input that is refused in words that were not heard before is damaged further: it got to a place where none before it
/// was. What lies under <c>tests/corpus/</c> was found so, or broke something once; each run begins with it. A run prints
/// its seed, FASTSHOT_TEST_SEED replays it, and FASTSHOT_FUZZ_SECONDS makes it as long as that (eng/fuzz).
/// </remarks>
/// <param name="name">The decoder; the corpus has a folder of that name.</param>
/// <param name="samples">What is well-formed, or nearly.</param>
/// <param name="words">What a forger would put in.</param>
/// <param name="decodeAsync">Reads an input and says what became of it; throws where that is not as documented.</param>
public sealed class Fuzzer(string name, IReadOnlyList<byte[]> samples, IReadOnlyList<byte[]> words, Func<byte[], Task<string>> decodeAsync)
{
    private const int PoolMax = 400;
    private const int KeptBytesMax = 16 << 10;
    private const int ShownBytesMax = 400;
    private const int ShapeWordsMax = 12;

    private readonly List<byte[]> _pool = [.. samples];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private long _greediest;
    private TimeSpan _slowest;
    private long _inputs;

    /// <summary>A decoder that answers at once.</summary>
    public Fuzzer(string name, IReadOnlyList<byte[]> samples, IReadOnlyList<byte[]> words, Func<byte[], string> decode)
        : this(name, samples, words, input => Task.FromResult(decode(input)))
    {
    }

    /// <summary>The longest input.</summary>
    public int InputMax { get; init; } = 64 << 10;

    /// <summary>What one input may allocate.</summary>
    public long AllocatedMax { get; init; } = 4 << 20;

    private string Folder => Repository.PathOf($"tests/corpus/{name}");

    private string Broken => Repository.PathOf($"artifacts/fuzz/{name}");

    /// <summary>Runs so many inputs in a full run, or for as long as FASTSHOT_FUZZ_SECONDS says.</summary>
    /// <returns>What was run, in words.</returns>
    /// <exception cref="InvalidOperationException">An input was met with something else than a documented answer.</exception>
    public async Task<string> RunAsync(int cases)
    {
        var seed = RunSeed.Replayed<int>() ?? Environment.TickCount;
        var random = new Random(seed);
        if (Directory.Exists(Folder))
        {
            foreach (var file in Directory.GetFiles(Folder).Order(StringComparer.Ordinal))
            {
                await MeetAsync(await File.ReadAllBytesAsync(file, Deadline.Token), seed);
            }
        }

        foreach (var sample in samples)
        {
            await MeetAsync(sample, seed);
        }

        var end = Environment.GetEnvironmentVariable("FASTSHOT_FUZZ_SECONDS") is { Length: > 0 } seconds
            ? Stopwatch.GetTimestamp() + (int.Parse(seconds, CultureInfo.InvariantCulture) * Stopwatch.Frequency)
            : (long?)null;
        for (var i = 0; end is null ? i < Scale.Of(cases) : Stopwatch.GetTimestamp() < end; i++)
        {
            var input = Mutation.Of(random, _pool[random.Next(_pool.Count)], words);
            await MeetAsync(input.Length <= InputMax ? input : input[..InputMax], seed);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: seed {seed}, {_inputs} inputs, {_outcomes.Count} different answers; the slowest took {_slowest.TotalMilliseconds:F1} ms, the greediest {_greediest:N0} bytes.");
    }

    private async Task MeetAsync(byte[] input, int seed)
    {
        var (before, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        string outcome;
        try
        {
            outcome = await decodeAsync(input);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"{name} met input {_inputs} of seed {seed} with {e.GetType().Name}. It lies at {Keep(input, Broken)} and begins with {Convert.ToHexStringLower(input.AsSpan(0, Math.Min(input.Length, ShownBytesMax)))}.", e);
        }

        _inputs++;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _slowest = TimeSpan.FromTicks(Math.Max(_slowest.Ticks, Stopwatch.GetElapsedTime(begin).Ticks));
        _greediest = Math.Max(_greediest, allocated);
        if (allocated > AllocatedMax)
        {
            throw new InvalidOperationException(
                $"{name} took {allocated} bytes for input {_inputs} of seed {seed}. It lies at {Keep(input, Broken)}.");
        }

        if (_outcomes.Add(Shape(outcome)) && _inputs > samples.Count && _pool.Count < PoolMax && input.Length <= KeptBytesMax)
        {
            _pool.Add(input);
            if (Environment.GetEnvironmentVariable("FASTSHOT_FUZZ_KEEP") is { Length: > 0 })
            {
                Keep(input, Folder);
            }
        }
    }

    // Where it is refused counts, not with which numbers and names.
    private static string Shape(string outcome) => string.Join(
        ' ',
        outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.All(character => char.IsAsciiLetter(character) || character is '.' or ',' or ':'))
            .Take(ShapeWordsMax));

    private static string Keep(byte[] input, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input).AsSpan(0, 8)));
        File.WriteAllBytes(path, input);
        return path;
    }
}
