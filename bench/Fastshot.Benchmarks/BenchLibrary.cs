using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Benchmarks;

/// <summary>The libraries and sessions that several benchmarks measure with.</summary>
internal static class BenchLibrary
{
    /// <summary>A library on the disk, in a home as the program lays it out.</summary>
    public static LibraryParts PartsOf(string home) => new(
        Path.Combine(home, "library"), Path.Combine(home, "cache"), "bench", "linux", "fastshot/bench", DiskFileSystem.Instance,
        new FileKeyStore(DiskFileSystem.Instance, Path.Combine(home, "library", "key"), SystemRandom.Instance),
        new SqliteIndexProvider(DiskFileSystem.Instance, Path.Combine(home, "library")), TimeProvider.System, SystemRandom.Instance,
        ThreadPoolScheduler.Instance, () => null);

    /// <summary>A session of one picture of so many random bytes.</summary>
    public static NewSession SessionOf(int number, int bytes)
    {
        var picture = new byte[bytes];
        SystemRandom.Instance.Fill(picture);
        return new NewSession
        {
            Text = new SessionText { Name = $"session {number}" },
            Board = new BoardSize(100, 100),
            Shots =
            [
                new NewShot
                {
                    Header = new ImageHeader(ImageFormat.Png, 8, 8),
                    Size = picture.Length,
                    Sha256 = Digest.Of(picture),
                    OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(picture, writable: false)),
                    Placement = new Placement(0, 0),
                },
            ],
        };
    }
}
