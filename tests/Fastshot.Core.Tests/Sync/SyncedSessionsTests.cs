using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>What a device knows to be at its remote, and that it never says so of anything else.</summary>
public sealed class SyncedSessionsTests
{
    private readonly Meeting _meeting = new();

    [Fact]
    public async Task A_session_is_synced_from_the_sync_that_sent_it_until_it_is_changed_here()
    {
        var first = await _meeting.FirstAsync();
        var id = await first.SaveAsync();
        Assert.Equal((false, 1), await StateAsync(first, id));

        await first.SyncAsync();
        Assert.Equal((true, 0), await StateAsync(first, id));

        await first.EditAsync(id, new SessionEdit { Name = "changed" });
        var other = await first.SaveAsync();
        Assert.Equal((false, 2), await StateAsync(first, id));
        Assert.Equal((false, 2), await StateAsync(first, other));

        await first.SyncAsync();
        Assert.Equal((true, 0), await StateAsync(first, id));
        Assert.Equal((true, 0), await StateAsync(first, other));
    }

    [Fact]
    public async Task What_came_from_another_device_is_synced_and_stays_so_beside_a_change_of_another_session()
    {
        var first = await _meeting.FirstAsync();
        var second = await _meeting.JoinAsync(first);
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        var own = await second.SaveAsync();

        Assert.Equal((true, 1), await StateAsync(second, id));
        Assert.Equal((false, 1), await StateAsync(second, own));
    }

    [Fact]
    public async Task A_record_that_could_not_be_sent_keeps_its_session_from_being_synced_and_no_other()
    {
        var first = await _meeting.FirstAsync();
        var damaged = await first.SaveAsync();
        var whole = await first.SaveAsync();
        using (var library = await first.OpenAsync())
        {
            var session = await library.FindAsync(damaged.Text, Deadline.Token);
            var vault = new FolderStore(first.Files, "/home/library/vault", new SeededRandom(1));
            var archive = VaultNames.Archive(session.Content!.Archive!.Value.Sha256);
            var bytes = (await vault.ReadSmallAsync(archive, 1 << 20, Deadline.Token))!;
            bytes[^1] ^= 1;
            await vault.PutAsync(archive, ObjectContent.Of(bytes), PutCondition.None, Deadline.Token);
        }

        Assert.NotEmpty((await first.SyncAsync()).Failed);

        Assert.Equal((false, 1), await StateAsync(first, damaged));
        Assert.Equal((true, 1), await StateAsync(first, whole));
    }

    [Fact]
    public async Task A_sync_that_is_ended_early_claims_nothing()
    {
        var first = await _meeting.FirstAsync();
        var id = await first.SaveAsync();
        _meeting.Nas.CapacityBytes = 100;

        await Assert.ThrowsAsync<StoreException>(() => first.SyncAsync());

        Assert.Equal((false, 1), await StateAsync(first, id));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("without its hash")]
    [InlineData("of another")]
    [InlineData("too large")]
    public async Task Where_what_is_known_is_lost_or_damaged_nothing_counts_as_synced_until_the_next_sync(string how)
    {
        var first = await _meeting.FirstAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        var path = await PathAsync(first);
        var bytes = (await first.Files.ReadSmallAsync(path, 1 << 20, Deadline.Token))!;
        await first.Files.DeleteAsync(path, Deadline.Token);
        byte[]? spoiled = how switch
        {
            "cut" => bytes[..^1],
            "flipped" => [(byte)(bytes[0] ^ 1), .. bytes[1..]],
            "without its hash" => [.. bytes[..^Digest.SizeBytes], .. new byte[Digest.SizeBytes]],
            "of another" => "hello"u8.ToArray(),
            "too large" => new byte[(64 << 20) + 1],
            _ => null,
        };
        if (spoiled is not null)
        {
            await new AtomicFile(first.Files, new SeededRandom(1)).WriteAsync(path, spoiled, overwrite: true, Deadline.Token);
        }

        Assert.Equal((false, 1), await StateAsync(first, id));

        await first.SyncAsync();
        Assert.Equal((true, 0), await StateAsync(first, id));
    }

    [Fact]
    public async Task An_idle_sync_does_not_write_the_names_again()
    {
        var first = await _meeting.FirstAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        var before = (await first.Files.StatAsync(await PathAsync(first), Deadline.Token))!.Modified;
        _meeting.Time.Advance(TimeSpan.FromMinutes(1));

        await first.SyncAsync();

        Assert.Equal(before, (await first.Files.StatAsync(await PathAsync(first), Deadline.Token))!.Modified);
    }

    [Fact]
    public async Task Where_the_devices_meet_somewhere_else_nothing_is_known_to_be_there()
    {
        var first = await _meeting.FirstAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();

        await SyncedSessions.ForgetAsync(first.Files, $"/home/library/sync-{library.Vault}.json", Deadline.Token);

        Assert.Equal((false, 1), await StateAsync(first, id));
    }

    private static async Task<(bool IsSynced, int Waiting)> StateAsync(MeetingDevice device, SessionId id)
    {
        using var library = await device.OpenAsync();
        var synced = await SyncedSessions.ReadAsync(library, device.Files, $"/home/library/sync-{library.Vault}.json", Deadline.Token);
        var (_, waiting) = await device.RemoteOf(library).StateAsync(Deadline.Token);
        return (synced.Contains(id), waiting);
    }

    private static async Task<string> PathAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return $"/home/library/sync-{library.Vault}.records";
    }
}
