using System.Buffers.Binary;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Library.Index;

public sealed class IndexDamageTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly IndexFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_text_file_is_refused()
    {
        File.WriteAllText(_file.Path, string.Concat(Enumerable.Repeat("This is not an index.\n", 500)));

        Assert.False(SqliteIndex.TryOpen(_file.Path, out _, out var reason));
        Assert.Contains("damaged", reason);
    }

    [Theory]
    [InlineData(IndexSchema.Version + 1, "is of version 3, and this program reads version 2")]
    [InlineData(7, "is not an index of this program")]
    public void Another_schema_is_refused(long version, string expected)
    {
        _file.Open().Dispose();
        Span<byte> userVersion = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(userVersion, (int)version);
        Overwrite(60, userVersion);

        Assert.False(SqliteIndex.TryOpen(_file.Path, out _, out var reason));
        Assert.Equal(expected, reason);
    }

    [Fact]
    public void An_empty_file_is_a_new_index()
    {
        File.WriteAllBytes(_file.Path, []);

        using var index = _file.Open();

        Assert.Empty(index.Pieces);
    }

    [Fact]
    public void A_sound_index_has_no_problem_and_one_with_garbage_in_its_pages_has()
    {
        var bytes = Filled();
        using (var sound = _file.Open())
        {
            Assert.Null(sound.Problem());
        }

        // Pages that no start reads.
        Overwrite(bytes.Length - (2 * PageBytes), [.. Enumerable.Repeat((byte)0xA5, 2 * PageBytes)]);
        if (SqliteIndex.TryOpen(_file.Path, out var index, out _))
        {
            using (index)
            {
                Assert.Contains("damaged", index.Problem());
            }
        }
    }

    [Fact]
    public void Rows_out_of_order_inside_a_page_are_found_although_every_page_can_be_read()
    {
        var bytes = Filled();
        var damaged = IndexFile.WithRowsOutOfOrder(bytes);
        Assert.Equal(bytes.Length, damaged.Length);
        Overwrite(0, damaged);

        Assert.True(SqliteIndex.TryOpen(_file.Path, out var index, out _));
        using (index)
        {
            Assert.Contains("damaged", index.Problem());
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_unavailable()
    {
        var path = Path.Combine(_file.Folder, "missing", "index.db");

        var e = Assert.Throws<IndexException>(() => SqliteIndex.TryOpen(path, out _, out _));
        Assert.Equal(IndexError.Unavailable, e.Error);
    }

    [Fact]
    public void A_cut_file_is_refused_wherever_it_is_cut_before_its_last_page()
    {
        var bytes = Filled();
        for (var i = 0; i < Scale.Of(300); i++)
        {
            // SQLite takes a file of one byte for an empty one, and a last page that is cut for one that ends in zeros.
            var length = 2 + (int)((long)i * (bytes.Length - PageBytes - 2) / Scale.Of(300));
            File.WriteAllBytes(_file.Path, bytes[..length]);

            Assert.Contains("damaged", Use(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pages_that_are_overwritten_are_found_out_or_harmless_and_never_another_failure()
    {
        var bytes = Filled();
        var foundOut = 0;
        for (var seed = 0; seed < Scale.Of(1000); seed++)
        {
            var random = new Random(seed);
            var damaged = bytes.ToArray();
            var page = damaged.AsSpan(random.Next(bytes.Length / PageBytes) * PageBytes, PageBytes);
            if (random.Next(2) == 0)
            {
                random.NextBytes(page);
            }
            else
            {
                page[random.Next(page.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(_file.Path, damaged);
            foundOut += UseOrSay(seed) is null ? 0 : 1;
        }

        Assert.NotEqual(0, foundOut);
    }

    private string? UseOrSay(int seed)
    {
        try
        {
            return Use();
        }
        catch (Exception e) when (e is not IndexException)
        {
            throw new InvalidOperationException($"seed {seed}", e);
        }
    }

    // What is said about the index, or null where everything seems right.
    private string? Use()
    {
        foreach (var ending in new[] { "-wal", "-shm" })
        {
            File.Delete(_file.Path + ending);
        }

        try
        {
            if (!SqliteIndex.TryOpen(_file.Path, out var index, out var reason))
            {
                return reason;
            }

            using (index)
            {
                UseAll(index);
            }

            return null;
        }
        catch (IndexException e)
        {
            Assert.Equal(IndexError.Damaged, e.Error);
            return e.Message;
        }
    }

    private static void UseAll(SqliteIndex index)
    {
        _ = index.Pieces;
        _ = index.Counts;
        _ = index.WithPrefix("0", 100);
        foreach (var query in new SessionQuery[]
        {
            new() { Limit = 1000 },
            new() { Text = "w" },
            new() { Text = "word1 s", Sort = SessionSort.Size },
            new() { Tags = ["tag"], Sort = SessionSort.Name, Reverse = true },
            new() { Sort = SessionSort.Images, Trash = true },
        })
        {
            _ = index.Query(query);
        }

        index.Join(Sessions(50, 250), [Digest.Of([9])]);
    }

    private byte[] Filled()
    {
        using (var index = _file.Open())
        {
            index.Join(Sessions(0, 200), Enumerable.Range(0, 50).Select(i => Digest.Of([(byte)i])));
        }

        return File.ReadAllBytes(_file.Path);
    }

    private static IEnumerable<KeyValuePair<EntryId, Entry>> Sessions(int first, int end) =>
        Enumerable.Range(first, end - first).Select(i => IndexSamples.Pair(IndexSamples.Session($"s{i}", i) with
        {
            Text = new SessionText { Name = $"s{i}", Description = $"word{i} and more", Tags = ["tag"] },
        }));

    private void Overwrite(int offset, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenWrite(_file.Path);
        file.Seek(offset, SeekOrigin.Begin);
        file.Write(bytes);
    }
}
