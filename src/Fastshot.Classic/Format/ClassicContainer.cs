namespace Fastshot.Classic.Format;

/// <summary>The older program's envelope: a cover picture, a marker, the payload. A file without marker is all payload.</summary>
public static class ClassicContainer
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int BytesMax = 256 << 20;

    public static ReadOnlySpan<byte> Marker => "FHDR"u8;

    /// <summary>A white picture of 100 × 100 pixels: what every viewer shows of an object.</summary>
    public static ReadOnlyMemory<byte> Cover { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAGQAAABkCAIAAAD/gAIDAAAAnUlEQVR42u3QMQEAAAwCIPuX1gr79kAEUs6iQJYsWbJkyVIgS5YsWbJkKZAlS5YsWbIUyJIlS5YsWQpkyZIlS5YsBbJkyZIlS5YCWbJkyZIlS4EsWbJkyZKlQJYsWbJkyVIgS5YsWbJkKZAlS5YsWbIUyJIlS5YsWQpkyZIlS5YsBbJkyZIlS5YCWbJkyZIlS4EsWbJkyZKlQJasbwMtw8Gd7V+EwwAAAABJRU5ErkJggg==");

    /// <summary>Where the payload begins: after the first marker.</summary>
    public static int PayloadOffset(ReadOnlySpan<byte> file) =>
        file.IndexOf(Marker) is var at and >= 0 ? at + Marker.Length : 0;

    /// <summary>The JSON of a file, deciphered in place where it is ciphered.</summary>
    /// <param name="keys">The keys to try, in their order; the first under which the payload begins like JSON is taken.</param>
    /// <exception cref="ClassicFormatException">It is under none of them.</exception>
    public static ReadOnlyMemory<byte> Open(Memory<byte> file, IEnumerable<string> keys) => Open(file, keys, out _);

    /// <summary>The same, with the key that fitted; null where it is not ciphered.</summary>
    internal static ReadOnlyMemory<byte> Open(Memory<byte> file, IEnumerable<string> keys, out string? fitting)
    {
        fitting = null;
        ArgumentNullException.ThrowIfNull(keys);
        var payload = file[PayloadOffset(file.Span)..];
        if (payload.IsEmpty)
        {
            throw new ClassicFormatException(ClassicError.Damaged, "is empty");
        }

        if (BeginsLikeJson(payload.Span))
        {
            return payload;
        }

        var hasKey = false;
        Span<byte> start = stackalloc byte[Math.Min(64, payload.Length)];
        foreach (var key in keys.Where(key => !string.IsNullOrWhiteSpace(key)).Distinct())
        {
            hasKey = true;
            var cipher = new ClassicCipher(key);
            payload.Span[..start.Length].CopyTo(start);
            cipher.Apply(start);
            if (BeginsLikeJson(start))
            {
                cipher.Apply(payload.Span);
                fitting = key;
                return payload;
            }
        }

        throw hasKey
            ? new ClassicFormatException(ClassicError.WrongKeyOrDamaged, "makes no sense under the key: wrong key or damaged")
            : new ClassicFormatException(ClassicError.WrongKeyOrDamaged, "is ciphered, and no key was given (or it is damaged)");
    }

    internal static ClassicFormatException TooLarge(long length) =>
        new(ClassicError.TooLarge, $"has {length:N0} bytes: at most {BytesMax:N0} are read");

    // An object whose first member follows, or none.
    private static bool BeginsLikeJson(ReadOnlySpan<byte> payload)
    {
        var text = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        text = text.TrimStart(" \t\r\n"u8);
        return text is [(byte)'{', ..] && text[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'"' or (byte)'}', ..];
    }
}
