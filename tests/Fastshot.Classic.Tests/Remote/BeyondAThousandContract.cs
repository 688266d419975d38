namespace Fastshot.Classic.Tests.Remote;

/// <summary>More sessions than one listing shows, and than the older program ever lists.</summary>
public abstract class BeyondAThousandContract<TPlace> : MeetingTests<TPlace>
    where TPlace : MeetingPlace, new()
{
    protected async Task EveryDeviceHasAllAsync(int count)
    {
        await Meeting.Older.FillAsync(count);

        // The older program's next save cuts the list to its first thousand, which are the oldest.
        await Meeting.Older.PutListAsync(await Meeting.Older.MakeListAsync());
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());

        await one.SyncAsync();
        await one.SaveAsync("mine");
        await one.SyncAsync();
        await other.SyncAsync();

        Assert.Equal(count + 1, await one.CountAsync());
        Assert.Equal(count + 1, await other.CountAsync());
        Assert.Equal(count + 1, (await Meeting.FilesAsync()).Count);
        Assert.Equal(1, (await other.SyncAsync()).Usage.Requests);
    }
}

/// <summary>In memory.</summary>
public sealed class BeyondAThousandTests : BeyondAThousandContract<MemoryPlace>
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1500)]
    [InlineData(2500)]
    public Task Every_device_has_all(int count) => EveryDeviceHasAllAsync(count);
}

/// <summary>In a bucket of a real server, whose listings have pages of their own.</summary>
public sealed class BeyondAThousandInCephTests : BeyondAThousandContract<CephPlace>
{
    [Fact]
    public Task Every_device_has_all() => EveryDeviceHasAllAsync(1200);
}
