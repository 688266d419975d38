using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Catalog;
using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>Buckets that are damaged, emptied, or away: nothing is lost for it, and what can be mended is.</summary>
public sealed class DamagedBucketTests : IDisposable
{
    private readonly ClassicMeeting _meeting = new();

    public static TheoryData<int, string> Faults
    {
        get
        {
            var rows = new TheoryData<int, string>();
            foreach (var fault in (string[])["refused", "lost", "torn"])
            {
                for (var number = 0; number < 18; number++)
                {
                    rows.Add(number, fault);
                }
            }

            return rows;
        }
    }

    public void Dispose() => _meeting.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"sessions\": [")]
    [InlineData("{\"sessions\": []}")]
    [InlineData("{\"total_sessions\":9,\"sessions\":[{\"filename\":\"20260101000000_s0.fastshot\"}]}")]
    [InlineData("{\"sessions\":[{\"filename\":\"20260101000000_s0.fastshot\"}],\"checksum\":\"00\"}")]
    public async Task A_list_that_is_missing_or_wrong_is_made_anew_from_the_listing(string? list)
    {
        await _meeting.Older.FillAsync(3);
        if (list is null)
        {
            await _meeting.Store.DeleteAsync(ClassicNames.Overall, Deadline.Token);
        }
        else
        {
            await _meeting.Store.PutAsync("overall_meta.json", Encoding.UTF8.GetBytes(list));
        }

        var device = await _meeting.DeviceAsync();
        await device.SyncAsync(new() { Refreshes = list == "{\"sessions\": []}" });

        Assert.Equal(3, await device.CountAsync());
        Assert.Equal(3, (await _meeting.FilesAsync()).Count);
    }

    [Fact]
    public async Task Names_that_would_lead_out_of_the_bucket_are_told_of_and_never_become_a_path()
    {
        await _meeting.Older.FillAsync(1);
        await _meeting.Store.PutAsync("sessions/deep/20260101000000_x.fastshot", new byte[1]);
        await _meeting.Store.PutAsync("sessions/readme.txt", new byte[1]);
        var list = new ClassicOverallList(
            "now",
            [
                .. (await _meeting.ListAsync()).Sessions,
                .. ((string[])["../../etc/x.fastshot", "/abs.fastshot", "a/b.fastshot", "con.fastshot"]).Select(file => new ClassicOverallEntry(file, "", 1, "")),
            ]);
        await _meeting.Store.PutAsync("overall_meta.json", list.Write());
        var device = await _meeting.DeviceAsync();

        var report = await device.SyncAsync();

        Assert.Equal(4, report.Failed.Length);
        Assert.Equal("s0", await device.NamesAsync());
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("placeholder")]
    public async Task A_session_without_usable_index_tells_of_itself_and_mends_it(string what)
    {
        await _meeting.Older.FillAsync(2);
        var key = ClassicNames.Index(OlderProgram.FileOf(1));
        await (what switch
        {
            "missing" => _meeting.Store.DeleteAsync(key, Deadline.Token),
            "damaged" => _meeting.Store.PutAsync(key.Value, "{\"version\": \"1.0\", \"filen"u8.ToArray()),
            _ => _meeting.Store.PutAsync(key.Value, ClassicIndexWriter.Cloud(new ClassicIndex
            {
                FileName = OlderProgram.FileOf(1),
                Metadata = new ClassicMetadata { Description = "Rebuilt metadata", Color = "" },
                ImageCount = 0,
                CreatedAt = "",
            })),
        });
        var device = await _meeting.DeviceAsync();

        var report = await device.SyncAsync();

        Assert.Empty(report.Failed);
        Assert.Equal("red", (await device.FindAsync("s1")).Text.Color);
        Assert.True(ClassicIndexReader.TryRead(await _meeting.Store.ReadAsync(key.Value), OlderProgram.FileOf(1), false, out var index, out _));
        Assert.Equal(("s1", 1), (index.Metadata.Name, index.ImageCount));
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task An_index_that_names_another_session_is_left_alone_and_not_believed()
    {
        await _meeting.Older.FillAsync(2);
        var foreign = (await _meeting.Store.ReadAsync(ClassicNames.Index(OlderProgram.FileOf(0)).Value))!;
        await _meeting.Store.PutAsync(ClassicNames.Index(OlderProgram.FileOf(1)).Value, foreign);
        var device = await _meeting.DeviceAsync();

        var report = await device.SyncAsync();

        Assert.Equal("s0 s1", await device.NamesAsync());
        Assert.Contains("names another", Assert.Single(report.Failed).Message, StringComparison.Ordinal);
        Assert.Equal(foreign, await _meeting.Store.ReadAsync(ClassicNames.Index(OlderProgram.FileOf(1)).Value));
    }

    [Fact]
    public async Task A_damaged_session_without_index_is_listed_by_its_file_name_and_told_of_once()
    {
        await _meeting.Older.FillAsync(1);
        await _meeting.Store.PutAsync("sessions/20260202020202_lost_one.fastshot", "FHDR no JSON"u8.ToArray());
        await _meeting.Older.PutListAsync(await _meeting.Older.MakeListAsync());
        var device = await _meeting.DeviceAsync();

        var report = await device.SyncAsync();

        Assert.Equal("lost_one s0", await device.NamesAsync());
        Assert.Contains("wrong key or damaged", Assert.Single(report.Failed).Message, StringComparison.Ordinal);
        Assert.Empty((await device.SyncAsync()).Failed);
        await device.TrashAsync("lost_one");
        Assert.Contains("stays in the bucket", Assert.Single((await device.SyncAsync()).Failed).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await _meeting.FilesAsync()).Count);
    }

    [Fact]
    public async Task An_entry_without_a_session_is_taken_out_of_the_list()
    {
        await _meeting.Older.FillAsync(2);
        await _meeting.Store.DeleteAsync(ObjectKey.Parse("sessions/" + OlderProgram.FileOf(1)), Deadline.Token);
        await _meeting.Store.DeleteAsync(ClassicNames.Index(OlderProgram.FileOf(1)), Deadline.Token);
        var device = await _meeting.DeviceAsync();

        await device.SyncAsync();

        Assert.Equal("s0", await device.NamesAsync());
        Assert.Equal([OlderProgram.FileOf(0)], await _meeting.FilesAsync());
    }

    [Fact]
    public async Task An_emptied_bucket_and_another_one_change_nothing_on_either_side()
    {
        await _meeting.Older.FillAsync(12);
        var device = await _meeting.DeviceAsync();
        await device.SyncAsync();
        await device.SaveAsync("mine");
        foreach (var key in await _meeting.Store.KeysAsync("sessions/"))
        {
            await _meeting.Store.DeleteAsync(ObjectKey.Parse(key), Deadline.Token);
        }

        var list = await _meeting.Store.ReadAsync("overall_meta.json");
        var failure = await Assert.ThrowsAsync<StoreException>(() => device.SyncAsync(new() { AllowsDeletions = true, Refreshes = true }));

        Assert.Equal(StoreError.NoSuchPlace, failure.Error);
        Assert.Equal(13, await device.CountAsync());
        Assert.Equal(list, await _meeting.Store.ReadAsync("overall_meta.json"));
    }

    [Theory]
    [InlineData(StoreError.Unavailable)]
    [InlineData(StoreError.Denied)]
    public async Task A_bucket_that_is_away_changes_nothing_here(StoreError error)
    {
        await _meeting.Older.FillAsync(3);
        Fault? fault = null;
        var device = await _meeting.DeviceAsync(new FaultyStore(_meeting.Store, _ => fault));
        await device.SyncAsync();
        fault = new Fault.Refused(error);

        await Assert.ThrowsAsync<StoreException>(() => device.SyncAsync());

        Assert.Equal(3, await device.CountAsync());
        Assert.False(await device.Remote.IsThereAsync(Deadline.Token));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_fails_the_next_sync_finishes_it(int number, string what)
    {
        await _meeting.Older.FillAsync(4);
        Fault fault = what switch
        {
            "lost" => new Fault.AcknowledgementLost(),
            "torn" => new Fault.ReadTorn(10),
            _ => new Fault.Refused(StoreError.Unavailable),
        };
        var isArmed = false;
        var first = 0;
        var device = await _meeting.DeviceAsync(new FaultyStore(_meeting.Store, call =>
        {
            first = isArmed ? first : call.Number + 1;
            return isArmed && call.Number - first == number ? fault : null;
        }));
        await device.SyncAsync();
        await device.SaveAsync("mine");
        await device.SaveAsync("more");
        await device.EditAsync("s1", new SessionEdit { Name = "edited" });
        await device.TrashAsync("s2");
        await _meeting.Older.SaveAsync(9);
        isArmed = true;

        try
        {
            await device.SyncAsync();
        }
        catch (StoreException)
        {
            // The next run is what counts.
        }

        isArmed = false;
        await device.SyncAsync();
        var other = await _meeting.DeviceAsync();
        await other.SyncAsync();

        Assert.Equal("edited mine more s0 s3 s9", await device.NamesAsync());
        Assert.Equal("edited mine more s0 s3 s9", await other.NamesAsync());
        Assert.Equal(6, (await _meeting.FilesAsync()).Count);
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }
}
