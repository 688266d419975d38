namespace Fastshot.Cli.Tests.Program;

/// <summary>A disk that is full, closed, or shared with another process.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly RealProgram _fastshot = new();
    private readonly SeededRandom _random = new(4);

    [Fact]
    public async Task A_full_disk_keeps_a_session_from_being_saved_and_nothing_else()
    {
        using var disk = SmallDisk.TryMount(600 << 10);
        Assert.SkipWhen(disk is null, "Only root may mount a small disk.");
        _fastshot.Picture("small.bmp", _random);
        _fastshot.Picture("large.bmp", _random, 600, 600);
        Assert.Equal(0, (await _fastshot.RunAtAsync(disk.Path, "save", "small.bmp", "--name", "Small")).ExitCode);

        var result = await _fastshot.RunAtAsync(disk.Path, "save", "large.bmp");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("the disk is full", result.Error, StringComparison.Ordinal);
        Assert.Contains("hint: Make room and run it again.", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, "library", "vault", ".fastshot-tmp")));
        var list = await _fastshot.RunAtAsync(disk.Path, "list");
        Assert.Contains("1 session.", list.Error, StringComparison.Ordinal);
        Assert.Contains("Small", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_named()
    {
        SkipUnlessRoot();
        _fastshot.Picture("a.bmp", _random);
        Directory.CreateDirectory(_fastshot.Home);
        Chmod(_fastshot.Folder, "755");
        Chmod(_fastshot.Home, "555");

        var result = await _fastshot.RunAsNobodyAsync("save", "a.bmp");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(_fastshot.Home, result.Error, StringComparison.Ordinal);
        Assert.Contains("permission was denied", result.Error, StringComparison.Ordinal);
        Assert.Contains("hint: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_disk_that_may_only_be_read_everything_is_looked_at_and_what_would_write_says_where_it_cannot()
    {
        SkipUnlessRoot();
        Chmod(_fastshot.Folder, "755");
        Directory.CreateDirectory(_fastshot.In("nas"));
        var secrets = new Dictionary<string, string> { ["FASTSHOT_PASSPHRASE"] = "correct horse" };
        var id = await _fastshot.SaveAsync(_fastshot.Picture("a.bmp", _random));
        Assert.Equal(0, (await _fastshot.RunAtAsync(_fastshot.Home, secrets, "remote", "set", _fastshot.In("nas"), "--yes")).ExitCode);
        foreach (var path in Directory.EnumerateFileSystemEntries(_fastshot.Home, "*", SearchOption.AllDirectories).Append(_fastshot.Home))
        {
            Chmod(path, Directory.Exists(path) ? "555" : "444");
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(_fastshot.In("nas"), "*", SearchOption.AllDirectories).Append(_fastshot.In("nas")))
        {
            Chmod(path, Directory.Exists(path) ? "555" : "444");
        }

        foreach (var arguments in (string[][])[["list"], ["show", id], ["verify", "--read-data"], ["verify", "--remote", "--read-data"], ["cache", "stats"], ["status"]])
        {
            var looked = await _fastshot.RunAsNobodyAsync(arguments);
            Assert.True(looked.ExitCode == 0, $"{arguments[0]}: {looked.Error}");
        }

        foreach (var arguments in (string[][])[["repair"], ["sync"], ["rebuild", "index"]])
        {
            var refused = await _fastshot.RunAsNobodyAsync(arguments);
            Assert.True(refused.ExitCode == 1, $"{arguments[0]}: {refused.ExitCode} {refused.Error}");
            Assert.Contains($"'{_fastshot.Library}", refused.Error, StringComparison.Ordinal);
            Assert.Contains("permission was denied", refused.Error, StringComparison.Ordinal);
            Assert.Contains("hint: ", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_home_below_a_folder_that_may_be_entered_and_not_read_works()
    {
        SkipUnlessRoot();
        _fastshot.Picture("a.bmp", _random);
        Directory.CreateDirectory(_fastshot.Home);
        Chmod(_fastshot.In("a.bmp"), "644");
        Chmod(_fastshot.Home, "777");
        Chmod(_fastshot.Folder, "711");

        var saved = await _fastshot.RunAsNobodyAsync("save", "a.bmp");
        var set = await _fastshot.RunAsNobodyAsync("config", "set", "sync", "manual");

        Assert.True((saved.ExitCode, set.ExitCode) == (0, 0), saved.Error + set.Error);
    }

    [Fact]
    public async Task A_picture_that_may_not_be_read_is_named()
    {
        SkipUnlessRoot();
        _fastshot.Picture("a.bmp", _random);
        Chmod(_fastshot.Folder, "755");
        Chmod(_fastshot.In("a.bmp"), "000");
        Directory.CreateDirectory(_fastshot.Home);
        Chmod(_fastshot.Home, "777");

        var result = await _fastshot.RunAsNobodyAsync("save", "a.bmp");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("a.bmp cannot be read: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was saved.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_processes_save_at_the_same_time_from_the_first_use_on()
    {
        for (var round = 0; round < Scale.Of(50); round++)
        {
            var home = _fastshot.In($"H{round}");
            var runs = Enumerable.Range(0, 4).Select(i => _fastshot.RunAtAsync(home, "save", _fastshot.Picture($"{i}.bmp", _random))).ToArray();

            var results = await Task.WhenAll(runs);

            Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
            var list = await _fastshot.RunAtAsync(home, "list");
            Assert.All(results, result => Assert.Contains(result.Output.Trim(), list.Output, StringComparison.Ordinal));
            Assert.Contains("4 sessions.", list.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("warning", list.Error, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _fastshot.Dispose();

    private static void SkipUnlessRoot() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may become another user.");

    private static void Chmod(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        }
    }
}
