using System.Text;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.SelfTest;

/// <summary>A terminal at which nobody sits, and whose words are kept.</summary>
internal sealed class CapturedTerminal : Terminal, IDisposable
{
    private readonly MemoryStream _out = new();
    private readonly MemoryStream _error = new();

    public override Stream In => Stream.Null;

    public override Stream Out => _out;

    public override Stream Error => _error;

    public override bool IsInTerminal => false;

    public override bool IsOutTerminal => false;

    public override bool IsErrorTerminal => false;

    public override int Width => 80;

    public string OutText => Encoding.UTF8.GetString(_out.ToArray());

    public string ErrorText => Encoding.UTF8.GetString(_error.ToArray());

    public override Task<char[]?> ReadHiddenAsync(CancellationToken cancellationToken) => Task.FromResult<char[]?>(null);

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
