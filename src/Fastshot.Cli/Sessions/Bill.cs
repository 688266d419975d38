using System.Globalization;
using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.Sessions;

/// <summary>What the remote was used for in a month, and about what that cost. It may be lost; nothing rests on it.</summary>
/// <param name="Month">As <c>2026-11</c>.</param>
/// <param name="Cost">In US dollars; null where no prices are known.</param>
internal sealed record Bill(string Month, StoreUsage Usage, decimal? Cost)
{
    private const int BytesMax = 64 * 1024;
    private const string FileName = "bill.json";

    // Several operations of one process may end at the same time.
    private static readonly AsyncGate Adding = new();

    /// <summary>In a few words: at least two figures that are not zero.</summary>
    public static string Words(decimal cost) => cost switch
    {
        0 => "nothing",
        >= 0.01m => $"about ${cost.ToString("0.00", CultureInfo.InvariantCulture)}",
        _ => $"about {(cost * 100).ToString("0.####", CultureInfo.InvariantCulture)} US cents",
    };

    /// <summary>The bill of this month; empty where nothing was used yet.</summary>
    public static async Task<Bill> ReadAsync(Invocation call, CancellationToken cancellationToken)
    {
        var month = call.Surroundings.Time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var bytes = await call.Surroundings.Files.ReadSmallAsync(PathOf(call), BytesMax, cancellationToken).ConfigureAwait(false);
        return bytes is not null && Parse(bytes) is { } known && known.Month == month ? known : new Bill(month, default, null);
    }

    /// <summary>Adds what a store was used for since it was last billed.</summary>
    public static async Task AddAsync(Invocation call, BucketStore store, CancellationToken cancellationToken)
    {
        using var turn = await Adding.EnterAsync(cancellationToken).ConfigureAwait(false);
        var used = store.Usage - store.Billed;
        if (used.Requests == 0)
        {
            return;
        }

        store.Billed += used;
        var bill = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
        var cost = store.Prices is { } prices ? (bill.Cost ?? 0) + prices.Of(used) : bill.Cost;
        await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random)
            .WriteCacheAsync(PathOf(call), (bill with { Usage = bill.Usage + used, Cost = cost }).ToBytes(), cancellationToken).ConfigureAwait(false);
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("month", Month);
        writer.WriteStartObject("requests");
        writer.WriteNumber("get", Usage.Gets);
        writer.WriteNumber("put", Usage.Puts);
        writer.WriteNumber("list", Usage.Lists);
        writer.WriteNumber("head", Usage.Heads);
        writer.WriteNumber("delete", Usage.Deletes);
        writer.WriteEndObject();
        writer.WriteNumber("bytesSent", Usage.BytesSent);
        writer.WriteNumber("bytesReceived", Usage.BytesReceived);
        if (Cost is { } cost)
        {
            writer.WriteNumber("cost", cost);
        }
        else
        {
            writer.WriteNull("cost");
        }

        writer.WriteEndObject();
    }

    private static string PathOf(Invocation call) => Path.Combine(call.Places.State, FileName);

    private static Bill? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var requests = root.GetProperty("requests");
            return new Bill(
                root.GetProperty("month").GetString() ?? "",
                new StoreUsage(
                    requests.GetProperty("head").GetInt64(),
                    requests.GetProperty("get").GetInt64(),
                    requests.GetProperty("put").GetInt64(),
                    requests.GetProperty("list").GetInt64(),
                    requests.GetProperty("delete").GetInt64(),
                    root.GetProperty("bytesSent").GetInt64(),
                    root.GetProperty("bytesReceived").GetInt64()),
                root.GetProperty("cost").ValueKind is JsonValueKind.Null ? null : root.GetProperty("cost").GetDecimal());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            WriteTo(writer);
        }

        return bytes.ToArray();
    }
}
