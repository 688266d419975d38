using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>Makes the fields that a person's action sets, as an entry to be joined.</summary>
/// <remarks>
/// The counter of a change is one more than any that this device has met in the session, so that it wins over what was
/// in sight (docs/vault-format.md, "Versions").
/// </remarks>
public static class Changes
{
    /// <summary>A session that did not exist before.</summary>
    public static Entry.Live Create(SessionInfo session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var content = session.Content ?? throw new ArgumentException("A new session has content.", nameof(session));
        var version = content.Version;
        List<(string Name, CanonicalValue Value)> fields =
        [
            (FieldNames.Created, Values.Time(session.Created)),
            (FieldNames.Source, SourceValue(session.Source)),
            (FieldNames.Name, Values.Text(session.Text.Name)),
            (FieldNames.Content(version.Change),
                new ContentValue([], content.Board, content.ImageCount, content.SizeBytes).ToValue()),
            (FieldNames.Archive(version.Change), content.Archive is { } archive ? ArchiveValue.ToValue(archive) : Values.Null),
            .. session.Text.Tags.Select(tag => (FieldNames.Tag(tag), Values.True)),
        ];
        AddUnlessEmpty(fields, FieldNames.Description, session.Text.Description);
        AddUnlessEmpty(fields, FieldNames.Color, session.Text.Color);
        AddUnlessEmpty(fields, FieldNames.Class, session.Text.Class);
        AddUnlessEmpty(fields, FieldNames.Text(version.Change), session.Words);
        if (session.Trashed is { } trashed)
        {
            fields.Add((FieldNames.Trashed, Values.Time(trashed)));
        }

        return EntryOf(version, fields);
    }

    /// <summary>The fields that an edit sets, or null where everything is so already.</summary>
    public static Entry.Live? Edit(SessionId id, Entry.Live current, SessionEdit edit, Change change) =>
        Edit(id, current, edit, change, ProtocolRules.All);

    internal static Entry.Live? Edit(SessionId id, Entry.Live current, SessionEdit edit, Change change, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var before = SessionReader.Read(id, current).Text;
        List<(string Name, CanonicalValue Value)> fields =
        [
            .. (rules.TagsAddUp ? edit.AddTags.Except(before.Tags, StringComparer.Ordinal) : edit.AddTags.Union(before.Tags, StringComparer.Ordinal))
                .Except(edit.RemoveTags, StringComparer.Ordinal)
                .Select(tag => (FieldNames.Tag(tag), Values.True)),
            .. edit.RemoveTags.Intersect(before.Tags, StringComparer.Ordinal)
                .Select(tag => (FieldNames.Tag(tag), Values.False)),
        ];
        AddIfNew(fields, FieldNames.Name, edit.Name, before.Name);
        AddIfNew(fields, FieldNames.Description, edit.Description, before.Description);
        AddIfNew(fields, FieldNames.Color, edit.Color, before.Color);
        AddIfNew(fields, FieldNames.Class, edit.Class, before.Class);
        return fields.Count == 0 ? null : EntryOf(NextVersion(current, change, rules), fields);
    }

    /// <summary>Says which archive holds a version of the content: it came to this device, or was sealed anew.</summary>
    public static Entry.Live Archive(Entry.Live current, Change content, ArchiveName archive, Change change) =>
        EntryOf(NextVersion(current, change), [(FieldNames.Archive(content), ArchiveValue.ToValue(archive))]);

    /// <summary>Another version of the content, which settles all that are in sight.</summary>
    public static Entry.Live Content(Entry.Live current, ContentVersion content, string words, Change change) =>
        Content(current, content, words, change, ProtocolRules.All);

    internal static Entry.Live Content(Entry.Live current, ContentVersion content, string words, Change change, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(content);
        var history = ContentHistory.Of(current, rules);
        ContentVersion[] sight = history.Shown is { } shown ? [shown, .. history.Others] : [];
        List<(string Name, CanonicalValue Value)> fields =
        [
            (FieldNames.Content(change),
                new ContentValue([.. sight.Select(one => one.Version.Change)], content.Board, content.ImageCount, content.SizeBytes).ToValue()),
            (FieldNames.Archive(change), content.Archive is { } archive ? ArchiveValue.ToValue(archive) : Values.Null),
        ];
        AddUnlessEmpty(fields, FieldNames.Text(change), words);
        return EntryOf(NextVersion(current, change, rules), fields);
    }

    /// <summary>Says where a session came from, or under which name other programs know it.</summary>
    public static Entry.Live Source(Entry.Live current, Source source, Change change) =>
        EntryOf(NextVersion(current, change), [(FieldNames.Source, SourceValue(source))]);

