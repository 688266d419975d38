using System.Collections.Immutable;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>Reads an entry as the session that a person sees.</summary>
public static class SessionReader
{
    /// <summary>
    /// The session of an entry. Fields that are missing or cannot be understood are empty; a session whose time of
    /// creation is unknown counts as made at the epoch.
    /// </summary>
    public static SessionInfo Read(SessionId id, Entry.Live entry) => Read(id, entry, ProtocolRules.All);

    internal static SessionInfo Read(SessionId id, Entry.Live entry, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var text = new SessionText
        {
            Name = TextOf(entry, FieldNames.Name),
            Description = TextOf(entry, FieldNames.Description),
            Color = TextOf(entry, FieldNames.Color),
            Class = TextOf(entry, FieldNames.Class),
            Tags = TagsOf(entry),
        };
        var versions = ContentHistory.Of(entry, rules);
        return new SessionInfo
        {
            Id = id,
            Created = CreatedOf(entry),
            Text = text,
            Source = SourceOf(entry),
            Content = versions.Shown,
            OtherVersions = versions.Others,
            Trashed = TrashedOf(entry),
            Words = versions.Shown is { } shown ? TextOf(entry, FieldNames.Text(shown.Version.Change)) : "",
        };
    }

    /// <summary>When the session was made, without reading the rest.</summary>
    public static DateTimeOffset CreatedOf(Entry.Live entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return TimeOf(entry, FieldNames.Created) ?? DateTimeOffset.UnixEpoch;
    }

    /// <summary>When it was put into the trash, or null, without reading the rest.</summary>
    public static DateTimeOffset? TrashedOf(Entry.Live entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return TimeOf(entry, FieldNames.Trashed);
    }

    private static ImmutableArray<string> TagsOf(Entry.Live entry)
    {
        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var field in entry.Fields)
        {
            if (field.Name.StartsWith(FieldNames.TagPrefix, StringComparison.Ordinal) && Values.IsTrue(field.Value))
            {
                tags.Add(field.Name[FieldNames.TagPrefix.Length..]);
            }
        }

        return tags.DrainToImmutable();
    }

    private static string TextOf(Entry.Live entry, string name) =>
        entry.Find(name) is { } field ? Values.AsText(field.Value) ?? "" : "";

    private static DateTimeOffset? TimeOf(Entry.Live entry, string name) =>
        entry.Find(name) is { } field ? Values.AsTime(field.Value) : null;

    private static Source SourceOf(Entry.Live entry)
    {
        var (device, program) = ("", "");
        string? classicFile = null;
        var cursor = new CanonicalCursor(entry.Find(FieldNames.Source) is { } field ? field.Value.Utf8 : default);
        var isObject = cursor.EntersObject();
        while (isObject && cursor.NextMember(out var name))
        {
            if (name.SequenceEqual("device"u8))
            {
                device = cursor.Text() ?? "";
            }
            else if (name.SequenceEqual("program"u8))
            {
                program = cursor.Text() ?? "";
            }
            else if (name.SequenceEqual("classicFile"u8))
            {
                classicFile = cursor.Text();
            }
            else
            {
                cursor.Skip();
            }
        }

        return new Source(device, program, classicFile);
    }
}
