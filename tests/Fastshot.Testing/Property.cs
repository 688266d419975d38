namespace Fastshot.Testing;

/// <summary>Checks a law on many random cases; a failure names the seed, and FASTSHOT_TEST_SEED replays it.</summary>
public static class Property
{
    /// <summary>Runs the law on as many cases as the scale says.</summary>
    /// <param name="cases">How many cases a full run does; see <see cref="Scale"/>.</param>
    /// <param name="law">Throws where the law does not hold. It draws whatever it needs from the generator.</param>
    public static void Holds(int cases, Action<Random> law)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (RunSeed.Replayed<int>() is { } replayed)
        {
            law(new Random(replayed));
            return;
        }

        var first = Environment.TickCount;
        for (var i = 0; i < Scale.Of(cases); i++)
        {
            var seed = unchecked(first + i);
            try
            {
                law(new Random(seed));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"The law does not hold; replay it with {RunSeed.Variable}={seed}.", e);
            }
        }
    }
}
