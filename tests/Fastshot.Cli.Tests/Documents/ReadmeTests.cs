using System.Text.RegularExpressions;
using Fastshot.Cli.Tests.Transcripts;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Follows the README as a person does: with the real executable, in a folder with some screenshots.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Program = Repository.PathOf("artifacts/fastshot/fastshot");
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_recording_shows_what_the_program_says()
    {
        var login = Pictures("login");
        var steps = Transcript.Parse(PageCommands.ConsoleOf("README.md")).Steps;
        var written = steps[0].Lines[0];
        var id = written;
        foreach (var step in steps)
        {
            var command = step.Command.Replace(written[..4], id[..4], StringComparison.Ordinal);
            var result = await RunAsync("H", command);
            if (step == steps[0])
            {
                id = result.Output.Trim();
            }

            Assert.Equal(Masked(string.Join('\n', step.Lines), written), Masked((result.Output + result.Error).TrimEnd(), id));
        }

        Assert.Equal(login.GetFiles().Length, Directory.GetFiles(Path.Combine(_folder.Path, "out"), "*.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Two_devices_meet_in_a_folder_as_it_is_written()
    {
        Pictures("Pictures");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "nas"));
        var commands = Commands("Quick start").Where(one => !one.Contains("s3://", StringComparison.Ordinal)).ToList();
        var first = commands.FindIndex(one => one.StartsWith("fastshot remote set", StringComparison.Ordinal));

        foreach (var command in commands[..(first + 1)])
        {
            await RunAsync("A", command);
        }

        // The second device, and both go on.
        foreach (var command in commands[(first + 1)..])
        {
            await RunAsync("B", command);
            await RunAsync("A", "fastshot sync");
        }

        var list = await RunAsync("B", "fastshot list");
        Assert.Contains("Login bug", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_older_programs_home_and_its_bucket_are_taken_over_as_it_is_written()
    {
        foreach (var folder in (string[])["home", "bucket"])
        {
            await OlderProgramFiles.CopyAsync(folder, Path.Combine(_folder.Path, folder));
        }

        // Names that a person fills in, and a bucket that lies in a folder here.
        foreach (var command in Commands("Coming from the older program"))
        {
            await RunAsync("A", command.Replace("import ~", "import home", StringComparison.Ordinal).Replace("s3://BUCKET", "bucket", StringComparison.Ordinal).Replace("URL", "bucket", StringComparison.Ordinal), [0, 3]);
        }

        Assert.Equal("classic", (await RunAsync("A", "fastshot config get layout")).Output.Trim());
    }

    public void Dispose() => _folder.Dispose();

    private DirectoryInfo Pictures(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name));
        foreach (var picture in Directory.EnumerateFiles(Repository.PathOf("src/Fastshot.Cli/Demo/Samples/login-loop"), "*.png"))
        {
            File.Copy(picture, Path.Combine(folder.FullName, Path.GetFileName(picture)));
        }

        return folder;
    }

    private async Task<StockToolResult> RunAsync(string home, string command, int[]? expected = null)
    {
        var words = ShellWords.Of(command.Replace("/mnt/nas/shots", "nas", StringComparison.Ordinal).Replace("~/Pictures/*.png", "Pictures", StringComparison.Ordinal));
        var result = await StockTool.RunAsync(
            "env", [$"HOME={_folder.Path}", "FASTSHOT_PASSPHRASE=correct horse", Program, "--home", home, "--yes", .. words[1..]], _folder.Path, cancellationToken: Testing.Deadline.Token);

        Assert.True((expected ?? [0]).Contains(result.ExitCode), $"{command}\n{result.Output}{result.Error}");
        Assert.NotEmpty(result.Output + result.Error);
        return result;
    }

    // What differs from run to run and from device to device is the same in both then.
    private string Masked(string text, string id) => Device().Replace(
        Time().Replace(
            VaultKey().Replace(
                text.Replace(id, "ID", StringComparison.Ordinal)
                    .Replace(Path.Combine(_folder.Path, "H"), "/home/ada/.local/share/fastshot", StringComparison.Ordinal)
                    .Replace(_folder.Path, "/home/ada", StringComparison.Ordinal),
                "KEY"),
            "TIME"),
        "device DEVICE");

    private static List<string> Commands(string heading) =>
    [
        .. Readme[Readme.IndexOf($"## {heading}\n", StringComparison.Ordinal)..].Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith("fastshot ", StringComparison.Ordinal)).Select(line => line.Split(" #")[0].Trim()),
    ];

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d [+-]\d\d:\d\d)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex("FSK1(-[0-9A-Z]{4}|-…)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VaultKey();

    [GeneratedRegex("device .*", RegexOptions.None, 1000)]
    private static partial Regex Device();
}
