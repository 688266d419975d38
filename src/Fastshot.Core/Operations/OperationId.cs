using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Operations;

/// <summary>Which operation: 80 random bits as 16 characters of lower-case Crockford Base32.</summary>
public readonly record struct OperationId
{
    private const int SizeBytes = 10;
    private const int Length = 16;

    private readonly string? _text;

    private OperationId(string text) => _text = text;

    public string Text => _text ?? throw new InvalidOperationException("The operation's id was never set.");

    public static OperationId New(IRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[SizeBytes];
        random.Fill(bytes);
        return new OperationId(Crockford.Encode(bytes).ToLowerInvariant());
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        var isId = text is { Length: Length } && Crockford.IsLowerCase(text);
        id = isId ? new OperationId(text!) : default;
        return isId;
    }

    public override string ToString() => _text ?? "";
}
