using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage.Probing;

/// <summary>Tries what a store can do, with a few objects of its own that it removes again, and says what that means.</summary>
/// <param name="folder">A key without objects, ending with a slash; nobody else may use it.</param>
public sealed class StoreProbe(IObjectStore store, string folder, IRandom random)
{
    private const int LargeBytes = 8 << 20;
    private const int RacersMax = 16;
    private const int PagedMax = 5;

    private readonly List<ProbeCheck> _checks = [];
    private readonly List<string> _written = [];

    /// <summary>Runs all checks; where nothing can be written, the rest is not tried.</summary>
    public async Task<IReadOnlyList<ProbeCheck>> RunAsync(
        IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        (string Name, Func<CancellationToken, Task<ProbeCheck>> Check)[] checks =
        [
            ("write", WriteAsync),
            ("read", ReadAsync),
            ("range", RangeAsync),
            ("list", ListAsync),
            ("overwrite", OverwriteAsync),
            ("pages", PagesAsync),
            ("large", LargeAsync),
            ("create", CreateAsync),
            ("race", RaceAsync),
            ("replace", ReplaceAsync),
            ("delete", DeleteAsync),
        ];
        foreach (var (name, check) in checks)
        {
            progress?.Report(name);
            var result = await TryAsync(name, check, cancellationToken).ConfigureAwait(false);
            _checks.Add(result);
            if (name == "write" && result.Outcome is ProbeOutcome.Failed)
            {
                break;
            }
        }

        return _checks;
    }

    private static async Task<ProbeCheck> TryAsync(
        string name, Func<CancellationToken, Task<ProbeCheck>> check, CancellationToken cancellationToken)
    {
        try
        {
            return await check(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            var hint = e.Error switch
            {
                StoreError.Denied when name == "write" =>
                    $"{e.Hint} With rights to read and to list alone a device receives, and sends nothing.".TrimStart(),
                StoreError.Unavailable => e.Hint ?? "Check the address and the network, and that the server is on.",
                _ => e.Hint,
            };
            return new ProbeCheck(name, ProbeOutcome.Failed, e.Message, hint);
        }
    }

    private async Task<ProbeCheck> WriteAsync(CancellationToken cancellationToken)
    {
        await PutAsync("a", Bytes(1000), PutCondition.None, cancellationToken).ConfigureAwait(false);
        return Good("write", "objects can be written");
    }

    private async Task<ProbeCheck> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = Bytes(1000);
        await PutAsync("b", bytes, PutCondition.None, cancellationToken).ConfigureAwait(false);
        return await ReadAsync("b", null, cancellationToken).ConfigureAwait(false) is { } read && read.AsSpan().SequenceEqual(bytes)
            ? Good("read", "what was written is read back, at once")
            : Failed("read", "what was written just now is not read back as it was", "Fastshot needs a store that shows a new object at once.");
    }

    private async Task<ProbeCheck> RangeAsync(CancellationToken cancellationToken)
    {
        var whole = await ReadAsync("b", null, cancellationToken).ConfigureAwait(false) ?? [];
        try
        {
            var part = await ReadAsync("b", new ByteRange(100, 200), cancellationToken).ConfigureAwait(false) ?? [];
            return part.AsSpan().SequenceEqual(whole.AsSpan(100, 200))
                ? Good("range", "parts of an object can be read, so a download that breaks off goes on where it stopped")
                : Failed("range", "the part that was asked for is not the one that came", "Do not use this store.");
        }
        catch (StoreException e) when (e.Error is StoreError.Unsupported)
        {
            return Lacking("range", "parts of an object cannot be read: a download that breaks off begins again");
        }
    }

    private async Task<ProbeCheck> ListAsync(CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(folder, null, 1000, cancellationToken).ConfigureAwait(false);
        return page.Objects.Any(info => info.Key == Key("b") && info.Length == 1000)
            ? Good("list", "a new object is listed at once, with its length")
            : Failed("list", "an object that was written just now is not listed", "Fastshot needs a store that lists a new object at once.");
    }

    private async Task<ProbeCheck> OverwriteAsync(CancellationToken cancellationToken)
    {
        var bytes = Bytes(900);
        await PutAsync("b", bytes, PutCondition.None, cancellationToken).ConfigureAwait(false);
        return await ReadAsync("b", null, cancellationToken).ConfigureAwait(false) is { } read && read.AsSpan().SequenceEqual(bytes)
            ? Good("overwrite", "an object that is replaced is read in its new form at once")
            : Lacking("overwrite", "after an object was replaced, its old form was still read: other devices may hear of a change a little later, and nothing is lost");
    }

