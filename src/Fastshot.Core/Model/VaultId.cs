using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Model;

/// <summary>The name of a vault: 128 random bits as 32 lower-case hexadecimal digits.</summary>
public readonly record struct VaultId
{
    public const int SizeBytes = 16;

    private readonly string? _text;

    private VaultId(string text) => _text = text;

    public string Text => _text ?? throw new InvalidOperationException("The vault id was never set.");

    public static VaultId FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, SizeBytes);
        return new VaultId(Convert.ToHexStringLower(bytes));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out VaultId id)
    {
        var isId = text is { Length: SizeBytes * 2 } && IsHex(text);
        id = isId ? new VaultId(text!) : default;
        return isId;
    }

    private static bool IsHex(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigitLower(character))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => _text ?? "";
}
