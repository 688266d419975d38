using System.Text.Json;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>How a person gets back what is left: the index, the list of sessions, a remote that was emptied.</summary>
public sealed class RebuildTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public RebuildTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    private string Vault => Path.Combine(_run.Home, "library", "vault");

    [Fact]
    public async Task An_index_of_garbage_is_made_anew_and_kept_aside()
    {
        await _run.RunAsync("save", "a.png", "--name", "Kept");
        Assert.Equal(0, (await _run.RunAsync("rebuild", "index", "--dry-run")).ExitCode);
        var rebuilt = await _run.RunAsync("rebuild", "index", "--json");

        Assert.Equal(0, rebuilt.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(rebuilt.Output).RootElement.GetProperty("sessions").GetInt32());
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_run.Home, "library"), "index.damaged-*"));
        Assert.Contains("Kept", (await _run.RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_library_there_is_nothing_to_make_anew()
    {
        Assert.Equal(4, (await _run.RunAsync("rebuild", "index")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("rebuild", "everything")).ExitCode);
    }

    [Fact]
    public async Task Sessions_of_which_only_the_pictures_are_left_are_listed_again_after_asking()
    {
        await _run.RunAsync("save", "a.png", "--name", "Only pictures");
        Directory.Delete(Path.Combine(Vault, "log"), recursive: true);
        File.Delete(Path.Combine(_run.Home, "library", "index.db"));
        Assert.DoesNotContain("Only pictures", (await _run.RunAsync("list")).Output, StringComparison.Ordinal);

        Assert.Equal(2, (await _run.RunAsync("rebuild", "list")).ExitCode);
        var rebuilt = await _run.RunAsync("rebuild", "list", "--yes", "--json");

        Assert.Equal("adopt", JsonDocument.Parse(rebuilt.Output).RootElement.GetProperty("repaired")[0].GetProperty("action").GetString());
        Assert.Contains("Only pictures", (await _run.RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_was_emptied_is_published_again_after_asking_and_a_new_device_gets_it_back()
    {
        var id = (await _run.RunAsync("save", "a.png", "--name", "Shared")).Output.Trim();
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas", "--yes")).ExitCode);
        Directory.Delete(Path.Combine(_run.Folder, "nas", "fastshot"), recursive: true);

        Assert.Equal(10, (await _run.RunAsync("sync")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("rebuild", "remote")).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_run.Folder, "nas", "fastshot")));
        Assert.Equal(0, (await _run.RunAsync("rebuild", "remote", "--yes")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("verify", "--remote", "--read-data")).ExitCode);

        _run.Variables["FASTSHOT_HOME"] = Path.Combine(_run.Folder, "second");
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("export", id, "--to", "out")).ExitCode);
        Assert.Equal(Png, await File.ReadAllBytesAsync(
            Directory.GetFiles(Path.Combine(_run.Folder, "out"), "*.png", SearchOption.AllDirectories).Single(), Testing.Deadline.Token));
    }

    public void Dispose() => _run.Dispose();
}
