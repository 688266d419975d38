using System.Text;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads the members of a checkpoint that say what it stands for.</summary>
internal sealed class CheckpointReader
{
    private readonly List<SegmentName> _segments = [];
    private readonly HashSet<Digest> _covers = [];
    private bool _hasCovers;
    private bool _hasSegments;
    private bool _hasTexts;

    /// <summary>Whether all members were there.</summary>
    public bool IsWhole => _hasCovers && _hasSegments && _hasTexts;

    public Checkpoint Result => new(_segments, _covers);

    /// <summary>Reads the member whose name is the current token; false where it is none of a checkpoint's, and still to be read.</summary>
    /// <param name="reason">What is wrong with it, or null.</param>
    public bool TryReadMember(ref Utf8JsonReader reader, out string? reason)
    {
        reason = null;
        if (CanonicalJson.IsText(ref reader, "covers"u8))
        {
            reason = _hasCovers || !TryReadCovers(ref reader) ? "has no readable list of what it covers" : null;
            _hasCovers = true;
            return true;
        }

        var isText = CanonicalJson.IsText(ref reader, "texts"u8);
        if (!isText && !CanonicalJson.IsText(ref reader, "segments"u8))
        {
            return false;
        }

        var isTwice = isText ? _hasTexts : _hasSegments;
        (_hasTexts, _hasSegments) = (_hasTexts || isText, _hasSegments || !isText);
        reason = isTwice || !TryReadSegments(ref reader, isText) ? "has no readable list of segments" : null;
        return true;
    }

    private bool TryReadCovers(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader))
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (!TryReadName(ref reader, out var name) || _covers.Count == Limits.CoversRead)
            {
                return false;
            }

            _covers.Add(name);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadSegments(ref Utf8JsonReader reader, bool isText)
    {
        if (!Begins(ref reader))
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (_segments.Count == Limits.Segments
                || !reader.Read() || !TryReadName(ref reader, out var name)
                || !TryReadNumber(ref reader, Limits.SegmentBytes, out var length)
                || !TryReadNumber(ref reader, int.MaxValue, out var count)
                || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            {
                return false;
            }

            _segments.Add(new SegmentName(name, length, (int)count, isText));
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool Begins(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartArray;

    private static bool TryReadName(ref Utf8JsonReader reader, out Digest name)
    {
        name = default;
        return reader.TokenType == JsonTokenType.String
            && EntryReader.TextOf(ref reader) is { } text
            && Digest.TryParseBase64Url(Encoding.UTF8.GetBytes(text), out name);
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, long highest, out long number)
    {
        number = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number)
            && number >= 0 && number <= highest;
    }
}
