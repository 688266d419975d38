using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>What a probe finds at each provider, and that it leaves nothing behind.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData("aws", "")]
    [InlineData("hetzner", "")]
    [InlineData("ceph", "")]
    [InlineData("r2", "")]
    [InlineData("minio", "")]
    [InlineData("minio-2023", "")]
    [InlineData("garage", "create race replace")]
    [InlineData("wasabi", "create race replace")]
    [InlineData("gcs", "create race replace")]
    [InlineData("b2", "create race replace")]
    [InlineData("liar", "create race replace")]
    [InlineData("stale", "overwrite")]
    public async Task It_finds_what_a_provider_lacks_and_nothing_fails(string profile, string lacking)
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Of(profile));

        var checks = await ProbeAsync(bucket.Store);

        Assert.DoesNotContain(checks, check => check.Outcome is ProbeOutcome.Failed);
        Assert.Equal(lacking, string.Join(' ', checks.Where(check => check.Outcome is ProbeOutcome.Lacking).Select(check => check.Name)));
        Assert.Equal(11, checks.Count);
        Assert.Empty(bucket.S3.Keys);
    }

    [Fact]
    public async Task A_real_server_has_everything()
    {
        using var store = new S3Store(await RealBucket.NewAsync(), TimeProvider.System);

        var checks = await ProbeAsync(store);

        Assert.All(checks, check => Assert.True(check.Outcome is ProbeOutcome.Good, $"{check.Name}: {check.Detail}"));
        Assert.Empty(await store.KeysAsync());
        Assert.True(store.ComparesBareETags);
        Assert.InRange(store.ClockOffset!.Value.TotalSeconds, -60, 60);
    }

    [Fact]
    public async Task Where_nothing_may_be_written_the_rest_is_not_tried()
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Aws with { RefusesPut = true });

        var check = Assert.Single(await ProbeAsync(bucket.Store));

        Assert.Equal((ProbeOutcome.Failed, "write"), (check.Outcome, check.Name));
        Assert.Contains("which rights are needed", check.Hint, StringComparison.Ordinal);
        Assert.Contains("a device receives", check.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_delete_everything_else_works()
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Aws with { RefusesDelete = true });

        var checks = await ProbeAsync(bucket.Store);

        Assert.Equal(ProbeOutcome.Lacking, checks[^1].Outcome);
        Assert.Contains("s3:DeleteObject", checks[^1].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_list_it_fails_and_says_so()
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Aws with { RefusesList = true });

        var checks = await ProbeAsync(bucket.Store);

        Assert.Contains(checks, check => check is { Name: "list", Outcome: ProbeOutcome.Failed, Hint: not null });
    }

    [Theory]
    [InlineData(StoreVerb.Get, "read")]
    [InlineData(StoreVerb.List, "list")]
    public async Task A_store_that_fails_at_one_thing_fails_that_check(StoreVerb verb, string name)
    {
        var store = new FaultyStore(new MemoryStore(TimeProvider.System), call => call.Verb == verb ? new Fault.Refused(StoreError.Broken) : null);

        Assert.Contains(await ProbeAsync(store), check => check.Name == name && check.Outcome is ProbeOutcome.Failed);
    }

    private static Task<IReadOnlyList<ProbeCheck>> ProbeAsync(IObjectStore store) =>
        new StoreProbe(store, "fastshot/probe-1/", new SeededRandom(4)).RunAsync(progress: null, Deadline.Token);
}
