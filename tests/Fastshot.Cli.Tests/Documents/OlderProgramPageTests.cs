using System.Text.Json;
using Fastshot.Cli.Tests.Program;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Follows docs/coming-from-the-older-program.md as it is written, on a home that the older program wrote.</summary>
public sealed class OlderProgramPageTests : IDisposable
{
    private readonly RealProgram _fastshot = new();

    [Fact]
    public async Task Every_command_of_the_page_works_and_the_older_home_stays_as_it_is()
    {
        var older = _fastshot.In("older");
        await OlderProgramFiles.CopyAsync("home", older);
        Directory.CreateDirectory(_fastshot.In("bin"));
        File.CreateSymbolicLink(_fastshot.In("bin/fastshot"), RealProgram.Executable);
        var before = Snapshot(older);

        foreach (var command in PageCommands.Of("coming-from-the-older-program.md"))
        {
            var result = await StockTool.RunAsync(
                "env",
                [$"HOME={_fastshot.Folder}", $"FASTSHOT_HOME={_fastshot.Home}", "FASTSHOT_PASSPHRASE=correct horse", $"PATH={_fastshot.In("bin")}:/usr/bin:/bin", "bash", "-c", command],
                _fastshot.Folder,
                cancellationToken: Deadline.Token);
            Assert.True(result.ExitCode == 0, $"{command}\n{result.Output}{result.Error}");
        }

        Assert.Equal(before, Snapshot(older));
        var status = await _fastshot.JsonAsync("status");
        Assert.True(status.GetProperty("library").GetProperty("sessions").GetInt32() >= 5);
        Assert.Equal(0, status.GetProperty("remote").GetProperty("waiting").GetInt32());
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(await File.ReadAllTextAsync(_fastshot.In("back.fastshot"), Deadline.Token)).RootElement.ValueKind);
    }

    public void Dispose() => _fastshot.Dispose();

    private static string[] Snapshot(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Order(StringComparer.Ordinal).Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}"),
    ];
}
