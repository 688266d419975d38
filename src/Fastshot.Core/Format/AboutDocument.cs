using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>The one plaintext document of a vault: what it is, for people and for programs that are too old. A hint.</summary>
/// <param name="MinReader">The lowest format version that a program must understand.</param>
public sealed record AboutDocument(VaultId Vault, int MinReader, DateTimeOffset Created)
{
    public const int BytesMax = 64 << 10;

    public byte[] Write() => [.. new CanonicalWriter()
        .BeginDocument("about", Vault)
        .Name("created").Text(Rfc3339.Format(Created))
        .Name("minReader").Number(MinReader)
        .EndObject()
        .Written.Span];

    /// <summary>Reads the document; one of a newer format is read as far as its version, so that a program can say so.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out AboutDocument? about, [NotNullWhen(false)] out string? reason)
    {
        if (TryReadCanonical(utf8.Span, out about))
        {
            reason = null;
            return true;
        }

        if (!CanonicalJson.TryParse(utf8, out var document, out reason))
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("kind", out var kind) || kind.ValueKind != JsonValueKind.String || CanonicalJson.TextOf(kind) != "about"
                || !root.TryGetProperty("vault", out var vault) || vault.ValueKind != JsonValueKind.String
                || !VaultId.TryParse(CanonicalJson.TextOf(vault), out var id)
                || !root.TryGetProperty("minReader", out var minReader) || !minReader.TryGetInt32Safe(out var version))
            {
                reason = "is not what describes a vault";
                return false;
            }

            var created = root.TryGetProperty("created", out var time) && time.ValueKind == JsonValueKind.String
                && Rfc3339.TryParse(CanonicalJson.TextOf(time), out var when)
                ? when
                : DateTimeOffset.UnixEpoch;
            about = new AboutDocument(id, version, created);
            return true;
        }
    }

    // As it is written here, which it nearly always is: each start of the program reads it.
    private static bool TryReadCanonical(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out AboutDocument? about)
    {
        about = null;
        var cursor = new CanonicalCursor(utf8);
        if (!cursor.EntersObject()
            || !cursor.NextMember(out var format) || !format.SequenceEqual("format"u8) || cursor.Integer(-1) < 0
            || !cursor.NextMember(out var kind) || !kind.SequenceEqual("kind"u8) || cursor.Text() != "about"
            || !cursor.NextMember(out var vault) || !vault.SequenceEqual("vault"u8) || !VaultId.TryParse(cursor.Text(), out var id)
            || !cursor.NextMember(out var created) || !created.SequenceEqual("created"u8) || !Rfc3339.TryParse(cursor.Text(), out var when)
            || !cursor.NextMember(out var minReader) || !minReader.SequenceEqual("minReader"u8)
            || cursor.Integer(-1) is not (>= 0 and <= int.MaxValue and var version)
            || cursor.NextMember(out _) || !cursor.IsAtEnd)
        {
            return false;
        }

        about = new AboutDocument(id, (int)version, when);
        return true;
    }
}
