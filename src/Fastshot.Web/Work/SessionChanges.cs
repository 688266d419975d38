using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Changes what is known of sessions, and can take back what it changed last.</summary>
internal sealed class SessionChanges(ThisDevice device)
{
    /// <summary>How many changes can be taken back.</summary>
    public const int UndosMax = 50;

    /// <summary>How many sessions an answer shows.</summary>
    private const int ShownMax = 200;

    private readonly Lock _turn = new();
    private readonly Queue<Undo> _undos = new();
    private int _lastUndo;

    /// <summary>Edits sessions, all at once.</summary>
    public async Task<ChangeResultShape> EditAsync(IReadOnlyList<SessionId> ids, SessionEdit edit, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var result = await library.Edits.RunAsync([.. ids.Select(id => (id, edit))], cancellationToken).ConfigureAwait(false);
        if (ids.Count == 1 && result.Refused is [var (id, reason)])
        {
            throw await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is Entry.Live
                ? ApiException.Invalid($"{char.ToUpperInvariant(reason[0])}{reason[1..]}.", FieldsOf(reason))
                : ApiException.NotFound(reason);
        }

        var undo = result.Changed.IsEmpty ? null : Remember(new Undo.Edits([.. result.Changed.Select(one => (one.After.Id, Inverse(one.Before, one.After)))]));
        return new ChangeResultShape(
            result.Changed.Length,
            await ShownAsync(library, result.Changed.Length > 0 ? [.. result.Changed.Select(one => one.After.Id)] : ids, cancellationToken).ConfigureAwait(false),
            [.. result.Refused.Take(ReportSlot.ItemsMax).Select(one => new ItemFailureShape(one.Id.Text, "invalid", one.Reason))],
            undo);
    }

    /// <summary>Puts sessions into the trash, or takes them out.</summary>
    public async Task<ChangeResultShape> TrashAsync(IReadOnlyList<SessionId> ids, bool trash, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var (changing, failed) = (new List<SessionId>(), new List<ItemFailureShape>());
        foreach (var id in ids)
        {
            if (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is not Entry.Live live)
            {
                failed.Add(new ItemFailureShape(id.Text, "not_found", $"No session has the id '{id}'."));
            }
            else if (SessionReader.TrashedOf(live) is not null != trash)
            {
                changing.Add(id);
            }
        }

        if (failed is [var only] && ids.Count == 1)
        {
            throw ApiException.NotFound(only.Message);
        }

        if (changing.Count > 0)
        {
            await (trash ? library.TrashAsync(changing, cancellationToken) : library.RestoreAsync(changing, cancellationToken)).ConfigureAwait(false);
        }

        return new ChangeResultShape(
            changing.Count,
            await ShownAsync(library, changing.Count > 0 ? changing : ids, cancellationToken).ConfigureAwait(false),
            [.. failed.Take(ReportSlot.ItemsMax)],
            changing.Count == 0 ? null : Remember(new Undo.Trash(changing, IsTrashed: trash)));
    }

    /// <summary>Takes a change back. What was changed otherwise since stays as it is.</summary>
    public async Task<ChangeResultShape> UndoAsync(string name, CancellationToken cancellationToken)
    {
        Undo? undo;
        lock (_turn)
        {
            undo = _undos.FirstOrDefault(one => one.Name == name);
        }

        switch (undo)
        {
            case null:
                throw ApiException.NotFound("That cannot be taken back any more.", hint: "Only the last changes of this start can.");
            case { IsDone: true }:
                throw ApiException.Conflict("undone", "That was taken back already.");
            case Undo.Trash one:
                one.IsDone = true;
                return await TrashAsync(one.Ids, !one.IsTrashed, cancellationToken).ConfigureAwait(false);
            default:
                var edits = (Undo.Edits)undo;
                edits.IsDone = true;
                var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
                var still = await StillAsync(library, edits, cancellationToken).ConfigureAwait(false);
                var result = await library.Edits.RunAsync(still, cancellationToken).ConfigureAwait(false);
                return new ChangeResultShape(
                    result.Changed.Length,
                    await ShownAsync(library, [.. result.Changed.Select(one => one.After.Id)], cancellationToken).ConfigureAwait(false),
                    [],
                    Undo: null);
        }
    }