    private async Task<ProbeCheck> PagesAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < PagedMax; i++)
        {
            await PutAsync($"pages/{i}", Bytes(1), PutCondition.None, cancellationToken).ConfigureAwait(false);
        }

        var found = new List<string>();
        ObjectKey? after = null;
        do
        {
            var page = await store.ListAsync($"{folder}pages/", after, countMax: 2, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Objects.Select(info => info.Key.Value));
            after = page.Next;
        }
        while (after is not null && found.Count <= PagedMax);

        return found.SequenceEqual(Enumerable.Range(0, PagedMax).Select(i => $"{folder}pages/{i}"))
            ? Good("pages", "long listings come page by page, in order, so more than 1,000 objects are seen")
            : Failed("pages", "a long listing is not complete or not in order", "Do not use this store: objects would be taken for missing.");
    }

    private async Task<ProbeCheck> LargeAsync(CancellationToken cancellationToken)
    {
        await PutAsync("large", Bytes(LargeBytes), PutCondition.None, cancellationToken).ConfigureAwait(false);
        var info = await store.HeadAsync(Key("large"), cancellationToken).ConfigureAwait(false);
        return info?.Length == LargeBytes
            ? Good("large", "8 MB are taken in one piece; uploads in several parts are not needed")
            : Failed("large", "of 8 MB not all arrived", "Do not use this store.");
    }

    private async Task<ProbeCheck> CreateAsync(CancellationToken cancellationToken)
    {
        var outcome = await OutcomeAsync("b", PutCondition.Absent, cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            StoreError.ConditionFailed => Good("create", "\"write only if nothing is there\" works: nothing is uploaded twice"),
            StoreError.Unsupported => Lacking("create", "the server does not know \"write only if nothing is there\"; Fastshot learns that from its first upload and then writes without it, and may now and then upload the same bytes twice"),
            null => Lacking("create", "\"write only if nothing is there\" is ignored: the store said yes and replaced what was there. Nothing depends on it, since the bytes of a name never change"),
            var error => Failed("create", $"\"write only if nothing is there\" ends with {error}", null),
        };
    }

    private async Task<ProbeCheck> RaceAsync(CancellationToken cancellationToken)
    {
        var outcomes = new List<StoreError?>();
        await FanOut.ForEachAsync(
            Enumerable.Range(1, RacersMax),
            RacersMax,
            async (_, token) =>
            {
                var outcome = await OutcomeAsync("race", PutCondition.Absent, token).ConfigureAwait(false);
                lock (outcomes)
                {
                    outcomes.Add(outcome);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return outcomes.Count(one => one is null) switch
        {
            1 => Good("race", "of 16 that create one object at once exactly one wins"),
            0 when outcomes.TrueForAll(one => one is StoreError.Unsupported) => Lacking("race", "not tried: the server does not know \"write only if nothing is there\""),
            var count => Lacking("race", $"of 16 that create one object at once {count} were told that they won; nothing depends on it"),
        };
    }

    private async Task<ProbeCheck> ReplaceAsync(CancellationToken cancellationToken)
    {
        var first = await PutAsync("c", Bytes(10), PutCondition.None, cancellationToken).ConfigureAwait(false);
        var right = await OutcomeAsync("c", PutCondition.Unchanged(first.ETag), cancellationToken).ConfigureAwait(false);
        var wrong = await OutcomeAsync("c", PutCondition.Unchanged(first.ETag), cancellationToken).ConfigureAwait(false);
        return (right, wrong) switch
        {
            (null, StoreError.ConditionFailed) => Good("replace", "\"replace only what was read\" works: a save takes one request less"),
            (StoreError.Unsupported, _) => Lacking("replace", "the server does not know \"replace only what was read\": a save takes one request more"),
            (null, null) => Lacking("replace", "\"replace only what was read\" is ignored: a hint may be lost now and then, and is written again"),
            _ => Lacking("replace", "\"replace only what was read\" fails even where nothing changed: a save takes one request more"),
        };
    }

    private async Task<ProbeCheck> DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in _written.Distinct().ToList())
            {
                await store.DeleteAsync(Key(name), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreException e) when (e.Error is StoreError.Denied)
        {
            return Lacking(
                "delete",
                "objects may not be deleted: everything works, but nothing is ever removed, and the bucket only grows",
                $"Allow it (s3:DeleteObject) where that is not meant so. {_written.Distinct().Count()} small objects of this probe stay below {folder}");
        }

        var page = await store.ListAsync(folder, null, 1000, cancellationToken).ConfigureAwait(false);
        return page.Objects.Count == 0
            ? Good("delete", "objects can be deleted, and are gone at once")
            : Failed("delete", $"{page.Objects.Count} deleted objects are still listed", "Fastshot needs a store that forgets a deleted object at once.");
    }

    /// <summary>What a put with a condition comes to; null where it was done.</summary>
    private async Task<StoreError?> OutcomeAsync(string name, PutCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(name, Bytes(10), condition, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed or StoreError.Unsupported)
        {
            return e.Error;
        }
    }

    private async Task<ObjectInfo> PutAsync(string name, byte[] bytes, PutCondition condition, CancellationToken cancellationToken)
    {
        lock (_written)
        {
            _written.Add(name);
        }

        return await store.PutAsync(Key(name), ObjectContent.Of(bytes), condition, cancellationToken).ConfigureAwait(false);
    }

    private async Task<byte[]?> ReadAsync(string name, ByteRange? range, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(Key(name), range, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return null;
        }

        await using (stored.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await stored.Content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    private ObjectKey Key(string name) => ObjectKey.Parse(folder + name);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.Fill(bytes);
        return bytes;
    }

    private static ProbeCheck Good(string name, string detail) => new(name, ProbeOutcome.Good, detail);

    private static ProbeCheck Lacking(string name, string detail, string? hint = null) => new(name, ProbeOutcome.Lacking, detail, hint);

    private static ProbeCheck Failed(string name, string detail, string? hint) => new(name, ProbeOutcome.Failed, detail, hint);
}
