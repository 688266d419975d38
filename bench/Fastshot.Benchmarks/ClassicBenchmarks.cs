using System.Diagnostics;
using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Classic.Remote;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Sync;

namespace Fastshot.Benchmarks;

/// <summary>The older program's sessions and bucket: opening 9 MB, and meeting 500 sessions at 50 ms a request.</summary>
/// <remarks>
/// The older program cannot be run here. Its own figures stand in the bounds (28.8 s, 28 s, 0.6 s); beside ours its pattern
/// of requests is played through the same delay: one GET a session, one after the other, and one HEAD a session for a save.
/// </remarks>
internal static class ClassicBenchmarks
{
    private const int Sessions = 500;
    private const int Rounds = 5;
    private const string Key = "benchmark key";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<Figure> Run(string data)
    {
        var file = NineMegabytes();
        OpenOnce(file.ToArray());
        var opened = Enumerable.Range(0, Rounds * 2).Select(_ => OpenOnce(file.ToArray())).ToList();
        yield return Figure.Of("classic: open a session of 9 MB to its original pictures", "ms", opened.Select(one => one.Milliseconds), 60);
        yield return Figure.Of("    memory for it, in times the file", "×", opened.Select(one => (double)(file.Length + one.Allocated) / file.Length), 2);
        yield return MeetAsync(data, "classic: first sync of 500 sessions, 50 ms a request", 2.88, FirstSyncAsync).GetAwaiter().GetResult();
        yield return MeetAsync(data, "    the older program's requests beside it", null, OlderSyncAsync).GetAwaiter().GetResult();
        yield return MeetAsync(data, "classic: save among 500 sessions, 50 ms a request", 0.56, SaveAsync).GetAwaiter().GetResult();
        yield return MeetAsync(data, "    the older program's requests beside it", null, OlderSaveAsync).GetAwaiter().GetResult();
    }

