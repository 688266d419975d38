using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Library.Index;

public sealed class IndexSearchTests : IDisposable
{
    private readonly IndexFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("Login bug", "log")]
    [InlineData("Login bug", "BUG login")]
    [InlineData("Crème brûlée", "creme BRULEE")]
    [InlineData("Creme brulee", "crème brûlée")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("GRÖSSE", "größe")]
    [InlineData("Łódź Ørsted", "lodz orsted")]
    [InlineData("Việt Nam", "viet")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς")]
    [InlineData("ОШИБКА", "ошиб")]
    [InlineData("Ёлка", "елка")]
    [InlineData("שָׁלוֹם עולם", "שלום")]
    [InlineData("مَرْحَبًا", "مرحبا")]
    [InlineData("全文検索の設定", "検索")]
    [InlineData("全文検索の設定", "文検索の")]
    [InlineData("全文検索", "索")]
    [InlineData("全文検索", "全")]
    [InlineData("𠀀𠀁𠀂", "𠀁𠀂")]
    [InlineData("데이터베이스", "베이")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글")]
    [InlineData("ガイド", "ｶﾞｲﾄﾞ")]
    [InlineData("Ｆｕｌｌ　width", "full")]
    [InlineData("iPhone手机v2", "手机 v2 iphone")]
    [InlineData("party 🎉🎊", "🎊")]
    [InlineData("C++ and C#", "c")]
    [InlineData("don't", "don t")]
    [InlineData("foo_bar.baz", "bar baz")]
    [InlineData("co\u00adoperate", "cooperate")]
    public void A_word_is_found(string name, string query) => Assert.Equal(1, Found(name, query));

    [Theory]
    [InlineData("Login bug", "ogin")]
    [InlineData("Login bug", "login bugs")]
    [InlineData("全文検索", "索検")]
    [InlineData("🎉", "🎊")]
    [InlineData("Login", "-")]
    [InlineData("Login", "\"* ()")]
    public void Another_word_is_not_found(string name, string query) => Assert.Equal(0, Found(name, query));

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void A_blank_text_asks_for_nothing(string query) => Assert.Equal(1, Found("Login", query));

    [Theory]
    [InlineData("\"")]
    [InlineData("login\"")]
    [InlineData("login\" OR \"x")]
    [InlineData("NOT login")]
    [InlineData("login AND")]
    [InlineData("NEAR(login bug, 2)")]
    [InlineData("terms:login")]
    [InlineData("^login * + - {login}")]
    [InlineData("login\0bug")]
    [InlineData("'; DROP TABLE sessions; --")]
    [InlineData("\ud83c login \udf89")]
    [InlineData("\ue001web")]
    public void A_query_is_never_syntax(string query)
    {
        var found = Found("Login bug", query);

        Assert.InRange(found, 0, 1);
        Assert.Equal(1, Found("Login bug", "login"));
    }

    [Theory]
    [InlineData("login ", 1)]
    [InlineData("login x", 0)]
    [InlineData("\"", 0)]
    [InlineData("検索", 0)]
    [InlineData("a b c d e f g h ", 0)]
    public void A_query_of_ten_thousand_characters_is_answered(string part, long expected) =>
        Assert.Equal(expected, Found("Login", string.Concat(Enumerable.Repeat(part, 10_000 / part.Length))));

    [Fact]
    public void Words_longer_than_the_index_keeps_are_found_by_their_start() =>
        Assert.Equal(1, Found(new string('x', 200), new string('x', 150)));

    [Fact]
    public void Name_description_tags_class_and_recognized_words_are_searched()
    {
        using var index = _file.Open();
        var session = IndexSamples.Session("alpha") with
        {
            Text = new SessionText { Name = "alpha", Description = "beta", Tags = ["gamma"], Class = "delta", Color = "blue" },
            Words = "epsilon",
        };
        index.Join([IndexSamples.Pair(session)], []);

        Assert.Equal(1, index.Query(new SessionQuery { Text = "alp bet gam del eps" }).Total);
        Assert.Equal(0, index.Query(new SessionQuery { Text = "blue" }).Total);
    }

    [Fact]
    public void Tags_class_and_color_are_matched_exactly_and_all_of_them()
    {
        using var index = _file.Open();
        var text = new SessionText { Name = "x", Tags = ["a b", "für", new string('t', 100)], Class = "Work", Color = "blue" };
        index.Join([IndexSamples.Pair(IndexSamples.Session("x") with { Text = text })], []);

        Assert.Equal(1, Total(new SessionQuery { Tags = ["a b", "für", new string('t', 100)], Class = "Work", Color = "blue" }));
        Assert.Equal(0, Total(new SessionQuery { Tags = ["a b", "other"] }));
        Assert.Equal(0, Total(new SessionQuery { Tags = ["A b"] }));
        Assert.Equal(0, Total(new SessionQuery { Tags = ["a"] }));
        Assert.Equal(0, Total(new SessionQuery { Tags = [new string('t', 99)] }));
        Assert.Equal(0, Total(new SessionQuery { Tags = [""] }));
        Assert.Equal(0, Total(new SessionQuery { Class = "Wor" }));
        Assert.Equal(0, Total(new SessionQuery { Color = "red" }));
        Assert.Equal(0, Total(new SessionQuery { Tags = ["\" OR \"", "\0"] }));

        long Total(SessionQuery query) => index.Query(query).Total;
    }

    [Fact]
    public void Since_is_in_and_until_is_out()
    {
        using var index = _file.Open();
        var session = IndexSamples.Session("x");
        index.Join([IndexSamples.Pair(session)], []);
        var moment = session.Created;

        Assert.Equal(1, Total(moment, null));
        Assert.Equal(0, Total(moment.AddMilliseconds(1), null));
        Assert.Equal(0, Total(null, moment));
        Assert.Equal(1, Total(null, moment.AddMilliseconds(1)));
        Assert.Equal(1, Total(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        Assert.Equal(0, Total(moment.AddDays(1), moment.AddDays(-1)));

        long Total(DateTimeOffset? since, DateTimeOffset? until) =>
            index.Query(new SessionQuery { Since = since, Until = until }).Total;
    }

    [Fact]
    public void Pages_together_are_the_whole_list()
    {
        using var index = _file.Open();
        index.Join(Enumerable.Range(0, 25).Select(i => IndexSamples.Pair(IndexSamples.Session($"n{i % 3}", i))), []);
        foreach (var sort in Enum.GetValues<SessionSort>())
        {
            foreach (var text in new[] { "", "n" })
            {
                var query = new SessionQuery { Sort = sort, Text = text };
                var whole = index.Query(query with { Limit = 100 }).Sessions.Select(one => one.Id);
                var pages = Enumerable.Range(0, 4).Select(page => index.Query(query with { Limit = 7, Offset = page * 7 }));

                Assert.Equal(whole, pages.SelectMany(page => page.Sessions).Select(one => one.Id));
                Assert.Equal(25, index.Query(query with { Offset = 1000 }).Total);
                Assert.Equal(25, index.Query(query with { Limit = 0 }).Total);
            }
        }
    }

    private long Found(string name, string query)
    {
        using var index = _file.Open();
        index.Join([IndexSamples.Pair(IndexSamples.Session(name))], []);
        return index.Query(new SessionQuery { Text = query }).Total;
    }
}
