using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Library;

/// <summary>Where a library of tests lives: on any file system, with any index.</summary>
internal sealed class LibraryHome(IFileSystem files, string root = "/home", IIndexProvider? indexes = null)
{
    private readonly IIndexProvider _indexes = indexes ?? new MemoryIndexProvider();

    public IFileSystem Files => files;

    public string Folder { get; } = Path.Combine(root, "library");

    public string Vault => Path.Combine(Folder, "vault");

    public ManualTime Time { get; } = new();

    public LibraryParts Parts(ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return new LibraryParts(
            Folder, Path.Combine(root, "cache"), "laptop", "linux", "fastshot/test", files,
            new DeviceKeyStore(files, Path.Combine(Folder, "key"), random), _indexes, Time, random,
            ThreadPoolScheduler.Instance, () => null);
    }

    public Task<SessionLibrary> OpenAsync(ulong seed = 1) => SessionLibrary.OpenOrCreateAsync(Parts(seed), Deadline.Token);

    /// <summary>A session of one small picture, which the number decides.</summary>
    public static NewSession Session(int number) => SimulatedDevice.SessionOf("laptop", number);

    /// <summary>Opens and checks every picture of a session, and returns their bytes as text.</summary>
    public static async Task<ImmutableArray<string>> PicturesAsync(SessionLibrary library, SessionInfo session)
    {
        var pictures = ImmutableArray.CreateBuilder<string>();
        await using var reader = await library.OpenContentAsync(session, Deadline.Token);
        while (await reader.NextAsync(Deadline.Token) is { } picture)
        {
            using var bytes = new MemoryStream();
            await picture.Content.CopyToAsync(bytes, Deadline.Token);
            pictures.Add(Encoding.ASCII.GetString(bytes.ToArray()));
        }

        return pictures.DrainToImmutable();
    }

    public static async Task<ImmutableArray<SessionInfo>> SessionsAsync(SessionLibrary library) =>
    [
        .. (await library.QueryAsync(new SessionQuery { Limit = 1000 }, Deadline.Token)).Sessions,
        .. (await library.QueryAsync(new SessionQuery { Trash = true }, Deadline.Token)).Sessions,
    ];
}
