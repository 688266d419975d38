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
    public override Task<char[]?> ReadHiddenAsync(CancellationToken cancellationToken) =>
        Task.Run(ReadHidden, CancellationToken.None).WaitAsync(cancellationToken);

    private static char[]? ReadHidden()
    {
        var typed = Secret.NewBuffer<char>(256);
        var length = 0;
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        return Part(typed, length, length);
                    case ConsoleKey.Backspace:
                        length = Math.Max(0, length - 1);
                        break;
                    case ConsoleKey.D when key.Modifiers is ConsoleModifiers.Control:
                        return null;
                    default:
                        if (key.KeyChar is not '\0')
                        {
                            if (length == typed.Length)
                            {
                                var larger = Part(typed, length, length * 2);
                                Secret.Wipe(typed);
                                typed = larger;
                            }

                            typed[length++] = key.KeyChar;
                        }

                        break;
                }
            }
        }
        finally
        {
            Secret.Wipe(typed);
        }
    }

    private static char[] Part(char[] typed, int length, int lengthThen)
    {
        var part = Secret.NewBuffer<char>(lengthThen);
        typed.AsSpan(0, length).CopyTo(part);
        return part;
    }
}
