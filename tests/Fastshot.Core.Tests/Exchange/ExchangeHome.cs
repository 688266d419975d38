using System.Collections.Immutable;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Tests.Imaging.Png;
using Fastshot.Core.Tests.Library;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Exchange;

/// <summary>A home whose sessions go out and come in: on any file system, with pictures that are real.</summary>
internal sealed class ExchangeHome(IFileSystem files, string root = "/home")
{
    public static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    public IFileSystem Files => files;

    public LibraryHome Home { get; } = new(files, root);

    public string Spooled { get; } = Path.Combine(root, "spool");

    /// <summary>A PNG that the number decides.</summary>
    public static byte[] Picture(int number) => new TestPng(4 + number, 3, 2, 8).Encode();

    public static NewSession Session(params int[] pictures) => LibraryHome.Session(1) with
    {
        Text = new SessionText { Name = "Login", Description = "It loops", Tags = ["web"] },
        Shots = [.. pictures.Select(ShotOf)],
    };

    public async Task<(SessionLibrary Library, SessionInfo Session)> SavedAsync(params int[] pictures)
    {
        var library = await Home.OpenAsync();
        return (library, (await library.SaveAsync(Session(pictures), progress: null, Deadline.Token)).Session);
    }

    public SessionExport Export(SessionLibrary library) => new(library, files, new SeededRandom(3));

    /// <summary>Imports a file; what comes of it, or the exception that refused it.</summary>
    public async Task<ImportResult> ImportAsync(string path, byte[]? passphrase = null, ulong seed = 5)
    {
        SessionLibrary? library = null;
        await using var spool = new Spool(files, Spooled, new SeededRandom(seed), Home.Time);
        try
        {
            var import = new PortableImport(
                async token => library ??= await SessionLibrary.OpenAsync(Home.Parts(seed), token),
                async token => library ??= await SessionLibrary.OpenOrCreateAsync(Home.Parts(seed), token),
                files, new ImageInspector(null), ThreadPoolScheduler.Instance);
            return await import.ImportAsync(
                path, Path.GetFileName(path), spool, _ => Task.FromResult<ReadOnlyMemory<byte>>(passphrase ?? Passphrase), Deadline.Token);
        }
        finally
        {
            library?.Dispose();
        }
    }

    public async Task<VaultError> RefusedAsync(string path, byte[]? passphrase = null) =>
        (await Assert.ThrowsAsync<VaultException>(() => ImportAsync(path, passphrase))).Error;

    public async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes)
    {
        await files.DeleteAsync(path, Deadline.Token);
        await new AtomicFile(files, new SeededRandom(4)).WriteAsync(path, bytes, overwrite: false, Deadline.Token);
    }

    public async Task<byte[]?> ReadAsync(string path) => await files.ReadSmallAsync(path, 1 << 24, Deadline.Token);

    /// <summary>The names of all files below a folder, in order.</summary>
    public async Task<ImmutableArray<string>> NamesAsync(string folder)
    {
        var names = new List<string>();
        foreach (var entry in await files.ListAsync(folder, Deadline.Token) ?? [])
        {
            var path = Path.Combine(folder, entry.Name);
            names.AddRange(entry.IsFolder ? (await NamesAsync(path)).Select(name => $"{entry.Name}/{name}") : [entry.Name]);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static NewShot ShotOf(int number)
    {
        var bytes = Picture(number);
        return LibraryHome.Session(1).Shots[0] with
        {
            Header = new ImageHeader(ImageFormat.Png, 4 + number, 3),
            Size = bytes.Length,
            Sha256 = Digest.Of(bytes),
            OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)),
        };
    }
}
