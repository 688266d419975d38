using System.Collections.Immutable;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>Changes the metadata of many sessions at once: few records, however many sessions.</summary>
public sealed class LibraryEdits
{
    private readonly LibraryParts _parts;
    private readonly SessionLibrary _library;

    internal LibraryEdits(LibraryParts parts, SessionLibrary library) => (_parts, _library) = (parts, library);

    /// <summary>Makes each edit that breaks no rule; the others are told, and stop none.</summary>
    /// <returns>What was changed, each session as it was before and as it is now.</returns>
    public async Task<EditResult> RunAsync(
        IReadOnlyList<(SessionId Id, SessionEdit Edit)> edits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var changes = new List<KeyValuePair<EntryId, Entry>>();
        var changed = ImmutableArray.CreateBuilder<(SessionInfo Before, SessionInfo After)>();
        var refused = ImmutableArray.CreateBuilder<(SessionId Id, string Reason)>();
        foreach (var (id, edit) in edits.DistinctBy(one => one.Id))
        {
            if (await _library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is not Entry.Live current)
            {
                refused.Add((id, $"No session has the id '{id}'."));
                continue;
            }

            if (Changes.Edit(id, current, edit, _parts.NewChange()) is not { } change)
            {
                continue;
            }

            var after = SessionReader.Read(id, (Entry.Live)Join.Entries(current, change));
            if (SessionTextRules.Problems(after.Text) is { Length: > 0 } problems)
            {
                refused.Add((id, string.Join("; ", problems)));
                continue;
            }

            changes.Add(new(id, change));
            changed.Add((SessionReader.Read(id, current), after));
        }

        await _library.AppendAsync(changes, cancellationToken).ConfigureAwait(false);
        return new EditResult(changed.ToImmutable(), refused.ToImmutable());
    }
}

/// <summary>What came of editing many sessions.</summary>
public sealed record EditResult(
    ImmutableArray<(SessionInfo Before, SessionInfo After)> Changed, ImmutableArray<(SessionId Id, string Reason)> Refused);
