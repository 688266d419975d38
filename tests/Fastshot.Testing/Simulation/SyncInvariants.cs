using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Testing.Simulation;

/// <summary>What must hold when all devices have synced and nothing fails (docs/sync-protocol.md, "Invariants").</summary>
internal sealed class SyncInvariants(
    IReadOnlyList<SimulatedDevice> devices, MemoryStore bucket, IReadOnlyCollection<SessionId> saved, bool mayLackPictures)
{
    private readonly List<SessionId> _ids = [.. saved.SelectMany(id => (SessionId[])[id, SavedAgain.IdOf(id), SavedAgain.IdOf(SavedAgain.IdOf(id))])];

    public async Task CheckAsync()
    {
        using var first = await devices[0].OpenAsync();
        foreach (var id in saved)
        {
            Require(await first.EntryOfAsync(id, Deadline.Token) is not null, $"the session {id} that was saved is unknown");
        }

        foreach (var device in devices.Skip(1))
        {
            using var library = await device.OpenAsync();
            foreach (var id in _ids)
            {
                var one = await first.EntryOfAsync(id, Deadline.Token);
                var other = await library.EntryOfAsync(id, Deadline.Token);
                Require(Equals(one, other), $"{devices[0].Name} and {device.Name} know different things of {id}");
            }
        }

        if (!mayLackPictures)
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
            if (await library.EntryOfAsync(id, Deadline.Token) is not Entry.Live live)
            {
                continue;
            }

            foreach (var archive in ContentHistory.ArchivesOf(live))
            {
                var stored = await store.GetAsync(VaultNames.Archive(archive.Sha256), cancellationToken: Deadline.Token);
                Require(stored is not null, $"the archive of {id} is not in the bucket");
                await using (stored)
                {
                    using var bytes = new MemoryStream();
                    await stored!.Content.CopyToAsync(bytes, Deadline.Token);
                    Require(Digest.Of(bytes.ToArray()) == archive.Sha256, $"the archive of {id} in the bucket has other bytes than its name");
                }
            }
        }
    }

    // Who comes with the key only gets the same as the others.
    private async Task CheckFreshDeviceAsync(SessionLibrary library)
    {
        var store = VaultPlace.StoreOf(bucket, library.Vault);
        var state = new State();
        foreach (var info in await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token))
        {
            Require(VaultNames.TryParse(info.Key, VaultNames.LogPrefix, out var name), $"{info.Key} is no record");
            var bytes = await store.ReadSmallAsync(info.Key, Limits.RecordBytes, Deadline.Token) ?? [];
            var reading = library.Objects.ReadRecord(name, bytes);
            Require(reading.Piece is not null, $"the record {name} cannot be read: {reading.Refusal?.Reason}");
            foreach (var (id, entry) in reading.Piece!.Entries)
            {
                state.Join(id, entry);
            }
        }

        foreach (var id in _ids)
        {
            var known = await library.EntryOfAsync(id, Deadline.Token);
            Require(
                Equals(known, state.Entries.GetValueOrDefault(id)), $"the bucket says something else of {id} than the devices know");
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
