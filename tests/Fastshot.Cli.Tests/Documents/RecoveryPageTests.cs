using System.Security.Cryptography;
using Fastshot.Cli.Tests.Program;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Follows docs/recovery.md as it is written, with the vault of a remote, a passphrase, age and tar.</summary>
public sealed class RecoveryPageTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    private readonly RealProgram _fastshot = new();
    private readonly SeededRandom _random = new(8);

    [Fact]
    public async Task Every_command_of_the_page_does_what_the_page_says()
    {
        string[] pictures = [_fastshot.Picture("a.bmp", _random), _fastshot.Picture("b.bmp", _random)];
        await _fastshot.SaveAsync(pictures[0], "--name", "Login bug");
        await _fastshot.SaveAsync(pictures[1]);
        Directory.CreateDirectory(_fastshot.In("nas"));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["FASTSHOT_PASSPHRASE"] = Passphrase };
        Assert.Equal(0, (await _fastshot.RunAtAsync(_fastshot.Home, variables, "remote", "set", _fastshot.In("nas"), "--yes")).ExitCode);
        var key = (await _fastshot.RunAsync("key", "show")).Output.Trim();
        Directory.Move(Assert.Single(Directory.GetDirectories(_fastshot.In("nas/fastshot"))), _fastshot.In("vault"));
        Directory.Delete(_fastshot.Home, recursive: true);
        Directory.CreateSymbolicLink(_fastshot.In("docs"), Path.Combine(RealProgram.Root, "docs"));

        var said = "";
        foreach (var command in PageCommands.Of("recovery.md"))
        {
            var secret = command.Contains("key.txt \"", StringComparison.Ordinal) ? Passphrase : key;
            var result = command.StartsWith("age ", StringComparison.Ordinal)
                ? await StockTool.RunAtTerminalAsync("bash", ["-c", command], _fastshot.Folder, [secret], Deadline.Token)
                : await StockTool.RunAsync("bash", ["-c", command], _fastshot.Folder, cancellationToken: Deadline.Token);
            Assert.True(result.ExitCode == 0, $"{command}\n{result.Output}{result.Error}");
            said = result.Output;
        }

        Assert.Contains("\"kind\":", said, StringComparison.Ordinal);
        Assert.Contains(key, await File.ReadAllTextAsync(_fastshot.In("key.txt"), Deadline.Token), StringComparison.Ordinal);
        Assert.Equal(HashesOf(pictures.Select(_fastshot.In)), HashesOf(Directory.GetFiles(_fastshot.In("recovered"), "*.bmp", SearchOption.AllDirectories)));
    }

    public void Dispose() => _fastshot.Dispose();

    private static string[] HashesOf(IEnumerable<string> files) =>
        [.. files.Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))).Order(StringComparer.Ordinal)];
}
