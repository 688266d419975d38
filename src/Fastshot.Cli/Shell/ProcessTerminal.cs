namespace Fastshot.Cli.Shell;

/// <summary>The console of this process. The system is asked only for what a run needs: each answer delays its start.</summary>
internal sealed class ProcessTerminal : Terminal
{
    private const int WidthDefault = 80;

    public override Stream In => field ??= new InputStream(Console.OpenStandardInput());

    public override Stream Out => field ??= Console.OpenStandardOutput();

    public override Stream Error => field ??= Console.OpenStandardError();

    public override bool IsInTerminal => !Console.IsInputRedirected;

    public override bool IsOutTerminal => !Console.IsOutputRedirected;

    public override bool IsErrorTerminal => !Console.IsErrorRedirected;

    public override int Width => Console.IsOutputRedirected ? WidthDefault : Math.Max(WidthDefault / 2, Console.WindowWidth);

    // Waiting for a key cannot be taken back: after an interruption it stays on its thread until the process ends.
    public override Task<string?> ReadHiddenAsync(CancellationToken cancellationToken) =>
        Task.Run(ReadHidden, CancellationToken.None).WaitAsync(cancellationToken);

    private static string? ReadHidden()
    {
        var typed = new List<char>();
        while (true)
        {
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
