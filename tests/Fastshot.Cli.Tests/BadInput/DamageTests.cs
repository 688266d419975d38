using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.BadInput;

/// <summary>A vault that was damaged, mixed up or grown too new says so; what is whole stays in reach.</summary>
public sealed partial class DamageTests : IAsyncLifetime
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();
    private string _first = "";
    private string _second = "";
    private string _firstArchive = "";
    private string _secondRecord = "";

    private string Library => Path.Combine(_run.Home, "library");

    private string Log => Path.Combine(Library, "vault", "log");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(Path.Combine(_run.Folder, "a.png"), Png, Deadline.Token);
        _first = (await _run.RunAsync("save", "a.png", "--name", "First")).Output.Trim();
        _firstArchive = Directory.EnumerateFiles(Path.Combine(Library, "vault", "sessions"), "*.age", SearchOption.AllDirectories).Single();
        var records = Directory.GetFiles(Log);
        _second = (await _run.RunAsync("save", "a.png", "--name", "Second")).Output.Trim();
        _secondRecord = Directory.GetFiles(Log).Except(records).Single();
    }

    [Fact]
    public async Task An_archive_with_a_flipped_bit_is_named_and_the_other_one_exports()
    {
        Flip(_firstArchive);

        await FailsAsync(1, "is damaged", "export", _first, "--to", "out");
        await FailsAsync(1, "is damaged", "show", _first);
        Assert.False(Directory.Exists(Path.Combine(_run.Folder, "out")));
        Assert.Equal(0, (await _run.RunAsync("export", _second, "--to", "out")).ExitCode);
    }

    [Fact]
    public async Task An_archive_that_was_cut_is_named()
    {
        Cut(_firstArchive);

        await FailsAsync(1, "is damaged", "export", _first, "--to", "out");
    }

    [Fact]
    public async Task An_archive_that_is_gone_is_named()
    {
        File.Delete(_firstArchive);

        await FailsAsync(1, "are not on this device", "export", _first, "--to", "out");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_record_is_named_and_the_others_are_listed(bool isCut)
    {
        if (isCut)
        {
            Cut(_secondRecord);
        }
        else
        {
            Flip(_secondRecord);
        }

        LoseIndex();
        var result = await _run.RunAsync("list");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("is damaged: its name is not the hash of its bytes", result.Error, StringComparison.Ordinal);
        Assert.Contains(_first, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_second, result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _run.RunAsync("doctor")).ExitCode);
    }

    [Fact]
    public async Task Foreign_files_in_the_vault_are_left_alone()
    {
        var foreign = new[] { Path.Combine(Log, "notes.txt"), Path.Combine(Log, new string('a', 64) + ".age"), Path.Combine(Library, "vault", "photo.jpg") };
        foreach (var path in foreign)
        {
            await File.WriteAllTextAsync(path, "hello", Deadline.Token);
        }

        LoseIndex();
        var result = await _run.RunAsync("list", "-v");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(_first, result.Output, StringComparison.Ordinal);
        Assert.Contains(_second, result.Output, StringComparison.Ordinal);
        Assert.Contains("1 file in the vault's log", result.Error, StringComparison.Ordinal);
        Assert.All(foreign, path => Assert.Equal("hello", File.ReadAllText(path)));
    }

    [Fact]
    public async Task A_vault_of_a_newer_format_is_not_touched()
    {
        var about = Path.Combine(Library, "vault", "about.json");
        await File.WriteAllTextAsync(about, (await File.ReadAllTextAsync(about, Deadline.Token)).Replace("\"minReader\":1", "\"minReader\":2", StringComparison.Ordinal), Deadline.Token);
        var before = Everything();

        await FailsAsync(1, "needs a program that reads format 2; this one reads 1. Update Fastshot.", "list");
        await FailsAsync(1, "Update Fastshot.", "save", "a.png");

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_key_of_another_vault_is_named_as_wrong()
    {
        using var other = new CliRun();
        await File.WriteAllBytesAsync(Path.Combine(other.Folder, "a.png"), Png, Deadline.Token);
        await other.RunAsync("save", "a.png");
        File.Copy(Path.Combine(other.Home, "library", "key"), Path.Combine(Library, "key"), overwrite: true);

        await FailsAsync(12, "and the key here is of the vault", "list");
        await FailsAsync(12, "and the key here is of the vault", "save", "a.png");
    }

    [Fact]
    public async Task A_mistyped_key_is_named_as_mistyped()
    {
        var key = Path.Combine(Library, "key");
        var mistyped = Mistyped(await File.ReadAllTextAsync(key, Deadline.Token));
        await File.WriteAllTextAsync(key, mistyped, Deadline.Token);

        await FailsAsync(12, "is mistyped", "list");
    }

    [Fact]
    public async Task A_key_that_is_gone_is_named()
    {
        File.Delete(Path.Combine(Library, "key"));

        await FailsAsync(12, "its key is missing", "save", "a.png");
    }

    [Fact]
    public async Task Unseal_tells_a_wrong_key_from_a_mistyped_one()
    {
        var key = (await _run.RunAsync("key", "show")).Output.Trim();
        _run.Variables["FASTSHOT_VAULT_KEY"] = Mistyped(key);
        await FailsAsync(12, "is mistyped", "unseal", _firstArchive);

        using var other = new CliRun();
        await File.WriteAllBytesAsync(Path.Combine(other.Folder, "a.png"), Png, Deadline.Token);
        await other.RunAsync("save", "a.png");
        _run.Variables["FASTSHOT_VAULT_KEY"] = (await other.RunAsync("key", "show")).Output.Trim();
        await FailsAsync(12, "is not sealed by this key", "unseal", _firstArchive);

        _run.Variables["FASTSHOT_VAULT_KEY"] = key;
        Assert.Equal(0, (await _run.RunAsync("unseal", _firstArchive, "--to", "session.tar")).ExitCode);
    }

    [Fact]
    public async Task An_unknown_id_is_not_found() => await FailsAsync(4, "No session has the id 'zzzz'.", "show", "zzzz");

    [Fact]
    public async Task A_prefix_that_is_too_short_is_said() => await FailsAsync(4, "is too short", "show", "ab");

    [Fact]
    public async Task An_ambiguous_prefix_is_wrong_usage_and_names_the_sessions()
    {
        // Enough sessions that two ids begin alike; drawn with a seed of its own, so always the same ones.
        await _run.RunAsync("demo", "--home", Path.Combine(_run.Folder, "many"), "--sessions", "20000", "--catalog-only", "-q");
        _run.Variables["FASTSHOT_HOME"] = Path.Combine(_run.Folder, "many");
        var ids = Id().Matches((await _run.RunAsync("list", "--limit", "0", "--json")).Output).Select(match => match.Groups["id"].Value);
        var alike = ids.GroupBy(id => id[..4]).First(group => group.Count() > 1);

        var result = await FailsAsync(2, alike.Key, "show", alike.Key);

        Assert.All(alike, id => Assert.Contains(id, result.Error, StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length - 20] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Cut(string path) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);

    // One character of the 256 bits becomes another one.
    private static string Mistyped(string key) => key[..6] + (key[6] == 'A' ? 'B' : 'A') + key[7..];

    private void LoseIndex()
    {
        foreach (var file in Directory.EnumerateFiles(Library, "index.db*"))
        {
            File.Delete(file);
        }
    }

    private string[] Everything() =>
        [.. Directory.EnumerateFiles(Path.Combine(Library, "vault"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task<CliResult> FailsAsync(int exitCode, string message, params string[] arguments)
    {
        var result = await _run.RunAsync(arguments);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("\nhint: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        return result;
    }

    [GeneratedRegex("\"id\": \"(?<id>[0-9a-z]{16})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
