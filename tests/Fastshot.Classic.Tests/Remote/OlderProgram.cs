using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>The older program's own way with a bucket, step by step, bugs included: one listing of a thousand, no conditions.</summary>
internal sealed class OlderProgram(IObjectStore store, string key)
{
    private const int ListMax = 1000;
    private const int FillAtOnceMax = 16;

    public static string Picture { get; } = Convert.ToBase64String(PngEncoder.Encode(new Raster(3, 2)));

    public static string FileOf(int number) => FormattableString.Invariant($"{20260101000000 + number}_s{number}.fastshot");

    /// <summary>The first step of a save: others do not see it yet.</summary>
    public Task<ObjectInfo> PutSessionAsync(string file, string name, string picture = "") => store.PutAsync("sessions/" + file, ObjectOf(file, name, picture));

    public Task PutIndexAsync(string file, string name, string picture = "") => store.PutAsync(
        ClassicNames.Index(file).Value,
        ClassicIndexWriter.Cloud(new ClassicIndex
        {
            FileName = file,
            Metadata = new ClassicMetadata { Name = name, Description = "d", Tags = ["t"], Color = "red", Class = "c", CreatedAt = "2026-01-02T03:04:05.678901" },
            ImageCount = 1,
            FileSize = ObjectOf(file, name, picture).Length,
            CreatedAt = "2026-01-02T03:04:05.678901",
            LastUpdated = "2026-01-02T03:04:05.678901",
        }));

    /// <summary>What it is about to write as the overall list: what one listing shows now.</summary>
    public async Task<byte[]> MakeListAsync()
    {
        var page = await store.ListAsync("sessions/", null, ListMax, Deadline.Token);

        // It asks for the head of each, too, and learns the same.
        var entries = page.Objects.Select(info => ClassicBucketEntry(info.Key.Value["sessions/".Length..], info));
        return new ClassicOverallList("2026-01-02T03:04:05.678901", [.. entries]).Write();
    }

    public Task PutListAsync(byte[] list) => store.PutAsync("overall_meta.json", list);

    public async Task SaveAsync(int number, string? name = null)
    {
        await PutSessionAsync(FileOf(number), name ?? $"s{number}");
        await PutIndexAsync(FileOf(number), name ?? $"s{number}");
        await PutListAsync(await MakeListAsync());
    }

    public async Task DeleteAsync(int number)
    {
        await store.DeleteAsync(ObjectKey.Parse("sessions/" + FileOf(number)), Deadline.Token);
        await store.DeleteAsync(ClassicNames.Index(FileOf(number)), Deadline.Token);
        await PutListAsync(await MakeListAsync());
    }

    /// <summary>Many sessions at once, and one list of all of them.</summary>
    public async Task FillAsync(int count, bool hasIndexes = true)
    {
        var entries = new ClassicOverallEntry[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = FillAtOnceMax, CancellationToken = Deadline.Token }, async (i, _) =>
        {
            entries[i] = ClassicBucketEntry(FileOf(i), await PutSessionAsync(FileOf(i), $"s{i}"));
            if (hasIndexes)
            {
                await PutIndexAsync(FileOf(i), $"s{i}");
            }
        });
        await PutListAsync(new ClassicOverallList("2026-01-02T03:04:05.678901", [.. entries]).Write());
    }

    private static ClassicOverallEntry ClassicBucketEntry(string file, ObjectInfo info) =>
        new(file, info.Modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+00:00"), info.Length, $"etag:{info.ETag}");

    private byte[] ObjectOf(string file, string name, string picture)
    {
        var json = Encoding.UTF8.GetBytes($$"""
            {
              "session": {
                "version": "1.0",
                "timestamp": "2026-01-02T03:04:05.678901",
                "windows": [{"index": 0, "geometry": {"x": 7, "y": 8, "width": 9, "height": 10}, "scale": 1.0, "image_data": "", "original_image_data": "{{(picture.Length > 0 ? picture : Picture)}}", "annotated_original_data": null, "draw_history": [], "is_hidden": false, "window_id": 140363682246032}]
              },
              "metadata": {
                "name": "{{name}}", "desc": "d", "tags": ["t"], "color": "red", "class": "c", "created_at": "2026-01-02T03:04:05.678901", "filename": "{{file}}", "image_count": 1, "thumbnail_collage": null, "later": {"a": 1}
              }
            }
            """);
        new ClassicCipher(key).Apply(json);
        return [.. ClassicContainer.Cover.Span, .. ClassicContainer.Marker, .. json];
    }
}
