using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>The value of a <c>content/</c> field: what one version of the content is, and which versions it was made from.</summary>
internal sealed record ContentValue(ImmutableArray<Change> Bases, BoardSize Board, int ImageCount, long SizeBytes)
{
    public CanonicalValue ToValue() => CanonicalWriter.Of(writer =>
    {
        writer.BeginObject().Name("bases").BeginArray();
        foreach (var change in Bases.Order())
        {
            writer.Text(change.Text);
        }

        writer.EndArray()
            .Name("board").BeginArray().Number(Board.Width).Number(Board.Height).EndArray()
            .Name("images").Number(ImageCount)
            .Name("size").Number(SizeBytes)
            .EndObject();
    });

    public static ContentValue? From(CanonicalValue value)
    {
        if (!CanonicalJson.TryParse(value.Memory, out var document, out _))
        {
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("images", out var images) && images.TryGetInt32Safe(out var count) && count >= 0
                && root.TryGetProperty("size", out var size) && size.TryGetInt64Safe(out var bytes) && bytes >= 0
                ? new ContentValue(BasesOf(root), BoardOf(root), count, bytes)
                : null;
        }
    }

    private static ImmutableArray<Change> BasesOf(JsonElement root)
    {
        if (!root.TryGetProperty("bases", out var bases)
            || bases.ValueKind != JsonValueKind.Array
            || bases.GetArrayLength() == 0)
        {
            return [];
        }

        var changes = ImmutableArray.CreateBuilder<Change>(bases.GetArrayLength());
        foreach (var one in bases.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String && Change.TryParse(CanonicalJson.TextOf(one), out var change))
            {
                changes.Add(change);
            }
        }

        return changes.DrainToImmutable();
    }

    private static BoardSize BoardOf(JsonElement root) =>
        root.TryGetProperty("board", out var board)
        && board.ValueKind == JsonValueKind.Array && board.GetArrayLength() == 2
        && board[0].TryGetFiniteDouble(out var width) && board[1].TryGetFiniteDouble(out var height)
            ? new BoardSize(width, height)
            : default;
}

/// <summary>The value of an <c>archive/</c> field: which archive holds a version of the content, or none.</summary>
internal static class ArchiveValue
{
    public static CanonicalValue ToValue(ArchiveName archive) => CanonicalWriter.Of(writer =>
        writer.BeginArray().Text(archive.Sha256.Base64Url).Number(archive.Length).EndArray());

    public static ArchiveName? From(CanonicalValue value)
    {
        var reader = new Utf8JsonReader(value.Utf8);
        return reader.Read() && reader.TokenType == JsonTokenType.StartArray
            && reader.Read() && reader.TokenType == JsonTokenType.String
            && Digest.TryParseBase64Url(reader.ValueSpan, out var digest)
            && reader.Read() && reader.TokenType == JsonTokenType.Number
            && reader.TryGetInt64(out var length) && length >= 0
            ? new ArchiveName(digest, length)
            : null;
    }
}
