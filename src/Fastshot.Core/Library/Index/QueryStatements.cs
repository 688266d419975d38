using System.Text;

namespace Fastshot.Core.Library.Index;

/// <summary>The SQL for a query: always one of a few constant texts; what a person wrote is bound.</summary>
/// <param name="Page">Finds the rows of the page, in order.</param>
/// <param name="Count">Counts the rows of all pages.</param>
/// <param name="Match">The full-text expression, or null where there is none.</param>
/// <param name="IsUnconditional">Whether all sessions, or all of the trash, are asked for.</param>
internal sealed record QueryStatements(
    string Page, string Count, string? Match, (long First, long Last) Rows, bool IsUnconditional)
{
    // The parameters of the statements.
    public const int First = 1;
    public const int Last = 2;
    public const int Limit = 3;
    public const int Offset = 4;
    public const int Text = 5;

    /// <summary>The statements, or null where the query cannot find anything.</summary>
    public static QueryStatements? Of(SessionQuery query)
    {
        var isSearch = !string.IsNullOrWhiteSpace(query.Text);
        var terms = isSearch ? SearchTerms.OfQuery(query.Text) : [];
        if (isSearch && terms.IsEmpty)
        {
            return null;
        }

        var match = Expression(query, terms);
        var isUnconditional = match is null && query.Since is null && query.Until is null;
        return new QueryStatements(
            match is null ? ListPage(query) : SearchPage(query),
            match is null
                ? "SELECT count(*) FROM sessions WHERE row BETWEEN ?1 AND ?2"
                : "SELECT count(*) FROM search WHERE search MATCH ?5 AND rowid BETWEEN ?1 AND ?2",
            match,
            RowIds.RangeOf(query),
            isUnconditional);
    }

    /// <summary>Finds row and size of all, in no order.</summary>
    public string All => Match is null
        ? "SELECT row, size FROM sessions WHERE row BETWEEN ?1 AND ?2"
        : "SELECT sessions.row, size FROM search CROSS JOIN sessions ON sessions.row=search.rowid "
            + "WHERE search MATCH ?5 AND search.rowid BETWEEN ?1 AND ?2";

    private static string? Expression(SessionQuery query, IReadOnlyList<string> terms)
    {
        var match = new StringBuilder();
        foreach (var term in terms)
        {
            Append(match, term).Append('*');
        }

        foreach (var tag in query.Tags)
        {
            Append(match, SearchTerms.TagTerm(tag));
        }

        if (query.Class is { } name)
        {
            Append(match, SearchTerms.ClassTerm(name));
        }

        if (query.Color is { } color)
        {
            Append(match, SearchTerms.ColorTerm(color));
        }

        return match.Length == 0 ? null : match.ToString();
    }

    // A term has no quotes, nor anything else that the syntax knows.
    private static StringBuilder Append(StringBuilder match, string term) =>
        match.Append(match.Length == 0 ? "" : " AND ").Append('"').Append(term).Append('"');

    // The plus keeps SQLite from walking the rows in their own order and sorting them afterwards.
    private static string ListPage(SessionQuery query) => (query.Sort, query.Reverse) switch
    {
        (SessionSort.Created, false) => "SELECT row FROM sessions WHERE row BETWEEN ?1 AND ?2 ORDER BY row DESC LIMIT ?3 OFFSET ?4",
        (SessionSort.Created, true) => "SELECT row FROM sessions WHERE row BETWEEN ?1 AND ?2 ORDER BY row LIMIT ?3 OFFSET ?4",
        (SessionSort.Name, false) => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY name, row LIMIT ?3 OFFSET ?4",
        (SessionSort.Name, true) => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY name DESC, row DESC LIMIT ?3 OFFSET ?4",
        (SessionSort.Size, false) => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY size DESC, row DESC LIMIT ?3 OFFSET ?4",
        (SessionSort.Size, true) => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY size, row LIMIT ?3 OFFSET ?4",
        (SessionSort.Images, false) => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY images DESC, row DESC LIMIT ?3 OFFSET ?4",
        _ => "SELECT row FROM sessions WHERE +row BETWEEN ?1 AND ?2 ORDER BY images, row LIMIT ?3 OFFSET ?4",
    };

    private static string SearchPage(SessionQuery query)
    {
        const string Found = "search WHERE search MATCH ?5 AND rowid BETWEEN ?1 AND ?2";
        const string Joined = "SELECT sessions.row FROM search CROSS JOIN sessions ON sessions.row=search.rowid "
            + "WHERE search MATCH ?5 AND search.rowid BETWEEN ?1 AND ?2";
        return (query.Sort, query.Reverse) switch
        {
            (SessionSort.Created, false) => $"SELECT rowid FROM {Found} ORDER BY rowid DESC LIMIT ?3 OFFSET ?4",
            (SessionSort.Created, true) => $"SELECT rowid FROM {Found} ORDER BY rowid LIMIT ?3 OFFSET ?4",
            (SessionSort.Name, false) => $"{Joined} ORDER BY name, row LIMIT ?3 OFFSET ?4",
            (SessionSort.Name, true) => $"{Joined} ORDER BY name DESC, row DESC LIMIT ?3 OFFSET ?4",
            (SessionSort.Size, false) => $"{Joined} ORDER BY size DESC, row DESC LIMIT ?3 OFFSET ?4",
            (SessionSort.Size, true) => $"{Joined} ORDER BY size, row LIMIT ?3 OFFSET ?4",
            (SessionSort.Images, false) => $"{Joined} ORDER BY images DESC, row DESC LIMIT ?3 OFFSET ?4",
            _ => $"{Joined} ORDER BY images, row LIMIT ?3 OFFSET ?4",
        };
    }
}
