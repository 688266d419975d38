using System.CommandLine;
using System.Globalization;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library.Index;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot list [QUERY]</c>: lists or searches sessions.</summary>
internal sealed class ListCommand : VerbCommand
{
    // On a narrower terminal the name needs the room.
    private const int WidthOfTimes = 100;

    private const int LimitDefault = 50;

    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Words that must all be found, each as the beginning of a word",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _tags = new("--tag") { Description = "Only with this tag; may be given again", HelpName = "TAG" };

    private readonly Option<string> _color = new("--color") { Description = "Only of this color", HelpName = "COLOR" };

    private readonly Option<string> _class = new("--class") { Description = "Only of this class", HelpName = "TEXT" };

    private readonly Option<string> _since = new("--since")
    {
        Description = "Only created then or later: 2026-11-22, 2026-11-22T10:15, or 30d for the last 30 days",
        HelpName = "TIME",
    };

    private readonly Option<string> _until = new("--until") { Description = "Only created before then", HelpName = "TIME" };

    private readonly Option<string> _sort = new Option<string>("--sort")
    {
        Description = "created (newest first), name (A to Z), size or images (largest first)",
        HelpName = "ORDER",
    }.AcceptOnlyFromAmong("created", "name", "size", "images");

    private readonly Option<string> _reverse = Symbols.Flag("--reverse", "The other way round");

    private readonly Option<string> _limit = new("--limit")
    {
        Description = $"At most so many; {LimitDefault} unless said otherwise, 0 for all",
        HelpName = "N",
    };

    private readonly Option<string> _offset = new("--offset") { Description = "Leave out the first so many", HelpName = "N" };

    private readonly Option<string> _trash = Symbols.Flag("--trash", "What lies in the trash");

    public ListCommand()
        : base("list", "Lists sessions, or searches names, descriptions, tags, classes and window titles.")
    {
        Arguments.Add(_query);
        foreach (var option in new Option[] { _tags, _color, _class, _since, _until, _sort, _reverse, _limit, _offset, _trash })
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot list login --tag web --since 30d", "Finds sessions of the last 30 days about a login."),
        new("fastshot list --sort size --limit 10 --json", "Prints the ten largest for a script."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var query = QueryOf(call);
        using var workspace = call.OpenWorkspace();
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var items = new List<SessionJson>();
        var page = new SessionPage(0, []);
        var counts = default(IndexCounts);
        if (library is not null)
        {
            call.Report(library);
            page = await library.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            counts = page.Total > 0 ? counts : await library.CountAsync(cancellationToken).ConfigureAwait(false);
            var view = await SessionView.OfAsync(call, workspace, library, cancellationToken).ConfigureAwait(false);
            foreach (var session in page.Sessions)
            {
                items.Add(await view.OfAsync(session, cancellationToken).ConfigureAwait(false));
            }
        }

        Print(call, query, counts, page.Total, items);
        return ExitCode.Done;
    }

    private SessionQuery QueryOf(Invocation call)
    {
        var limit = call.CountOf(_limit) ?? LimitDefault;
        return new SessionQuery
        {
            Text = string.Join(' ', call.Get(_query)),
            Tags = [.. call.Get(_tags)],
            Color = call.Get(_color),
            Class = call.Get(_class),
            Since = TimeOf(call, _since),
            Until = TimeOf(call, _until),
            Sort = call.Get(_sort) switch
            {
                "name" => SessionSort.Name,
                "size" => SessionSort.Size,
                "images" => SessionSort.Images,
                _ => SessionSort.Created,
            },
            Reverse = call.Has(_reverse),
            Limit = limit == 0 ? int.MaxValue : limit,
            Offset = call.CountOf(_offset) ?? 0,
            Trash = call.Has(_trash),
        };
    }

    private static DateTimeOffset? TimeOf(Invocation call, Option<string> option)
    {
        if (call.Get(option) is not { } text)
        {
            return null;
        }

        var now = call.Surroundings.Time.GetLocalNow();
        if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days <= 100_000)
        {
            return now.AddDays(-days);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw CliException.Usage($"{option.Name} is '{text}', which is no time", "Write 2026-11-22, 2026-11-22T10:15 or 30d.");
    }

    private static void Print(Invocation call, SessionQuery query, IndexCounts counts, long total, List<SessionJson> items)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("total", total);
                writer.WriteStartArray("items");
                items.ForEach(item => item.WriteTo(writer));
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        if (items.Count > 0)
        {
            call.Output.Table(
                [
                    new("id", IsWhole: true), new("created", IsWhole: true), new("name", IsCut: true), new("tags", IsCut: true),
                    new("images", IsNumber: true), new("size", IsNumber: true),
                ],
                [.. items.Select(item => RowOf(item, hasTime: call.Output.WidthForPerson is not < WidthOfTimes))]);
        }

        call.Output.Note(Summary(query, counts, total, items.Count));
    }

    private static string[] RowOf(SessionJson item, bool hasTime) =>
    [
        item.Session.Id.Text,
        hasTime ? Words.Time(item.Session.Created) : Words.Day(item.Session.Created),
        item.Session.Text.Name,
        string.Join(", ", item.Session.Text.Tags),
        (item.Session.Content?.ImageCount ?? 0).ToString(CultureInfo.InvariantCulture),
        Words.Size(item.Session.Content?.SizeBytes ?? 0),
    ];

    private static string Summary(SessionQuery query, IndexCounts counts, long total, int shown) => (total, shown) switch
    {
        (0, _) when query.Trash && counts.Trash == 0 => "The trash is empty.",
        (0, _) when !query.Trash && counts is { Sessions: 0, Trash: 0 } => "No sessions yet. Save one: fastshot save shot.png",
        (0, _) when !query.Trash && counts.Sessions == 0 => $"No sessions but {counts.Trash:N0} in the trash: fastshot list --trash",
        (0, _) => "Nothing found.",
        (_, 0) => $"{Words.Count(total, "session")}, none after the first {query.Offset:N0}.",
        _ when shown == total => $"{Words.Count(total, "session")}.",
        _ => $"{shown:N0} of {Words.Count(total, "session")}; --offset {query.Offset + shown} shows what follows.",
    };
}
