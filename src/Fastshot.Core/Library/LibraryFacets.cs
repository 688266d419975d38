using System.Runtime.InteropServices;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>Counts by what sessions can be filtered: tags, colors, classes and months, for the whole list or the trash.</summary>
/// <remarks>
/// One pass over the index in small steps, between which others have their turn. A catalog of 100,000 takes about a
/// second of one core, so whoever asks again and again keeps the answer for as long as the library's stamp is the same.
/// </remarks>
public static class LibraryFacets
{
    private const int StepCount = 500;

    /// <summary>Looks every session up.</summary>
    /// <param name="sight">Called once with each session that is counted, for what else is to be known of all.</param>
    public static async Task<Facets> ReadAsync(
        SessionLibrary library, bool trash, Action<SessionInfo>? sight = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        var facets = new Facets();
        EntryId? after = null;
        while (true)
        {
            var from = after;
            var step = await library.Objects.Scheduler.RunAsync(
                () => library.Objects.EntriesAfterAsync(from, StepCount, cancellationToken), cancellationToken).ConfigureAwait(false);
            var entries = await step.ConfigureAwait(false);
            foreach (var (id, entry) in entries)
            {
                if (id.Session is { } session && entry is Entry.Live live && SessionReader.TrashedOf(live) is not null == trash)
                {
                    var info = SessionReader.Read(session, live);
                    facets.Add(info);
                    sight?.Invoke(info);
                }
            }

            if (entries.Count < StepCount)
            {
                return facets;
            }

            after = entries[^1].Key;
        }
    }
}

/// <summary>How many sessions there are of each tag, color, class and month.</summary>
public sealed class Facets
{
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _colors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Year, int Month), int> _months = [];

    public IReadOnlyDictionary<string, int> Tags => _tags;

    public IReadOnlyDictionary<string, int> Colors => _colors;

    public IReadOnlyDictionary<string, int> Classes => _classes;

    /// <summary>By the time of the place where a session was made.</summary>
    public IReadOnlyDictionary<(int Year, int Month), int> Months => _months;

    internal void Add(SessionInfo session)
    {
        foreach (var tag in session.Text.Tags)
        {
            Count(_tags, tag);
        }

        Count(_colors, session.Text.Color);
        Count(_classes, session.Text.Class);
        Count(_months, (session.Created.Year, session.Created.Month));
    }

    private static void Count<T>(Dictionary<T, int> counts, T value)
        where T : notnull
    {
        if (value is not "")
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }
    }
}
