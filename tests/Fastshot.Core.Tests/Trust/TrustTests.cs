using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Trust;

/// <summary>A vault on a device and where devices meet, and what can happen to its objects.</summary>
public abstract class TrustTests : IDisposable
{
    private SessionLibrary? _library;

    public enum Side
    {
        Here,
        There,
    }

    public enum Harm
    {
        Missing,
        Cut,
        Flipped,
        ExchangedInTheVault,
        OfAnotherVault,
    }

    protected Meeting Meeting { get; } = new();

    protected MeetingDevice Device { get; private set; } = null!;

    public void Dispose()
    {
        _library?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected SessionLibrary Library => _library!;

    protected PrefixedStore There => Meeting.StoreOf(Library);

    protected async Task StartAsync(int sessions)
    {
        Device = await Meeting.FirstAsync();
        _library = await Device.OpenAsync();
        for (var i = 0; i < sessions; i++)
        {
            await _library.SaveAsync(Testing.Simulation.SimulatedDevice.SessionOf("device 1", i), progress: null, Deadline.Token);
        }

        using var secret = await Device.Keys.ReadAsync(Deadline.Token);
        await new KeyFiles(There, Device.Parts.Scheduler)
            .AddAsync(secret!, "correct horse"u8.ToArray(), Device.Parts.Random, logWorkFactor: 15, Deadline.Token);
        await Device.RemoteOf(_library).SyncAsync(new(), progress: null, Deadline.Token);
    }

    protected VaultTrust TrustOf(IObjectStore place, bool isRemote) => new(
        Library, place, isRemote, Device.Files, $"{MeetingDevice.Home}/sync-{Library.Vault}.json", Device.Parts.Random, Meeting.Time);

    protected (IObjectStore Looked, VaultTrust Trust) SideOf(Side side) => side is Side.There
        ? (There, TrustOf(Meeting.Store, isRemote: true))
        : (Library.Objects.Store, TrustOf(Meeting.Store, isRemote: false));

    protected static async Task HarmAsync(IObjectStore store, ObjectKey key, Harm harm)
    {
        var bytes = (await store.ReadAsync(key.Value))!;
        if (harm is Harm.Missing)
        {
            await store.DeleteAsync(key, Deadline.Token);
            return;
        }

        var prefix = key.Value[..(key.Value.IndexOf('/', StringComparison.Ordinal) + 1)];
        bytes[^1] ^= harm is Harm.Flipped ? (byte)1 : (byte)0;
        bytes = harm switch
        {
            Harm.Cut => bytes[..^1],
            Harm.Flipped => bytes,
            Harm.OfAnotherVault => await OfAnotherVaultAsync(prefix),
            _ => (await store.ReadAsync((await store.ListAllAsync(prefix, Deadline.Token))[^1].Key.Value))!,
        };
        await store.PutAsync(key.Value, bytes);
    }

    private static async Task<byte[]> OfAnotherVaultAsync(string prefix)
    {
        var time = new ManualTime();
        var device = new MeetingDevice(
            new FakeFileSystem(time), time, new SeededRandom(4711), 1, isBucket: true, () => throw new InvalidOperationException("It is never synced."));
        await device.SaveAsync();
        using var library = await device.OpenAsync();
        var info = (await library.Objects.Store.ListAllAsync(prefix, Deadline.Token))[0];
        return (await library.Objects.Store.ReadAsync(info.Key.Value))!;
    }
}
