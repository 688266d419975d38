namespace Fastshot.Cli.Tests.Sync;

/// <summary>The drill of each run: everything is gone but the bucket and what a person remembers.</summary>
public sealed class RestoreDrillTests : IDisposable
{
    private readonly CliRun _run = new();

    [Fact]
    public async Task A_bucket_and_a_passphrase_give_every_picture_back_byte_for_byte()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "bucket"));
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse battery";
        var random = new SeededRandom(20);
        var saved = new Dictionary<string, List<byte[]>>();
        for (var session = 0; session < 5; session++)
        {
            var names = Enumerable.Range(0, 1 + (session % 3)).Select(picture => $"{session}-{picture}.bmp").ToArray();
            foreach (var name in names)
            {
                await File.WriteAllBytesAsync(
                    Path.Combine(_run.Folder, name), Program.Bitmap.Draw(random, 20 + random.Next(300), 20 + random.Next(300)), Testing.Deadline.Token);
            }

            var id = (await _run.RunAsync(["save", .. names, "--name", $"Session {session}", "--tag", "drill"])).Output.Trim();
            saved.Add(id, [.. names.Select(name => File.ReadAllBytes(Path.Combine(_run.Folder, name)))]);
            if (session == 2)
            {
                Assert.Equal(0, (await _run.RunAsync("remote", "set", "bucket", "--yes")).ExitCode);
            }
        }

        var edited = saved.Keys.First();
        await _run.RunAsync("edit", edited, "--name", "Renamed since");
        Assert.Equal(0, (await _run.RunAsync("sync")).ExitCode);
        Directory.Delete(_run.Home, recursive: true);
        foreach (var picture in Directory.GetFiles(_run.Folder, "*.bmp"))
        {
            File.Delete(picture);
        }

        _run.Variables["FASTSHOT_HOME"] = Path.Combine(_run.Folder, "another computer");
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "bucket")).ExitCode);

        foreach (var (id, pictures) in saved)
        {
            Assert.Equal(0, (await _run.RunAsync("export", id, "--to", id)).ExitCode);
            Assert.Equal(pictures, Directory.GetFiles(Path.Combine(_run.Folder, id, "shots")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        }

        Assert.Contains("Renamed since", (await _run.RunAsync("list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _run.RunAsync("verify", "--remote", "--read-data")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("verify", "--read-data")).ExitCode);
    }

    public void Dispose() => _run.Dispose();
}
