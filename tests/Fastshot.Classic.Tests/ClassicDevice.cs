using System.Security.Cryptography;
using Fastshot.Classic.Export;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Testing.Files;
using Fastshot.Testing.Simulation;

namespace Fastshot.Classic.Tests;

/// <summary>A device with a library in memory, and what takes the older program's files in and out.</summary>
internal sealed class ClassicDevice : IDisposable
{
    private ClassicDevice(FakeFileSystem files, ManualTime time, SeededRandom random, SessionLibrary library) =>
        (Files, Time, Random, Library) = (files, time, random, library);

    public FakeFileSystem Files { get; }

    public ManualTime Time { get; }

    public SeededRandom Random { get; }

    public SessionLibrary Library { get; }

    public static ImageInspector Inspector { get; } = new(findVips: null);

    public static async Task<ClassicDevice> NewAsync(ManualTime? time = null, ulong seed = 1)
    {
        var (clock, random) = (time ?? new ManualTime(), new SeededRandom(seed));
        var files = new FakeFileSystem(clock);
        var parts = new LibraryParts(
            "/home/library", "/home/cache", "laptop", "linux", "fastshot/test", files,
            new DeviceKeyStore(files, "/home/library/key", random), new MemoryIndexProvider(), clock, random,
            ThreadPoolScheduler.Instance, () => null);
        return new ClassicDevice(files, clock, random, await SessionLibrary.OpenOrCreateAsync(parts, Deadline.Token));
    }

    public Spool NewSpool() => new(Files, "/home/cache/spool", Random, Time);

    /// <summary>Imports bytes as a file of a name.</summary>
    public async Task<ClassicImported> ImportAsync(string fileName, byte[] bytes, params string[] keys)
    {
        var path = Path.Combine("/in", fileName);
        await new AtomicFile(Files, Random).WriteAsync(path, bytes, overwrite: true, Deadline.Token);
        await using var spool = NewSpool();
        return await new ClassicImport(_ => Task.FromResult(Library), Files, Inspector, ThreadPoolScheduler.Instance, Time)
            .ImportAsync(path, keys, spool, Deadline.Token);
    }

    /// <summary>A session's document as it is written for the older program.</summary>
    /// <param name="inspector">Another one than that which knows PNG only.</param>
    public async Task<(byte[] Bytes, ClassicIndex Index)> ExportAsync(
        SessionInfo session, string fileName, string? key, ImageInspector? inspector = null)
    {
        using var bytes = new MemoryStream();
        await using var spool = NewSpool();
        var index = await new ClassicSessionWriter(Library, Files, inspector ?? Inspector, ThreadPoolScheduler.Instance, Time).WriteAsync(
            session, fileName, key, isObject: key is not null, spool, async (part, token) => await bytes.WriteAsync(part, token), Deadline.Token);
        return (bytes.ToArray(), index);
    }

    public async Task<Manifest> ManifestAsync(SessionInfo session)
    {
        await using var reader = await Library.OpenContentAsync(session, Deadline.Token);
        return reader.Manifest;
    }

    public async Task<IReadOnlyList<SessionInfo>> SessionsAsync(bool isTrash = false) =>
        (await Library.QueryAsync(new SessionQuery { Trash = isTrash, Limit = int.MaxValue }, Deadline.Token)).Sessions;

    public static async Task<byte[]> DecodedAsync(ReadOnlyMemory<byte> base64)
    {
        await using var decoded = new Base64Stream(base64);
        using var bytes = new MemoryStream();
        await decoded.CopyToAsync(bytes, Deadline.Token);
        return bytes.ToArray();
    }

    public static async Task<string> Sha256Async(ReadOnlyMemory<byte> base64) =>
        Convert.ToHexStringLower(SHA256.HashData(await DecodedAsync(base64)));

    public void Dispose() => Library.Dispose();
}
