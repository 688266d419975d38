using System.Reflection;
using Fastshot.Core.Catalog;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Searches histories in which a rule of the protocol is missed that was switched off.</summary>
internal static class Mutants
{
    public const int HistoriesMax = 20_000;

    /// <summary>Looks at the history of a seed first, unless the search is to be full, and then from the first one on.</summary>
    /// <param name="seed">Where it was missed last; 0 where that is not known: then only a full run searches.</param>
    /// <param name="run">Runs a history by some rules; it throws where something was lost.</param>
    /// <returns>The seed of the history, and what went wrong in it; null where all of them went well.</returns>
    public static (long? Seed, string Words) Search(string rule, int seed, Action<int, ProtocolRules> run)
    {
        var rules = new ProtocolRules();
        typeof(ProtocolRules).GetProperty(rule)!.SetValue(rules, value: false);
        Assert.SkipWhen(!Scale.IsFull && seed == 0, "Nobody knows a seed; a full run searches for one.");
        if (!Scale.IsFull && Miss(seed) is { } missed)
        {
            return (seed, missed);
        }

        var found = Parallel.For(1, HistoriesMax + 1, Histories.BothCores, (one, loop) =>
        {
            if (Miss(one) is not null)
            {
                loop.Break();
            }
        }).LowestBreakIteration;
        return (found, found is { } lowest ? Miss((int)lowest)! : "");

        string? Miss(int one)
        {
            try
            {
                run(one, rules);
                return null;
            }
            catch (Exception e)
            {
                // Whatever stops a device for good is a loss, too.
                return e.Message;
            }
        }
    }

    /// <summary>The rules that a theory switches off.</summary>
    public static IEnumerable<string> TestedBy(Type tests, string theory) =>
        tests.GetMethod(theory)!.GetCustomAttributes<InlineDataAttribute>(inherit: false).Select(one => (string)one.Data[0]!);
}
