using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Cli.Shell;

/// <summary>The real surroundings: this process, its terminal and its disk.</summary>
internal static class ProcessSurroundings
{
    public static Surroundings Create() => new()
    {
        System = OperatingSystem.IsWindows() ? SystemKind.Windows
            : OperatingSystem.IsMacOS() ? SystemKind.MacOS
            : SystemKind.Linux,
        Variable = Environment.GetEnvironmentVariable,
        CurrentFolder = Environment.CurrentDirectory,
        Terminal = new ProcessTerminal(),
        Files = DiskFileSystem.Instance,
        Random = SystemRandom.Instance,
        Scheduler = ThreadPoolScheduler.Instance,
        Time = TimeProvider.System,
    };
}
