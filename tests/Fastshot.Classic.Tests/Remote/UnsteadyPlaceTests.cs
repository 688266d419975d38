using Fastshot.Core.Catalog;
using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>A server that ignores conditions, so that of two writers at once the later one wins unseen.</summary>
public sealed class LiarPlace() : ProviderPlace(FakeS3Profile.Of("liar"));

/// <summary>A server whose reads are late after an overwrite.</summary>
public sealed class StalePlace() : ProviderPlace(FakeS3Profile.Of("stale"));

/// <summary>Servers of which nothing can be expected: all devices come to the same in the end, and nothing is lost.</summary>
public abstract class UnsteadyPlaceContract<TPlace> : MeetingTests<TPlace>
    where TPlace : MeetingPlace, new()
{
    private const int RoundsMax = 8;

    [Fact]
    public async Task Devices_at_once_come_to_the_same_in_the_end()
    {
        await Meeting.Older.FillAsync(6);
        MeetingDevice[] devices = [await Meeting.DeviceAsync(), await Meeting.DeviceAsync()];
        await AtOnceAsync(devices);
        await devices[0].SaveAsync("one");
        await devices[1].SaveAsync("two");
        await devices[0].EditAsync("s1", new SessionEdit { Description = "edited" });
        await devices[1].EditAsync("s2", new SessionEdit { Class = "edited" });
        await devices[1].TrashAsync("s3");
        await Meeting.Older.SaveAsync(9);

        // The older program writes what it listed before the others saved.
        var stale = await Meeting.Older.MakeListAsync();
        await AtOnceAsync(devices);
        await Meeting.Older.PutListAsync(stale);
        for (var i = 0; i < RoundsMax; i++)
        {
            await AtOnceAsync(devices);
        }

        foreach (var device in devices)
        {
            Assert.Equal("one s0 s1 s2 s4 s5 s9 two", await device.NamesAsync());
            Assert.Equal(("edited", "edited"), ((await device.FindAsync("s1")).Text.Description, (await device.FindAsync("s2")).Text.Class));
            Assert.Equal(0, (await device.Remote.StateAsync(Deadline.Token)).Waiting);
        }

        // A list that names what both deleted is seen at the next listing; and reads are late for a while.
        Meeting.Time.Advance(TimeSpan.FromHours(7));
        for (var i = 0; i < RoundsMax; i++)
        {
            await AtOnceAsync(devices);
            await Meeting.Store.ReadAsync("overall_meta.json");
        }

        Assert.Equal(8, (await Meeting.FilesAsync()).Count);
    }

    private static Task AtOnceAsync(MeetingDevice[] devices) => Task.WhenAll(devices.Select(async device =>
    {
        try
        {
            await device.SyncAsync();
        }
        catch (StoreException e) when (e.IsTransient)
        {
            // Both were at the list at once for too long: the next sync finishes it.
        }
    }));
}

/// <summary>The contract where conditions are ignored.</summary>
public sealed class LiarPlaceTests : UnsteadyPlaceContract<LiarPlace>;

/// <summary>The contract where reads are late.</summary>
public sealed class StalePlaceTests : UnsteadyPlaceContract<StalePlace>;

/// <summary>The contract where conditions are refused.</summary>
public sealed class B2PlaceTests : UnsteadyPlaceContract<B2Place>;

/// <summary>The contract at a real server.</summary>
public sealed class CephPlaceTests : UnsteadyPlaceContract<CephPlace>;
