namespace Fastshot.Core.Crypto;

/// <summary>Tells an age file in letters ("armor") from a binary one.</summary>
public static class AgeArmor
{
    private const int HeadSize = ArmorReader.WhitespaceMax + 64;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    /// <summary>The binary file, whichever of the two the source holds; the source stays its caller's.</summary>
    public static async Task<Stream> UnwrapAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var head = new byte[HeadSize];
        var count = await source.ReadAtLeastAsync(head, HeadSize, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        var whole = new ReplayedStream(head.AsMemory(0, count), source);
        return head.AsSpan(0, count).TrimStart(ArmorReader.Whitespace).StartsWith(Begin)
            ? new ArmorReader(whole)
            : whole;
    }
}
