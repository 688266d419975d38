using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Remote;

/// <summary>Tells which fields of a session's metadata changed on which side, without keeping the metadata themselves.</summary>
internal static class TextHashes
{
    private const int Fields = 5;
    private const int HashLength = 12;

    /// <summary>A short hash of each field, in their order.</summary>
    public static string Of(SessionText text) => string.Join('.', ValuesOf(text).Select(HashOf));

    /// <summary>What a first meeting takes for agreed: fields that were never edited here since the session came.</summary>
    public static string OfUnedited(SessionText text, Entry.Live entry)
    {
        var born = entry.Find(FieldNames.Created)?.Version.Counter ?? 1;
        var isTagEdited = entry.Fields.Any(
            field => field.Name.StartsWith(FieldNames.TagPrefix, StringComparison.Ordinal) && field.Version.Counter > born);
        bool[] isEdited =
        [
            IsEdited(FieldNames.Name), IsEdited(FieldNames.Description), isTagEdited, IsEdited(FieldNames.Color), IsEdited(FieldNames.Class),
        ];
        return string.Join('.', ValuesOf(text).Zip(isEdited).Select(one => one.Second ? "" : HashOf(one.First)));

        bool IsEdited(string name) => entry.Find(name)?.Version.Counter > born;
    }

    /// <summary>What is to be taken over from the other side: fields that changed there and not here.</summary>
    public static SessionEdit Merge(SessionText here, SessionText there, string agreed)
    {
        var hashes = agreed.Split('.');
        var isTaken = new bool[Fields];
        var (ours, theirs) = (ValuesOf(here), ValuesOf(there));
        for (var i = 0; i < Fields; i++)
        {
            var before = i < hashes.Length ? hashes[i] : "";
            isTaken[i] = HashOf(theirs[i]) != before && HashOf(ours[i]) == before;
        }

        return new SessionEdit
        {
            Name = isTaken[0] ? there.Name : null,
            Description = isTaken[1] ? there.Description : null,
            AddTags = isTaken[2] ? [.. there.Tags.Except(here.Tags, StringComparer.Ordinal)] : [],
            RemoveTags = isTaken[2] ? [.. here.Tags.Except(there.Tags, StringComparer.Ordinal)] : [],
            Color = isTaken[3] ? there.Color : null,
            Class = isTaken[4] ? there.Class : null,
        };
    }

    private static string[] ValuesOf(SessionText text) =>
        [text.Name, text.Description, string.Join('\n', text.Tags), text.Color, text.Class];

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
