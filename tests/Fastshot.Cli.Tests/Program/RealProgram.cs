using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fastshot.Cli.Tests.Program;

/// <summary>The real executable, as eng/build-program makes it, in a folder of its own.</summary>
internal sealed class RealProgram : IDisposable
{
    // A self-test does half a minute of work, and others may work beside it.
    private static readonly TimeSpan PatienceWithProcesses = TimeSpan.FromMinutes(3);

    private static readonly string[] OwnVariables =
        [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("FASTSHOT_", StringComparison.Ordinal))];

    private readonly TemporaryFolder _folder = new();

    public static string Root { get; } = FolderAbove();

    public static string Executable { get; } = Path.Combine(Root, "artifacts", "fastshot", "fastshot");

    /// <summary>The current folder of the runs.</summary>
    public string Folder => _folder.Path;

    public string Home => In("H");

    public string Library => Path.Combine(Home, "library");

    public string Vault => Path.Combine(Library, "vault");

    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>Makes a picture that no other is like.</summary>
    public string Picture(string name, SeededRandom random, int width = 64, int height = 48)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), Bitmap.Draw(random, width, height));
        return name;
    }

    public Task<CliResult> RunAsync(params string[] arguments) => EndAsync(Start(arguments));

    /// <summary>Runs it as another user, where this one may, for whom the modes of files count.</summary>
    public Task<CliResult> RunAsNobodyAsync(params string[] arguments) => EndAsync(Start(
        "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Executable, .. arguments], Home));

    public Task<CliResult> RunAtAsync(string home, params string[] arguments) => EndAsync(Start(Executable, arguments, home));

    public Task<CliResult> RunAtAsync(string home, Dictionary<string, string> variables, params string[] arguments) =>
        EndAsync(Start(Executable, arguments, home, variables));

    /// <summary>Runs a line of the shell at a terminal, which <c>script</c> gives it; the caller ends and disposes the process.</summary>
    public Process StartAtTerminal(string line) => Start("script", ["-qec", line, "/dev/null"], Home);

    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    public async Task<string> SaveAsync(params string[] arguments) =>
        (await JsonAsync(["save", .. arguments])).GetProperty("id").GetString()!;

    /// <summary>The ids of all sessions that are listed.</summary>
    public async Task<string[]> ListAsync() =>
        [.. (await JsonAsync("list", "--limit", "0")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    /// <summary>The pictures of a session, as export gives them back.</summary>
    public async Task<byte[][]> ExportAsync(string id)
    {
        var target = In($"export-{Guid.NewGuid():N}");
        var result = await RunAsync("export", id, "--to", target);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. Directory.EnumerateFiles(Path.Combine(target, "shots")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }

    /// <summary>Starts it; the caller ends and disposes the process.</summary>
    public Process Start(params string[] arguments) => Start(Executable, arguments, Home);

    /// <summary>Starts it at a home, with variables; the caller ends and disposes the process.</summary>
    public Process StartAt(string home, Dictionary<string, string> variables, params string[] arguments) =>
        Start(Executable, arguments, home, variables);

    /// <summary>Waits for the end of a process, and disposes it.</summary>
    public static async Task<CliResult> EndAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(PatienceWithProcesses);
        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(patience.Token);
                var error = process.StandardError.ReadToEndAsync(patience.Token);
                process.StandardInput.Close();
                await process.WaitForExitAsync(patience.Token);
                return new CliResult(process.ExitCode, await output, await error);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private Process Start(
        string program, IEnumerable<string> arguments, string home, Dictionary<string, string>? variables = null)
    {
        Assert.True(File.Exists(Executable), $"{Executable} is not there: eng/build-program makes it.");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in OwnVariables)
        {
            start.Environment.Remove(name);
        }

        start.Environment["FASTSHOT_HOME"] = home;
        foreach (var (name, value) in variables ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static string FolderAbove([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
}