    /// <summary>Puts a session into the trash at a time, or, with null, takes it out.</summary>
    public static Entry.Live Trash(Entry.Live current, DateTimeOffset? time, Change change) =>
        Trash(current, time, change, ProtocolRules.All);

    internal static Entry.Live Trash(Entry.Live current, DateTimeOffset? time, Change change, ProtocolRules rules) =>
        EntryOf(
            NextVersion(current, change, rules),
            [(FieldNames.Trashed, time is { } when ? Values.Time(when) : Values.Null)]);

    /// <summary>Deletes a session that is in the trash for good.</summary>
    public static Entry.Purged Purge(Entry.Live current)
    {
        ArgumentNullException.ThrowIfNull(current);
        return new Entry.Purged(current.Find(FieldNames.Trashed)?.Version.Counter ?? current.Counter)
        {
            Seen = [.. current.Fields.Select(SeenField.Of).DistinctBy(one => one.Name).OrderBy(one => one.Name)],
        };
    }

    /// <summary>Whether whoever purged a session had seen all that is known of it here; null where the purge does not tell.</summary>
    /// <remarks>Words of pictures do not count: they come last, and with what shows them.</remarks>
    public static bool? HasSeen(Entry.Purged purge, Entry.Live here)
    {
        ArgumentNullException.ThrowIfNull(purge);
        ArgumentNullException.ThrowIfNull(here);
        if (purge.Seen.IsEmpty)
        {
            return null;
        }

        var seen = purge.Seen.ToDictionary(one => one.Name, one => one.Version);
        return here.Fields.Where(field => !FieldNames.IsText(field.Name))
            .All(field => seen.TryGetValue(SeenField.NameOf(field.Name), out var version) && version >= field.Version);
    }

    /// <summary>Says in the vault's own entry who this device is; null where it stands there already.</summary>
    public static Entry.Live? Introduce(Entry.Live? current, Device device, Change change)
    {
        ArgumentNullException.ThrowIfNull(device);
        current ??= new Entry.Live([]);
        var name = FieldNames.Device(device.Id);
        var value = CanonicalWriter.Of(writer => writer.BeginObject()
            .Name("name").Text(device.Name)
            .Name("platform").Text(device.Platform)
            .EndObject());
        return current.Find(name)?.Value == value ? null : EntryOf(NextVersion(current, change), [(name, value)]);
    }

    /// <summary>Says in the vault's own entry which vault comes in its place.</summary>
    public static Entry.Live Succeed(Entry.Live? current, VaultId successor, Change change) =>
        EntryOf(NextVersion(current ?? new Entry.Live([]), change), [(FieldNames.Successor, Values.Text(successor.Text))]);

    /// <summary>Says in the vault's own entry that a device came to it from the one before; null where it stands there already.</summary>
    public static Entry.Live? Move(Entry.Live? current, string device, Change change)
    {
        current ??= new Entry.Live([]);
        return current.Find(FieldNames.Moved(device)) is null
            ? EntryOf(NextVersion(current, change), [(FieldNames.Moved(device), Values.True)])
            : null;
    }

    private static FieldVersion NextVersion(Entry.Live current, Change change) => NextVersion(current, change, ProtocolRules.All);

    private static FieldVersion NextVersion(Entry.Live current, Change change, ProtocolRules rules) =>
        new(Math.Min(current.Counter + (rules.CountersGrow ? 1 : 0), Limits.Counter), change);

    private static Entry.Live EntryOf(FieldVersion version, IEnumerable<(string Name, CanonicalValue Value)> fields) =>
        new([.. fields
            .Select(one => new Field(one.Name, version, one.Value))
            .OrderBy(one => one.Name, StringComparer.Ordinal)]);

    private static CanonicalValue SourceValue(Source source) => CanonicalWriter.Of(writer =>
    {
        writer.BeginObject();
        if (source.ClassicFile is { } file)
        {
            writer.Name("classicFile").Text(file);
        }

        writer.Name("device").Text(source.Device).Name("program").Text(source.Program).EndObject();
    });

    private static void AddUnlessEmpty(List<(string Name, CanonicalValue Value)> fields, string name, string text)
    {
        if (text.Length > 0)
        {
            fields.Add((name, Values.Text(text)));
        }
    }

    private static void AddIfNew(
        List<(string Name, CanonicalValue Value)> fields, string name, string? text, string before)
    {
        if (text is not null && text != before)
        {
            fields.Add((name, Values.Text(text)));
        }
    }
}
