namespace Fastshot.Cli.Shell;

/// <summary>A terminal at which nobody sits: what is said there is lost, and nothing is ever typed.</summary>
internal sealed class SilentTerminal : Terminal
{
    public static readonly SilentTerminal Instance = new();

    public override Stream In => Stream.Null;

    public override Stream Out => Stream.Null;

    public override Stream Error => Stream.Null;

    public override bool IsInTerminal => false;

    public override bool IsOutTerminal => false;

    public override bool IsErrorTerminal => false;

    public override int Width => 80;

    public override Task<char[]?> ReadHiddenAsync(CancellationToken cancellationToken) => Task.FromResult<char[]?>(null);
}