    private static (double Milliseconds, long Allocated) OpenOnce(byte[] file)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var document = ClassicDocumentReader.Read(ClassicContainer.Open(file, [Key]));
        var buffer = new byte[128 << 10];
        foreach (var window in document.Windows)
        {
            // To the original bytes, as a save takes them: piece by piece.
            using var picture = new Base64Stream(window.Picture!.Value);
            while (picture.ReadAsync(buffer).AsTask().GetAwaiter().GetResult() > 0)
            {
            }
        }

        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return (time, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    // Three windows, each with its picture three times, as the older program writes them.
    private static byte[] NineMegabytes()
    {
        var pictures = Enumerable.Range(0, 3).Select(_ =>
        {
            var bytes = new byte[750_000];
            SystemRandom.Instance.Fill(bytes);
            return Convert.ToBase64String(bytes);
        });
        var windows = string.Join(", ", pictures.Select(picture =>
            $$"""{"scale": 1.0, "image_data": "{{picture}}", "original_image_data": "{{picture}}", "annotated_original_data": "{{picture}}", "draw_history": []}"""));
        return Enveloped($$"""{"session": {"version": "1.0", "windows": [{{windows}}]}, "metadata": {"name": "large"} }""");
    }

    private static byte[] Enveloped(string json)
    {
        var payload = Encoding.UTF8.GetBytes(json);
        new ClassicCipher(Key).Apply(payload);
        return [.. ClassicContainer.Cover.Span, .. ClassicContainer.Marker, .. payload];
    }

    private static async Task<Figure> MeetAsync(
        string data, string name, double? bound, Func<DelayedStore, SessionLibrary, ClassicRemote, Task<double>> work)
    {
        var seconds = new List<double>();
        for (var i = 0; i < (bound is null ? 1 : Rounds); i++) // Half a minute each for what is only compared with.
        {
            var folder = Directory.CreateDirectory(Path.Combine(data, $"classic-{Guid.CreateVersion7():N}")).FullName;
            var store = new DelayedStore(await FilledAsync().ConfigureAwait(false), Delay);
            var parts = new LibraryParts(
                Path.Combine(folder, "library"), Path.Combine(folder, "cache"), "bench", "linux", "fastshot/bench", DiskFileSystem.Instance,
                new DeviceKeyStore(DiskFileSystem.Instance, Path.Combine(folder, "library", "key"), SystemRandom.Instance),
                new SqliteIndexProvider(DiskFileSystem.Instance, Path.Combine(folder, "library")), TimeProvider.System, SystemRandom.Instance,
                ThreadPoolScheduler.Instance, () => null);
            using var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
            var remote = new ClassicRemote(new ClassicRemoteParts(
                store, library, [Key], Path.Combine(folder, "sync.json"), TrustsConditions: true,
                () => new Spool(DiskFileSystem.Instance, Path.Combine(folder, "spool"), SystemRandom.Instance, TimeProvider.System),
                DiskFileSystem.Instance, new ImageInspector(null), ThreadPoolScheduler.Instance, SystemRandom.Instance, TimeProvider.System));
            seconds.Add(await work(store, library, remote).ConfigureAwait(false));
        }

        return Figure.Of(name, "s", seconds, bound);
    }

    private static async Task<double> FirstSyncAsync(DelayedStore store, SessionLibrary library, ClassicRemote remote)
    {
        var started = Stopwatch.GetTimestamp();
        var report = await remote.SyncAsync(new SyncOptions()).ConfigureAwait(false);
        return report.Pulled == Sessions ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException("Not all came.");
    }

    private static async Task<double> OlderSyncAsync(DelayedStore store, SessionLibrary library, ClassicRemote remote)
    {
        var started = Stopwatch.GetTimestamp();
        await store.ReadSmallAsync(ClassicNames.Overall, int.MaxValue).ConfigureAwait(false);
        for (var i = 0; i < Sessions; i++)
        {
            await store.ReadSmallAsync(ClassicNames.Index(FileOf(i)), int.MaxValue).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> SaveAsync(DelayedStore store, SessionLibrary library, ClassicRemote remote)
    {
        await remote.SyncAsync(new SyncOptions()).ConfigureAwait(false);
        var png = PngEncoder.Encode(new Raster(1280, 720));
        await library.SaveAsync(new NewSession
        {
            Text = new SessionText { Name = "saved" },
            Board = new BoardSize(1280, 720),
            Shots =
            [
                new NewShot
                {
                    Header = new ImageHeader(ImageFormat.Png, 1280, 720),
                    Size = png.Length,
                    Sha256 = Digest.Of(png),
                    OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(png)),
                    Placement = new Placement(0, 0),
                },
            ],
        }).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        var report = await remote.SyncAsync(new SyncOptions()).ConfigureAwait(false);
        return report.Pushed == 1 ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException("It was not sent.");
    }

    private static async Task<double> OlderSaveAsync(DelayedStore store, SessionLibrary library, ClassicRemote remote)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var key in (ObjectKey[])[ObjectKey.Parse("sessions/x.fastshot"), ObjectKey.Parse("meta_indexes/x.meta.json"), ClassicNames.Overall])
        {
            await store.PutAsync(key, ObjectContent.Of(new byte[1000]), PutCondition.None).ConfigureAwait(false);
        }

        foreach (var info in await store.ListAllAsync("sessions/").ConfigureAwait(false))
        {
            await store.HeadAsync(info.Key).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<MemoryStore> FilledAsync()
    {
        var store = new MemoryStore(TimeProvider.System);
        var entries = new List<ClassicOverallEntry>();
        for (var i = 0; i < Sessions; i++)
        {
            var index = new ClassicIndex
            {
                FileName = FileOf(i),
                Metadata = new ClassicMetadata { Name = $"session {i}", Description = new string('x', 100), Tags = ["one", "two"], CreatedAt = "2026-01-02T03:04:05.678901" },
                ImageCount = 2,
                FileSize = 3,
                CreatedAt = "2026-01-02T03:04:05.678901",
                LastUpdated = "2026-01-02T03:04:05.678901",
            };
            var info = await store.PutAsync(ObjectKey.Parse("sessions/" + FileOf(i)), ObjectContent.Of(new byte[3]), PutCondition.None).ConfigureAwait(false);
            await store.PutAsync(ClassicNames.Index(FileOf(i)), ObjectContent.Of(ClassicIndexWriter.Cloud(index)), PutCondition.None).ConfigureAwait(false);
            entries.Add(new ClassicOverallEntry(FileOf(i), "2026-01-02T03:04:05+00:00", 3, $"etag:{info.ETag}"));
        }

        var list = new ClassicOverallList("2026-01-02T03:04:05.678901", [.. entries]).Write();
        await store.PutAsync(ClassicNames.Overall, ObjectContent.Of(list), PutCondition.None).ConfigureAwait(false);
        return store;
    }

    private static string FileOf(int number) => FormattableString.Invariant($"{20260101000000 + number}_session_{number}.fastshot");

    // Every request waits as long, whatever it is.
    private sealed class DelayedStore(IObjectStore inner, TimeSpan delay) : StoreDecorator(inner)
    {
        protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
        {
            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            return await request().ConfigureAwait(false);
        }
    }
}
