using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Cli.Shell;

/// <summary>The real surroundings: this process, its terminal and its disk.</summary>
internal static class ProcessSurroundings
{
    private const int WidthDefault = 80;

    public static Surroundings Create() => new()
    {
        System = OperatingSystem.IsWindows() ? SystemKind.Windows
            : OperatingSystem.IsMacOS() ? SystemKind.MacOS
            : SystemKind.Linux,
        Variable = Environment.GetEnvironmentVariable,
        CurrentFolder = Environment.CurrentDirectory,
        Terminal = new Terminal
        {
            In = new InputStream(Console.OpenStandardInput()),
            Out = Console.OpenStandardOutput(),
            Error = Console.OpenStandardError(),
            IsInTerminal = !Console.IsInputRedirected,
            IsOutTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected ? WidthDefault : Math.Max(WidthDefault / 2, Console.WindowWidth),
            ReadHidden = ReadHidden,
        },
        Files = DiskFileSystem.Instance,
        Random = SystemRandom.Instance,
        Scheduler = ThreadPoolScheduler.Instance,
        Time = TimeProvider.System,
    };

    private static string? ReadHidden(CancellationToken cancellationToken)
    {
        var typed = new List<char>();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return new string([.. typed]);
                case ConsoleKey.Backspace when typed.Count > 0:
                    typed.RemoveAt(typed.Count - 1);
                    break;
                case ConsoleKey.Backspace:
                    break;
                case ConsoleKey.D when key.Modifiers is ConsoleModifiers.Control:
                    return null;
                default:
                    if (key.KeyChar is not '\0')
                    {
                        typed.Add(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
