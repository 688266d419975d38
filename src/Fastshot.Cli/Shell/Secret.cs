using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>A passphrase or key as a person gave it: wiped by its owner, and never printed.</summary>
internal sealed class Secret : IDisposable
{
    private readonly byte[] _utf8;

    public Secret(ReadOnlySpan<char> text)
    {
        _utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, _utf8);
    }

    /// <summary>The text as UTF-8, valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    public override string ToString() => "***";
}
