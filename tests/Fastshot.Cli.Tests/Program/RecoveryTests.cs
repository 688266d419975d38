using System.Security.Cryptography;

namespace Fastshot.Cli.Tests.Program;

/// <summary>What was saved comes back byte for byte, with Fastshot and without it.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly RealProgram _fastshot = new();
    private readonly SeededRandom _random = new(2);

    [Fact]
    public async Task Save_find_export_lose_the_index_and_open_with_age_and_tar()
    {
        string[] pictures = [_fastshot.Picture("a.bmp", _random), _fastshot.Picture("b.bmp", _random), _fastshot.Picture("shots/c.bmp", _random)];
        var id = await _fastshot.SaveAsync("a.bmp", "b.bmp", "shots/", "--name", "Login bug", "--tag", "web");

        var found = await _fastshot.RunAsync("list", "login", "--json");
        Assert.Contains(id, found.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await _fastshot.RunAsync("export", id, "--to", "out", "--format", "files")).ExitCode);
        Assert.Equal(HashesOf(pictures.Select(_fastshot.In)), HashesIn(_fastshot.In("out")));

        foreach (var file in Directory.EnumerateFiles(_fastshot.Library, "index.db*"))
        {
            File.Delete(file);
        }

        var again = await _fastshot.RunAsync("list", "login", "--json");
        Assert.Equal((0, found.Output), (again.ExitCode, again.Output));

        var key = (await _fastshot.RunAsync("key", "show")).Output.Trim();
        var archive = Assert.Single(Directory.EnumerateFiles(Path.Combine(_fastshot.Vault, "sessions"), "*.age", SearchOption.AllDirectories));
        Directory.CreateDirectory(_fastshot.In("recovered"));
        var tar = _fastshot.In("session.tar");
        (await StockTool.RunAtTerminalAsync("age", ["-d", "-o", tar, archive], _fastshot.Folder, [key], Deadline.Token)).Expect();
        (await StockTool.RunAsync("tar", ["-xif", tar], _fastshot.In("recovered"), cancellationToken: Deadline.Token)).Expect();
        Assert.Equal(HashesOf(pictures.Select(_fastshot.In)), HashesIn(_fastshot.In("recovered")));
    }

    [Fact]
    public async Task The_script_recovers_a_whole_vault()
    {
        var saved = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var i = 0; i < 4; i++)
        {
            string[] pictures = [_fastshot.Picture($"{i}a.bmp", _random), _fastshot.Picture($"{i}b.bmp", _random)];
            saved.Add(await _fastshot.SaveAsync(pictures), HashesOf(pictures.Select(_fastshot.In)));
        }

        var result = await RecoverAsync(await KeyAsync());

        Assert.Equal((0, "4 sessions recovered, 0 damaged\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal(saved.Keys.Order(StringComparer.Ordinal), FoldersIn("recovered"));
        Assert.All(saved, session => Assert.Equal(session.Value, HashesIn(_fastshot.In($"recovered/{session.Key}"))));
    }

    [Fact]
    public async Task The_script_names_what_is_damaged_and_recovers_the_rest()
    {
        await _fastshot.SaveAsync(_fastshot.Picture("a.bmp", _random));
        var archive = Directory.EnumerateFiles(Path.Combine(_fastshot.Vault, "sessions"), "*.age", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(archive, Deadline.Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(archive, bytes, Deadline.Token);
        var whole = await _fastshot.SaveAsync(_fastshot.Picture("b.bmp", _random));

        var result = await RecoverAsync(await KeyAsync());

        Assert.Equal((1, "1 sessions recovered, 1 damaged\n"), (result.ExitCode, result.Output));
        Assert.Contains(Path.GetFileName(archive), result.Error, StringComparison.Ordinal);
        Assert.Equal([whole], FoldersIn("recovered"));
    }

    public void Dispose() => _fastshot.Dispose();

    private async Task<string> KeyAsync() => (await _fastshot.RunAsync("key", "show")).Output.Trim();

    private Task<StockToolResult> RecoverAsync(string key) => StockTool.RunAsync(
        "env",
        [$"FASTSHOT_VAULT_KEY={key}", Path.Combine(RealProgram.Root, "docs", "recover.sh"), _fastshot.Vault, "recovered"],
        _fastshot.Folder,
        cancellationToken: Deadline.Token);

    private IEnumerable<string> FoldersIn(string folder) =>
        Directory.EnumerateFileSystemEntries(_fastshot.In(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static string[] HashesIn(string folder) => HashesOf(Directory.EnumerateFiles(Path.Combine(folder, "shots")));

    private static string[] HashesOf(IEnumerable<string> files) =>
        [.. files.Order(StringComparer.Ordinal).Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))).Order(StringComparer.Ordinal)];
}
