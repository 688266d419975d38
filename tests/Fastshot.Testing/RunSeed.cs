using System.Globalization;

namespace Fastshot.Testing;

/// <summary>The seed of a run's random work. Each run prints its own, and FASTSHOT_TEST_SEED replays it.</summary>
public static class RunSeed
{
    /// <summary>The variable, as messages name it.</summary>
    public const string Variable = "FASTSHOT_TEST_SEED";

    /// <summary>The seed to be replayed, or another one in each run.</summary>
    public static ulong Any => Replayed<ulong>() ?? (ulong)Environment.TickCount64;

    /// <summary>The seed that is to be replayed; null where none is.</summary>
    public static T? Replayed<T>()
        where T : struct, ISpanParsable<T> =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? T.Parse(text, CultureInfo.InvariantCulture) : null;
}
