using System.Text;
using Fastshot.Classic.Cache;
using Fastshot.Classic.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Tests.Cache;

/// <summary>The cache of the older program in the data set's home: what is wrong with it is found, and mended without loss.</summary>
public sealed class ClassicCacheTests : IAsyncLifetime
{
    private const string Home = "/older";
    private const string Meta = ".fastshot/meta_cache/";

    private ClassicDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _device = await ClassicDevice.NewAsync();
        foreach (var path in DataSet.FilesOf("home"))
        {
            await WriteAsync(path, DataSet.Read("home/" + path));
        }
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_shape_of_the_data_set_is_found_as_its_manifest_says()
    {
        var report = await Cache.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);

        Assert.Equal(
            (IEnumerable<(FindingKind, string, FindingAction)>)[
                (FindingKind.Wrong, Meta + "meta_indexes/20250621215000_first_cloud.meta.json", FindingAction.Remove),
                (FindingKind.Wrong, Meta + "meta_indexes/20250705093001_proxy_设置_screenshot__notes.meta.json", FindingAction.Remove),
                (FindingKind.Wrong, Meta + "meta_indexes/20260616161616_without_key.meta.json", FindingAction.Rewrite),
                (FindingKind.Damaged, "fastshot_sessions/20260505050506_design-review.fastshot", FindingAction.Remove),
            ],
            [.. report.Findings.Where(one => one.Kind is not FindingKind.Missing).Select(one => (one.Kind, one.ObjectName, one.Action))]);
        Assert.All(report.Findings.Where(one => one.Kind is FindingKind.Missing), one => Assert.Equal(FindingAction.Rewrite, one.Action));
    }

    [Fact]
    public async Task What_is_mended_is_well_and_good_entries_are_untouched()
    {
        await WriteAsync(Meta + "overall_meta.json", "{\"sessions\": ["u8.ToArray());
        await WriteAsync(Meta + "meta_indexes/20250810120001_sprint_planning__7.meta.json", "{"u8.ToArray());
        var good = await ReadAsync(Meta + "meta_indexes/20260202181819_数据面板.meta.json");
        var plan = RepairPlan.Of(await Cache.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token));

        var report = await Cache.RepairAsync(plan, removes: true, Deadline.Token);
        var after = await Cache.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);

        Assert.Empty(report.Left);
        Assert.Empty(after.Findings);
        Assert.Equal(good, await ReadAsync(Meta + "meta_indexes/20260202181819_数据面板.meta.json"));
        var unwrapped = await IndexAsync("20260616161616_without_key");
        Assert.Equal((ClassicIndexShape.Good, "without key"), (unwrapped.Shape, unwrapped.Metadata.Name.Replace('_', ' ')));
        Assert.True((await IndexAsync("20250810120001_sprint_planning__7")).ImageCount > 0);
        Assert.True(ClassicCacheInfo.TryRead(await ReadAsync(Meta + "cache_info.json"), out var info, out _));
        Assert.Equal((await _device.Files.ListAsync($"{Home}/{Meta}meta_indexes", Deadline.Token))!.Count, info.IndexCount);
    }

    [Fact]
    public async Task Nothing_goes_without_consent_and_a_copy_under_another_key_never()
    {
        var plan = RepairPlan.Of(await CacheWith("another key").VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token));

        await Cache.RepairAsync(plan, removes: false, Deadline.Token);

        Assert.DoesNotContain(plan.Removals, one => one.ObjectName.Contains("sprint", StringComparison.Ordinal));
        Assert.NotNull(await ReadAsync(Meta + "meta_indexes/20250621215000_first_cloud.meta.json"));
        Assert.NotNull(await ReadAsync("fastshot_sessions/20260505050506_design-review.fastshot"));
    }

    [Fact]
    public async Task An_index_of_no_session_of_the_list_is_an_orphan_and_goes_after_asking()
    {
        var index = await ReadAsync(Meta + "meta_indexes/20260202181819_数据面板.meta.json");
        Assert.True(ClassicIndexReader.TryRead(index, "20260202181819_数据面板.fastshot", isCached: true, out var good, out _));
        await WriteAsync(Meta + "meta_indexes/20990101000000_x.meta.json", ClassicIndexWriter.Cached(good with { FileName = "20990101000000_x.fastshot" }));
        var plan = RepairPlan.Of(await Cache.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));

        Assert.Contains(plan.Removals, one => one is { Kind: FindingKind.Orphaned, ObjectName: Meta + "meta_indexes/20990101000000_x.meta.json" });
        await Cache.RepairAsync(plan, removes: true, Deadline.Token);

        Assert.Null(await ReadAsync(Meta + "meta_indexes/20990101000000_x.meta.json"));
    }

    [Fact]
    public async Task A_cache_that_the_older_program_holds_is_left_alone()
    {
        var plan = RepairPlan.Of(await Cache.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token));
        await using var held = await _device.Files.TryLockAsync($"{Home}/.fastshot/cache_lock", Deadline.Token);

        var refusal = await Assert.ThrowsAsync<LibraryException>(() => Cache.RepairAsync(plan, removes: true, Deadline.Token));

        Assert.Equal(LibraryError.InUse, refusal.Error);
    }

    [Theory]
    [InlineData("{\"version\":\"9.9\"}")]
    [InlineData("[]")]
    public async Task A_cache_info_that_cannot_be_read_is_made_anew(string text)
    {
        await WriteAsync(Meta + "cache_info.json", Encoding.UTF8.GetBytes(text));
        var report = await Cache.VerifyAsync(new VerifyOptions(), cancellationToken: Deadline.Token);

        Assert.Contains(report.Findings, one => one is { Kind: FindingKind.Damaged, Action: FindingAction.Rewrite, ObjectName: Meta + "cache_info.json" });
        await Cache.RepairAsync(RepairPlan.Of(report), removes: false, Deadline.Token);

        Assert.True(ClassicCacheInfo.TryRead(await ReadAsync(Meta + "cache_info.json"), out _, out _));
    }

    private ClassicCache Cache => CacheWith(DataSet.Key);

    private ClassicCache CacheWith(string key) => new(Home, new ClassicCacheParts(
        [key], _device.NewSpool, _device.Files, ClassicDevice.Inspector, ThreadPoolScheduler.Instance, _device.Random, _device.Time));

    private async Task<ClassicIndex> IndexAsync(string stem)
    {
        Assert.True(ClassicIndexReader.TryRead(
            await ReadAsync($"{Meta}meta_indexes/{stem}.meta.json"), stem + ".fastshot", isCached: true, out var index, out _));
        return index;
    }

    private Task WriteAsync(string name, byte[] bytes) =>
        new AtomicFile(_device.Files, _device.Random).WriteAsync($"{Home}/{name}", bytes, overwrite: true, Deadline.Token);

    private Task<byte[]?> ReadAsync(string name) => _device.Files.ReadSmallAsync($"{Home}/{name}", int.MaxValue, Deadline.Token);
}
