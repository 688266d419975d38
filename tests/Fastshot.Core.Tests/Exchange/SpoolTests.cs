using Fastshot.Core.Exchange;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Exchange;

/// <summary>Plaintext that lies on the disk for a while, and no longer.</summary>
public sealed class SpoolTests
{
    private const string Folder = "/cache/spool";

    private readonly ManualTime _time = new();
    private readonly FakeFileSystem _files;

    public SpoolTests() => _files = new FakeFileSystem(_time);

    [Fact]
    public async Task A_stream_is_kept_as_it_is_until_the_spool_is_disposed()
    {
        var bytes = new SeededRandom(1).Bytes(300_000);
        await using (var spool = NewSpool(2))
        {
            var file = await spool.AddAsync(new MemoryStream(bytes), bytes.Length, Deadline.Token);

            Assert.Equal((bytes.Length, Digest.Of(bytes)), (file!.Size, file.Sha256));
            Assert.Equal(bytes, await _files.ReadSmallAsync(file.Path, bytes.Length, Deadline.Token));
        }

        Assert.Empty((await _files.ListAsync(Folder, Deadline.Token))!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task A_stream_that_is_longer_than_allowed_is_none_and_goes_as_well(int lengthMax)
    {
        await using (var spool = NewSpool(2))
        {
            Assert.Null(await spool.AddAsync(new MemoryStream(new byte[lengthMax + 1]), lengthMax, Deadline.Token));
            Assert.NotNull(await spool.AddAsync(new MemoryStream(new byte[lengthMax]), lengthMax, Deadline.Token));
        }

        Assert.Empty((await _files.ListAsync(Folder, Deadline.Token))!);
    }

    [Fact]
    public async Task What_a_killed_process_left_goes_a_day_later_and_what_is_younger_stays()
    {
        var killed = await NewSpool(2).AddAsync(new MemoryStream(new byte[9]), 9, Deadline.Token);
        _time.Advance(TimeSpan.FromHours(23));
        await using (var spool = NewSpool(3))
        {
            await spool.AddAsync(new MemoryStream(new byte[9]), 9, Deadline.Token);
        }

        Assert.NotNull(await _files.StatAsync(killed!.Path, Deadline.Token));
        _time.Advance(TimeSpan.FromHours(2));
        await using (var spool = NewSpool(4))
        {
            await spool.AddAsync(new MemoryStream(new byte[9]), 9, Deadline.Token);
        }

        Assert.Empty((await _files.ListAsync(Folder, Deadline.Token))!);
    }

    private Spool NewSpool(ulong seed) => new(_files, Folder, new SeededRandom(seed), _time);
}
