using System.Buffers.Binary;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Library.Index;

/// <summary>Sessions to be indexed, plain ones by hand and random ones from a seed.</summary>
internal sealed class IndexSamples(int seed)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 23, 30, 0, TimeSpan.FromHours(2));

    private static readonly string[] Words =
    [
        "login", "Login", "LOG", "log", "bug", "Größe", "GRÖSSE", "grosse", "Café", "cafe\u0301", "naïve", "Łódź", "straße",
        "全文検索", "検索", "全文", "索", "データ", "てﾞーた", "검색결과", "검색", "שלום", "مرحبا", "🎉", "👩‍👩‍👧", "v2", "2", "C++",
        "don't", "foo_bar", "Ошибка", "ошибки", "ΟΔΟΣ", "οδος", "𠀀𠀁", "x", "a", "ab", "abc", "abcd", "abcde", "OR", "NOT",
    ];

    private static readonly string[] Tags = ["web", "Web", "für später", "a b", "工作", "c++", "\"x\"", new('t', 70)];

    private readonly Random _random = new(seed);

    public static SessionInfo Session(string name, int number = 1) => new()
    {
        Id = IdOf(number),
        Created = Start.AddMinutes(number),
        Text = new SessionText { Name = name },
        Source = new Source("", "fastshot/1.0", null),
        Content = new ContentVersion(new FieldVersion(1, new Change((ulong)number)), 1, 100, new BoardSize(10, 10), null),
        Trashed = null,
    };

    public static SessionId IdOf(int number)
    {
        Span<byte> bytes = stackalloc byte[SessionId.SizeBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return SessionId.FromBytes(bytes);
    }

    /// <summary>A number whose first bits differ from those of its neighbors.</summary>
    public static int Spread(int number) => unchecked(number * 7_919_777);

    public static KeyValuePair<EntryId, Entry> Pair(SessionInfo session) =>
        KeyValuePair.Create(EntryId.FromSessionId(session.Id), (Entry)Changes.Create(session));

    public string Text(int wordsMax) => string.Join(
        _random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, _random.Next(wordsMax + 1)).Select(_ => Pick(Words)));

    /// <summary>One of few sessions, made or changed in some way: several of them meet in one entry.</summary>
    public KeyValuePair<EntryId, Entry> Piece(int sessions)
    {
        var number = _random.Next(sessions);
        var id = IdOf(Spread(number));
        var change = new Change((ulong)_random.Next(1, 50));
        Entry entry = _random.Next(30) switch
        {
            0 => new Entry.Purged(_random.Next(5)),
            < 6 => Changes.Trash(Made(), _random.Next(3) == 0 ? null : Start.AddDays(_random.Next(5)), change),
            < 12 => Changes.Edit(id, Made(), new SessionEdit { Name = Text(5), AddTags = [Pick(Tags)] }, change) ?? Made(),
            _ => Made(),
        };
        return KeyValuePair.Create(EntryId.FromSessionId(id), entry);

        // A tie now and then: the ids of a tie differ in their first bits, so that its order is exact.
        Entry.Live Made() => Changes.Create(Session(Text(5)) with
        {
            Id = id,
            Created = Start.AddMilliseconds((number / 3 * 1000) + _random.Next(2)),
            Text = new SessionText
            {
                Name = Text(5),
                Description = Text(10),
                Tags = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(Tags)).Distinct().Order(StringComparer.Ordinal)],
                Color = _random.Next(2) == 0 ? "" : Pick(["blue", "red"]),
                Class = _random.Next(2) == 0 ? "" : Pick(["Work", "work", "登录"]),
            },
            Content = new ContentVersion(
                new FieldVersion(_random.Next(1, 4), change), _random.Next(4), _random.Next(4), new BoardSize(10, 10), null),
            Words = Text(4),
        });
    }

    public Fastshot.Core.Library.Index.SessionQuery Query() => new()
    {
        Text = _random.Next(3) == 0 ? "" : Cut(Text(3)),
        Tags = _random.Next(4) == 0 ? [Pick(Tags)] : [],
        Color = _random.Next(6) == 0 ? Pick(["blue", "red", "gray"]) : null,
        Class = _random.Next(6) == 0 ? Pick(["Work", "work", "登录", "wor"]) : null,
        Since = _random.Next(4) == 0 ? Start.AddMilliseconds(_random.Next(60_000)) : null,
        Until = _random.Next(4) == 0 ? Start.AddMilliseconds(_random.Next(60_000)) : null,
        Trash = _random.Next(4) == 0,
        Sort = (Fastshot.Core.Library.Index.SessionSort)_random.Next(4),
        Reverse = _random.Next(2) == 0,
        Limit = _random.Next(12),
        Offset = _random.Next(3) == 0 ? _random.Next(20) : 0,
    };

    public int Below(int end) => _random.Next(end);

    private string Cut(string text) => text[.._random.Next(text.Length + 1)];

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