    /// <summary>An edit as the library takes it.</summary>
    public static SessionEdit EditOf(SessionEditShape edit) => new()
    {
        Name = edit.Name,
        Description = edit.Description,
        Color = edit.Color,
        Class = edit.Class,
        AddTags = [.. edit.AddTags ?? []],
        RemoveTags = [.. edit.RemoveTags ?? []],
    };

    // Only what still is as the change left it.
    private static async Task<List<(SessionId, SessionEdit)>> StillAsync(SessionLibrary library, Undo.Edits edits, CancellationToken cancellationToken)
    {
        var still = new List<(SessionId, SessionEdit)>();
        foreach (var (id, (inverse, after)) in edits.All)
        {
            if (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is Entry.Live live)
            {
                var now = SessionReader.Read(id, live).Text;
                still.Add((id, inverse with
                {
                    Name = now.Name == after.Name ? inverse.Name : null,
                    Description = now.Description == after.Description ? inverse.Description : null,
                    Color = now.Color == after.Color ? inverse.Color : null,
                    Class = now.Class == after.Class ? inverse.Class : null,
                }));
            }
        }

        return still;
    }

    private static (SessionEdit Inverse, SessionText After) Inverse(SessionInfo before, SessionInfo after) => (
        new SessionEdit
        {
            Name = before.Text.Name == after.Text.Name ? null : before.Text.Name,
            Description = before.Text.Description == after.Text.Description ? null : before.Text.Description,
            Color = before.Text.Color == after.Text.Color ? null : before.Text.Color,
            Class = before.Text.Class == after.Text.Class ? null : before.Text.Class,
            AddTags = [.. before.Text.Tags.Except(after.Text.Tags, StringComparer.Ordinal)],
            RemoveTags = [.. after.Text.Tags.Except(before.Text.Tags, StringComparer.Ordinal)],
        },
        after.Text with { Tags = [] });

    private async Task<IReadOnlyList<SessionShape>> ShownAsync(
        SessionLibrary library, IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        var sessions = new List<SessionInfo>();
        foreach (var id in ids.Take(ShownMax))
        {
            if (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is Entry.Live live)
            {
                sessions.Add(SessionReader.Read(id, live));
            }
        }

        return await device.Views.OfAsync(library, sessions, cancellationToken).ConfigureAwait(false);
    }

    private string Remember(Undo undo)
    {
        lock (_turn)
        {
            undo.Name = $"u{++_lastUndo}";
            _undos.Enqueue(undo);
            while (_undos.Count > UndosMax)
            {
                _undos.Dequeue();
            }

            return undo.Name;
        }
    }

    // The rules name what they are about.
    private static List<FieldProblemShape> FieldsOf(string reason) =>
    [
        .. reason.Split("; ").Select(one => new FieldProblemShape(
            one switch
            {
                _ when one.Contains("color", StringComparison.Ordinal) => "color",
                _ when one.Contains("description", StringComparison.Ordinal) => "description",
                _ when one.Contains("class", StringComparison.Ordinal) => "class",
                _ when one.Contains("tag", StringComparison.Ordinal) => "tags",
                _ => "name",
            },
            null,
            one,
            null)),
    ];

    /// <summary>How a change is taken back.</summary>
    private abstract record Undo
    {
        public string Name { get; set; } = "";

        public bool IsDone { get; set; }

        /// <summary>By other edits.</summary>
        public sealed record Edits(IReadOnlyList<(SessionId Id, (SessionEdit Inverse, SessionText After) Change)> All) : Undo;

        /// <summary>By a restore, or by the trash.</summary>
        public sealed record Trash(IReadOnlyList<SessionId> Ids, bool IsTrashed) : Undo;
    }
}
