using System.Diagnostics;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Servers;

namespace Fastshot.Benchmarks;

/// <summary>The libraries and sessions that several benchmarks measure with.</summary>
internal static class BenchLibrary
{
    /// <summary>A library on the disk, in a home as the program lays it out.</summary>
    public static LibraryParts PartsOf(string home) => new(
        Path.Combine(home, "library"), Path.Combine(home, "cache"), "bench", "linux", "fastshot/bench", DiskFileSystem.Instance,
        new DeviceKeyStore(DiskFileSystem.Instance, Path.Combine(home, "library", "key"), SystemRandom.Instance),
        new SqliteIndexProvider(DiskFileSystem.Instance, Path.Combine(home, "library")), TimeProvider.System, SystemRandom.Instance,
        ThreadPoolScheduler.Instance, () => null);

    /// <summary>Saves so many sessions of one picture each.</summary>
    public static async Task FillAsync(LibraryParts parts, int count, int bytes)
    {
        using var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
        for (var i = 0; i < count; i++)
        {
            await library.SaveAsync(SessionOf(i, bytes)).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the programs that are run from here the keys of the gateway, and a passphrase.</summary>
    public static void UseGatewayKeys()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", CephGateway.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", CephGateway.SecretKey);
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", null); // rclone refuses it.
        Environment.SetEnvironmentVariable("FASTSHOT_PASSPHRASE", "a passphrase of the benchmark");
        Environment.SetEnvironmentVariable("FASTSHOT_NEW_PASSPHRASE", "another passphrase of the benchmark");
    }

    /// <summary>Copies a home.</summary>
    public static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["-a", from, to]);
        copy.WaitForExit();
    }

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
