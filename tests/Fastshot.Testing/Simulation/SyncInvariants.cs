using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Testing.Simulation;

/// <summary>What must hold when all devices have synced and nothing fails (docs/sync-protocol.md, "Invariants").</summary>
internal sealed class SyncInvariants(
    IReadOnlyList<SimulatedDevice> devices, SimulatedDevice fresh, MemoryStore bucket, Acknowledged acknowledged)
{
    private readonly List<SessionId> _ids = [.. acknowledged.Ever];

    public async Task CheckAsync()
    {
        using var first = await devices[0].OpenAsync();
        foreach (var id in acknowledged.Saved.Keys)
        {
            Require(await first.EntryOfAsync(id) is not null, $"the session {id} that was saved is unknown");
        }

        foreach (var device in devices.Skip(1))
        {
            using var library = await device.OpenAsync();
            foreach (var id in _ids)
            {
                var one = await first.EntryOfAsync(id);
                var other = await library.EntryOfAsync(id);
                Require(Equals(one, other), $"{devices[0].Name} and {device.Name} know different things of {id}");
            }
        }

        if (acknowledged is not { HasLostPictures: true, HasLostDevice: true })
        {
            await CheckArchivesAsync(first);
        }

        await CheckFreshDeviceAsync(first);
    }

    // A session that is present has its archives, whole, in the bucket.
    private async Task CheckArchivesAsync(SessionLibrary library)
    {
        var store = VaultPlace.StoreOf(bucket, library.Vault);
        foreach (var id in _ids)
        {
            if (await library.EntryOfAsync(id) is not Entry.Live live)
            {
                continue;
            }

            foreach (var archive in ContentHistory.ArchivesOf(live))
            {
                var stored = await store.GetAsync(VaultNames.Archive(archive.Sha256));
                Require(stored is not null, $"the archive of {id} is not in the bucket");
                await using (stored)
                {
                    using var bytes = new MemoryStream();
                    await stored!.Content.CopyToAsync(bytes);
                    Require(Digest.Of(bytes.ToArray()) == archive.Sha256, $"the archive of {id} in the bucket has other bytes than its name");
                }
            }
        }
    }

    // Who comes with the key only gets the same as the others.
    private async Task CheckFreshDeviceAsync(SessionLibrary library)
    {
        using var comer = await fresh.OpenAsync();
        foreach (var id in _ids)
        {
            Require(
                Equals(await library.EntryOfAsync(id), await comer.EntryOfAsync(id)),
                $"a new device comes to know something else of {id} than the others know");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
