using System.Security.Cryptography;
using Fastshot.Classic.Format;
using Fastshot.Classic.Remote;
using Fastshot.Core.Catalog;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>A bucket, in memory where nothing else is said, and the devices of either program that meet in it.</summary>
internal sealed class ClassicMeeting : IDisposable
{
    public const string Key = "a key";
    public const string MemoryFile = "/home/library/sync-classic.json";

    private readonly List<MeetingDevice> _devices = [];

    public ClassicMeeting(IObjectStore? store = null)
    {
        Store = store ?? new MemoryStore(Time);
        Older = new OlderProgram(Store, Key);
    }

    public ManualTime Time { get; } = new();

    public IObjectStore Store { get; }

    public OlderProgram Older { get; }

    /// <summary>Another device with this program.</summary>
    /// <param name="store">What stands between the device and the bucket; the bucket itself, where that is null.</param>
    public async Task<MeetingDevice> DeviceAsync(IObjectStore? store = null, bool trustsConditions = true)
    {
        var device = await ClassicDevice.NewAsync(Time, (ulong)_devices.Count + 11);
        var remote = new ClassicRemote(new ClassicRemoteParts(
            store ?? Store, device.Library, [Key], MemoryFile, trustsConditions, device.NewSpool, device.Files,
            ClassicDevice.Inspector, ThreadPoolScheduler.Instance, device.Random, Time));
        _devices.Add(new MeetingDevice(device, remote));
        return _devices[^1];
    }

    public async Task<ClassicOverallList> ListAsync()
    {
        Assert.True(ClassicOverallList.TryRead(await Store.ReadAsync("overall_meta.json"), out var list, out _));
        Assert.True(list.IsSound);
        return list;
    }

    /// <summary>The file names of the sessions in the bucket, as they are; the overall list must have the same.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync()
    {
        var files = (await Store.KeysAsync("sessions/")).Select(key => key["sessions/".Length..]).ToList();
        Assert.Equal(files, (await ListAsync()).Sessions.Select(entry => entry.FileName));
        return files;
    }

    public void Dispose() => _devices.ForEach(device => device.Device.Dispose());
}

/// <summary>One of the devices of a <see cref="ClassicMeeting"/>.</summary>
internal sealed record MeetingDevice(ClassicDevice Device, ClassicRemote Remote)
{
    private int _pictures;

    public SessionLibrary Library => Device.Library;

    public Task<SyncReport> SyncAsync(SyncOptions? options = null) =>
        Remote.SyncAsync(options ?? new SyncOptions(), progress: null, Deadline.Token);

    public async Task<SessionInfo> SaveAsync(string name)
    {
        var raster = new Raster(4, 3);
        raster.Rgba.Fill((byte)(100 + ++_pictures));
        var png = PngEncoder.Encode(raster);
        var saved = await Library.SaveAsync(
            new NewSession
            {
                Text = new SessionText { Name = name },
                Board = new BoardSize(4, 3),
                Shots =
                [
                    new NewShot
                    {
                        Header = new ImageHeader(ImageFormat.Png, 4, 3),
                        Size = png.Length,
                        Sha256 = new Digest(SHA256.HashData(png)),
                        OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(png, writable: false)),
                        Placement = new Placement(1, 2),
                        Raster = raster,
                    },
                ],
            },
            cancellationToken: Deadline.Token);
        return saved.Session;
    }

    public async Task<string> NamesAsync(bool isTrash = false) => string.Join(
        ' ', (await Device.SessionsAsync(isTrash)).Select(session => session.Text.Name).Order(StringComparer.Ordinal));

    public async Task<SessionInfo> FindAsync(string name) =>
        (await Device.SessionsAsync()).Concat(await Device.SessionsAsync(isTrash: true)).Single(session => session.Text.Name == name);

    public async Task EditAsync(string name, SessionEdit edit) =>
        await Library.EditAsync((await FindAsync(name)).Id, edit, cancellationToken: Deadline.Token);

    public async Task TrashAsync(string name) => await Library.TrashAsync([(await FindAsync(name)).Id], Deadline.Token);

    public async Task RestoreAsync(string name) => await Library.RestoreAsync([(await FindAsync(name)).Id], Deadline.Token);

    public async Task<int> WaitingAsync() => (await Remote.StateAsync(Deadline.Token)).Waiting;

    /// <summary>The names of the sessions that the bucket has as they are here, as far as is known without asking.</summary>
    public async Task<string> SyncedNamesAsync()
    {
        var isSynced = await ClassicRemote.SyncedAsync(Device.Files, ClassicMeeting.MemoryFile, Deadline.Token);
        return string.Join(
            ' ', (await Device.SessionsAsync()).Where(isSynced).Select(session => session.Text.Name).Order(StringComparer.Ordinal));
    }

    public async Task<long> CountAsync() => (await Library.CountAsync(Deadline.Token)).Sessions;
}
