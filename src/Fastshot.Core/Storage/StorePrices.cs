namespace Fastshot.Core.Storage;

/// <summary>What requests to a store cost, in US dollars (docs/cost.md). Deleting is free everywhere.</summary>
/// <param name="PutThousand">A thousand objects written.</param>
/// <param name="ListThousand">A thousand listings.</param>
/// <param name="GetThousand">A thousand reads, or looks at an object.</param>
/// <param name="OutGigabyte">A gigabyte received from the store.</param>
public sealed record StorePrices(decimal PutThousand, decimal ListThousand, decimal GetThousand, decimal OutGigabyte)
{
    private const decimal Gigabyte = 1_000_000_000;

    /// <summary>About what a use cost, without what is free each month.</summary>
    public decimal Of(StoreUsage usage) =>
        (((usage.Puts * PutThousand) + (usage.Lists * ListThousand) + ((usage.Gets + usage.Heads) * GetThousand)) / 1000)
        + (usage.BytesReceived * OutGigabyte / Gigabyte);
}
