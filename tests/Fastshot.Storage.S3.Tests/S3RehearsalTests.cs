using Fastshot.Testing.Files;

namespace Fastshot.Storage.S3.Tests;

public sealed class S3RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_lists_reads_and_writes_in_a_bucket_that_is_played_by_the_process()
    {
        var read = await S3Rehearsal.RunAsync(new FakeFileSystem(TimeProvider.System), TimeProvider.System, new SeededRandom(1), Deadline.Token);

        Assert.Equal("a"u8.ToArray(), read.ToArray());
    }
}
