using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Tests.Imaging.Png;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Exchange;

public sealed class IntakeTests
{
    private static readonly byte[] Picture = new TestPng(5, 4, 2, 8).Encode();

    private readonly FakeFileSystem _files = new(new ManualTime());

    [Fact]
    public async Task A_folder_gives_its_images_in_the_order_in_which_people_number_them()
    {
        await WriteAsync("shot10.png", Picture);
        await WriteAsync("shot2.PNG", Picture);
        await WriteAsync("Shot1.png", Picture);
        await WriteAsync(".hidden.png", Picture);
        await WriteAsync("notes.txt", Picture);

        var result = await LookAsync(Path("/in"));

        Assert.Empty(result.Problems);
        Assert.Equal(["Shot1", "shot2", "shot10"], result.Shots.Select(shot => shot.Title));
        Assert.All(result.Shots, shot => Assert.Equal((5, 4, Digest.Of(Picture)), (shot.Header.Width, shot.Header.Height, shot.Sha256)));
        Assert.Equal(2, result.SkippedCount);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        await WriteAsync("good.png", Picture);
        await WriteAsync("empty.png", []);
        await WriteAsync("text.png", "hello"u8.ToArray());
        await WriteAsync("cut.png", Picture[..^20]);

        var result = await LookAsync(Path("/in/good.png"), Path("/in/empty.png"), Path("/in/text.png"), Path("/in/cut.png"));

        Assert.Equal(["/in/empty.png", "/in/text.png", "/in/cut.png"], result.Problems.Select(problem => problem.Message.Split(' ')[0]));
        Assert.All(result.Problems, problem => Assert.Equal(IntakeError.Refused, problem.Error));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_a_folder_without_images_is_refused()
    {
        await _files.CreateFolderAsync("/in", Deadline.Token);

        var result = await LookAsync(Path("/in"), Path("/no"));

        Assert.Equal([IntakeError.Refused, IntakeError.NotFound], result.Problems.Select(problem => problem.Error));
    }

    [Fact]
    public async Task A_stream_is_taken_and_what_was_spooled_goes()
    {
        var result = await LookAsync(new ImageInput.FromStream(new MemoryStream(Picture), "stdin"));

        Assert.Equal(Digest.Of(Picture), Assert.Single(result.Shots).Sha256);
        Assert.Empty((await _files.ListAsync("/spool", Deadline.Token))!);
    }

    [Fact]
    public async Task Nothing_at_all_is_no_session()
    {
        Assert.Equal(IntakeError.Refused, Assert.Single((await LookAsync()).Problems).Error);
    }

    [Fact]
    public async Task One_image_more_than_the_limit_is_refused()
    {
        await WriteAsync("a.png", Picture);
        ImageInput[] inputs = [.. Enumerable.Repeat(Path("/in/a.png"), Limits.Shots + 1)];

        Assert.Contains("1,001", Assert.Single((await LookAsync(inputs)).Problems).Message, StringComparison.Ordinal);
    }

    private static ImageInput Path(string path) => new ImageInput.FromPath(path, path);

    private async Task<IntakeResult> LookAsync(params ImageInput[] inputs)
    {
        await using var spool = new Spool(_files, "/spool", new SeededRandom(1), new ManualTime());
        return await new ImageIntake(_files, new ImageInspector(null), ThreadPoolScheduler.Instance)
            .LookAsync(inputs, spool, progress: null, Deadline.Token);
    }

    private async Task WriteAsync(string name, byte[] bytes)
    {
        await _files.CreateFolderAsync("/in", Deadline.Token);
        await using var file = await _files.CreateAsync($"/in/{name}", Deadline.Token);
        await file.WriteAsync(bytes, Deadline.Token);
    }
}
