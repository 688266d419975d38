using System.Collections.Immutable;
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
        var cursor = new CanonicalCursor(value.Utf8);
        if (!cursor.EntersObject())
        {
            return null;
        }

        var (images, size) = (-1L, -1L);
        ImmutableArray<Change> bases = [];
        BoardSize board = default;
        while (cursor.NextMember(out var name))
        {
            if (name.SequenceEqual("bases"u8))
            {
                bases = BasesOf(ref cursor);
            }
            else if (name.SequenceEqual("board"u8))
            {
                board = BoardOf(ref cursor);
            }
            else if (name.SequenceEqual("images"u8))
            {
                images = cursor.Integer(-1);
            }
            else if (name.SequenceEqual("size"u8))
            {
                size = cursor.Integer(-1);
            }
            else
            {
                cursor.Skip();
            }
        }

        return images is >= 0 and <= int.MaxValue && size >= 0 ? new ContentValue(bases, board, (int)images, size) : null;
    }

    private static ImmutableArray<Change> BasesOf(ref CanonicalCursor cursor)
    {
        ImmutableArray<Change> changes = [];
        if (!cursor.EntersArray())
        {
            cursor.Skip();
            return changes;
        }

        while (cursor.NextItem())
        {
            if (Change.TryParse(cursor.Text(), out var change))
            {
                changes = changes.Add(change);
            }
        }

        return changes;
    }

    private static BoardSize BoardOf(ref CanonicalCursor cursor)
    {
        if (!cursor.EntersArray())
        {
            cursor.Skip();
            return default;
        }

        var (width, height, count) = (double.NaN, double.NaN, 0);
        for (; cursor.NextItem(); count++)
        {
            (width, height) = (height, cursor.Number());
        }

        return count == 2 && double.IsFinite(width) && double.IsFinite(height) ? new BoardSize(width, height) : default;
    }
}

/// <summary>The value of an <c>archive/</c> field: which archive holds a version of the content, or none.</summary>
internal static class ArchiveValue
{
    public static CanonicalValue ToValue(ArchiveName archive) => CanonicalWriter.Of(writer =>
        writer.BeginArray().Text(archive.Sha256.Base64Url).Number(archive.Length).EndArray());

    public static ArchiveName? From(CanonicalValue value)
    {
        var cursor = new CanonicalCursor(value.Utf8);
        return cursor.EntersArray()
            && cursor.NextItem() && Digest.TryParseBase64Url(cursor.Ascii(), out var digest)
            && cursor.NextItem() && cursor.Integer(-1) is >= 0 and var length
            ? new ArchiveName(digest, length)
            : null;
    }
}
