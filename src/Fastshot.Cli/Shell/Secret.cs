using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>A passphrase or key as a person gave it: wiped by its owner, and never printed.</summary>
internal sealed class Secret : IDisposable
{
    private readonly byte[] _utf8;

    public Secret(ReadOnlySpan<char> text)
    {
        _utf8 = NewBuffer<byte>(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _utf8);
    }

    /// <summary>The text as UTF-8, valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>That of bytes; what is no UTF-8 in them is replaced, as wherever text is read.</summary>
    public static Secret OfUtf8(ReadOnlySpan<byte> bytes)
    {
        var text = NewBuffer<char>(Encoding.UTF8.GetCharCount(bytes));
        try
        {
            Encoding.UTF8.GetChars(bytes, text);
            return new Secret(text);
        }
        finally
        {
            Wipe(text);
        }
    }

    /// <summary>Memory for a secret, pinned, so that the collector leaves no copy behind.</summary>
    public static T[] NewBuffer<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(length, pinned: true);

    public static void Wipe(Span<char> text) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text));

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    public override string ToString() => "***";
}
