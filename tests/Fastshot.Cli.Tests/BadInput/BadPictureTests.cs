using Fastshot.Cli.Tests.Program;

namespace Fastshot.Cli.Tests.BadInput;

/// <summary>What is no picture, or too much of one, is refused by name, and nothing is saved.</summary>
public sealed class BadPictureTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    [Fact]
    public async Task What_is_not_an_image_is_refused()
    {
        Write("notes.png", "hello"u8.ToArray());

        await RefusedAsync(1, "notes.png is not a PNG, JPEG, WebP, GIF, BMP or AVIF image.", "save", "notes.png");
    }

    [Fact]
    public async Task A_truncated_image_is_refused()
    {
        Write("cut.png", Png[..50]);

        await RefusedAsync(1, "cut.png ", "save", "cut.png");
    }

    [Fact]
    public async Task An_image_with_a_flipped_bit_is_refused()
    {
        var bytes = (byte[])Png.Clone();
        bytes[45] ^= 4;
        Write("flipped.png", bytes);

        await RefusedAsync(1, "flipped.png ", "save", "flipped.png");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        Write("empty.png", []);

        await RefusedAsync(1, "empty.png is empty.", "save", "empty.png");
    }

    [Fact]
    public async Task Empty_input_is_refused() => await RefusedAsync(1, "standard input is empty.", "save", "-");

    [Fact]
    public async Task A_folder_without_images_is_refused()
    {
        Write("folder/readme.txt", "hello"u8.ToArray());

        await RefusedAsync(1, "folder holds no images", "save", "folder");
    }

    [Fact]
    public async Task A_missing_path_is_not_found() => await RefusedAsync(4, "nope.png does not exist.", "save", "nope.png");

    [Fact]
    public async Task A_bad_image_beside_good_ones_keeps_all_of_them_from_being_saved()
    {
        Write("good.png", Png);
        Write("bad1.png", Png[..50]);
        Write("bad2.png", "hello"u8.ToArray());

        var result = await RefusedAsync(1, "bad1.png ", "save", "good.png", "bad1.png", "bad2.png");

        Assert.Contains("bad2.png ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_1_000_images_are_refused_and_1_000_are_saved()
    {
        for (var i = 0; i < 1_001; i++)
        {
            Write($"many/{i:D4}.png", Png);
        }

        await RefusedAsync(1, "1,001 images are too many: a session may have at most 1,000.", "save", "many");
        File.Delete(Path.Combine(_run.Folder, "many", "0000.png"));
        var saved = await _run.RunAsync("save", "many");
        Assert.Equal((0, "Saved 'many' with 1,000 images.\n"), (saved.ExitCode, saved.Error));
    }

    [Fact]
    public async Task A_file_of_3_GB_is_refused()
    {
        Write("huge.bmp", Bitmap.Draw(new SeededRandom(3), 8, 8));
        using (var file = File.OpenWrite(Path.Combine(_run.Folder, "huge.bmp")))
        {
            file.SetLength(3_000_000_000); // Sparse: it takes no room.
        }

        await RefusedAsync(1, "huge.bmp is larger than 2 GiB: a session may not be.", "save", "huge.bmp");
    }

    [Fact]
    public async Task A_name_of_10_000_characters_is_refused()
    {
        Write("good.png", Png);

        await RefusedAsync(1, "The name has 10000 characters: at most 200 fit.", "save", "good.png", "--name", new string('n', 10_000));
    }

    [Theory]
    [InlineData("a\e[31mred")]
    [InlineData("two\nlines")]
    [InlineData("\a")]
    public async Task A_name_with_control_characters_is_refused_and_not_echoed(string name)
    {
        Write("good.png", Png);

        var result = await RefusedAsync(1, "The name must not contain control characters.", "save", "good.png", "--name", name);

        Assert.DoesNotContain('\e', result.Error);
    }

    [Fact]
    public async Task A_file_named_with_control_characters_is_saved_and_shown_without_them()
    {
        Write("a\e[31m.png", Png);

        var result = await _run.RunAsync("save", "a\e[31m.png");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\e', result.Error + (await _run.RunAsync("list")).Output);
    }

    public void Dispose() => _run.Dispose();

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_run.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private async Task<CliResult> RefusedAsync(int exitCode, string message, params string[] arguments)
    {
        var result = await _run.RunAsync(arguments);

        Assert.Contains($"error: {message}", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nhint: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Equal("0", (await _run.RunAsync("list", "--json")).Output.Split("\"total\": ")[1][..1]);
        return result;
    }
}
