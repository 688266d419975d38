using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Library.Index;

public sealed class SqliteIndexTests : IDisposable
{
    private readonly IndexFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Answers_like_the_plainest_index_whatever_was_joined_in_whatever_order()
    {
        for (var round = 0; round < Scale.Of(100); round++)
        {
            var seed = 1000 + round;
            var samples = new IndexSamples(seed);
            using var file = new IndexFile();
            using var index = file.Open();
            using var model = new MemoryIndex();
            for (var join = 0; join < 10; join++)
            {
                var entries = Enumerable.Range(0, samples.Below(20)).Select(_ => samples.Piece(60)).ToList();
                Digest[] pieces = [Digest.Of([(byte)join]), Digest.Of([(byte)samples.Below(5)])];
                index.Join(entries, pieces);
                model.Join(entries, pieces);
                index.Join(entries.AsEnumerable().Reverse(), pieces);
                Assert.True(model.Counts == index.Counts, $"seed {seed}: {model.Counts} became {index.Counts}");
                Assert.True(model.Pieces.SetEquals(index.Pieces), $"seed {seed}");
                for (var i = 0; i < 30; i++)
                {
                    AssertSame(model, index, samples.Query(), seed);
                }

                var asked = samples.Query();
                Assert.Equal(model.Moments(asked).Order(), index.Moments(asked).Order());
            }

            for (var number = 0; number < 60; number++)
            {
                var id = IndexSamples.IdOf(IndexSamples.Spread(number));
                Assert.True(Equals(model.Find(id), index.Find(id)), $"seed {seed}: {id}");
                Assert.Equal(model.Get(id)?.Text, index.Get(id)?.Text);
                Assert.Equal(model.WithPrefix(id.Text[..3], 5), index.WithPrefix(id.Text[..3], 5));
            }
        }
    }

    [Fact]
    public void Joining_in_another_order_and_in_other_portions_makes_the_same_lists()
    {
        var samples = new IndexSamples(7);
        var entries = Enumerable.Range(0, 300).Select(_ => samples.Piece(80)).ToList();
        using var other = new IndexFile();
        using var first = _file.Open();
        using var second = other.Open();
        first.Join(entries, []);
        foreach (var portion in entries.AsEnumerable().Reverse().Chunk(7))
        {
            second.Join(portion, []);
        }

        Assert.Equal(first.Counts, second.Counts);
        Assert.Equal(Ids(first, new SessionQuery { Limit = 100 }), Ids(second, new SessionQuery { Limit = 100 }));
        Assert.Equal(
            Ids(first, new SessionQuery { Text = "log", Sort = SessionSort.Name }),
            Ids(second, new SessionQuery { Text = "log", Sort = SessionSort.Name }));
    }

    [Fact]
    public void A_large_first_join_is_like_many_small_ones()
    {
        var samples = new IndexSamples(11);
        var entries = Enumerable.Range(0, 4 * BulkLoad.CountMin).Select(_ => samples.Piece(2 * BulkLoad.CountMin)).ToList();
        using var index = _file.Open();
        using var model = new MemoryIndex();
        index.Join(entries, []);
        model.Join(entries, []);
        var more = Enumerable.Range(0, 50).Select(_ => samples.Piece(2 * BulkLoad.CountMin)).ToList();
        index.Join(more, []);
        model.Join(more, []);

        Assert.Equal(model.Counts, index.Counts);
        for (var i = 0; i < 100; i++)
        {
            // Sessions whose creation nobody told are all of one moment; the order of so many in one is not exact.
            var query = samples.Query();
            AssertSame(model, index, query with { Since = query.Since ?? IndexSamples.Start }, 11);
        }
    }

    [Fact]
    public void An_edit_moves_a_session_in_search_and_lists()
    {
        using var index = _file.Open();
        var session = IndexSamples.Session("Before");
        var entry = Changes.Create(session);
        index.Join([KeyValuePair.Create((EntryId)session.Id, (Entry)entry)], []);
        var edit = Changes.Edit(session.Id, entry, new SessionEdit { Name = "After", AddTags = ["new"] }, new Change(9))!;
        index.Join([KeyValuePair.Create((EntryId)session.Id, (Entry)edit)], []);

        Assert.Equal(0, index.Query(new SessionQuery { Text = "before" }).Total);
        Assert.Equal("After", Assert.Single(index.Query(new SessionQuery { Text = "after new" }).Sessions).Text.Name);
        Assert.Equal(1, index.Query(new SessionQuery { Tags = ["new"] }).Total);
        Assert.Equal("After", index.Get(session.Id)!.Text.Name);
    }

    [Fact]
    public void Trash_restore_and_purge_keep_rows_counters_and_search_in_step()
    {
        using var index = _file.Open();
        var session = IndexSamples.Session("Login");
        var entry = Changes.Create(session);
        Join(entry);
        Assert.Equal(new IndexCounts(1, 0, 100), index.Counts);

        Join(Changes.Trash((Entry.Live)index.Find(session.Id)!, IndexSamples.Start, new Change(2)));
        Assert.Equal(new IndexCounts(0, 1, 100), index.Counts);
        Assert.Equal(0, index.Query(new SessionQuery { Text = "login" }).Total);
        Assert.Single(index.Query(new SessionQuery { Text = "login", Trash = true }).Sessions);

        Join(Changes.Trash((Entry.Live)index.Find(session.Id)!, null, new Change(3)));
        Assert.Equal(new IndexCounts(1, 0, 100), index.Counts);
        Assert.Single(index.Query(new SessionQuery { Text = "login" }).Sessions);
        Assert.Empty(index.Query(new SessionQuery { Trash = true }).Sessions);

        Join(Changes.Purge((Entry.Live)index.Find(session.Id)!));
        Assert.Equal(default, index.Counts);
        Assert.Equal(0, index.Query(new SessionQuery { Text = "login" }).Total);
        Assert.Null(index.Get(session.Id));
        Assert.IsType<Entry.Purged>(index.Find(session.Id));
        Assert.Empty(index.WithPrefix(session.Id.Text[..4], 2));

        Join(entry);
        Assert.Equal(default, index.Counts);

        void Join(Entry one) => index.Join([KeyValuePair.Create((EntryId)session.Id, one)], []);
    }

    [Fact]
    public void A_session_whose_creation_is_told_later_moves_to_its_place()
    {
        using var index = _file.Open();
        var late = Changes.Create(IndexSamples.Session("late", 5));
        EntryId id = IndexSamples.IdOf(5);
        var unknown = new Entry.Live([.. late.Fields.Where(one => one.Name != FieldNames.Created)]);
        index.Join([KeyValuePair.Create(id, (Entry)unknown), IndexSamples.Pair(IndexSamples.Session("early", 2))], []);
        Assert.Equal(["early", "late"], Names(index, new SessionQuery()));

        index.Join([KeyValuePair.Create(id, (Entry)late)], []);

        Assert.Equal(["late", "early"], Names(index, new SessionQuery()));
        Assert.Equal(2, index.Query(new SessionQuery()).Total);
        Assert.Equal(["late"], Names(index, new SessionQuery { Text = "late" }));
    }

    [Fact]
    public void The_entry_of_the_vault_is_kept_and_never_listed()
    {
        using var index = _file.Open();
        var entry = Changes.Introduce(null, new Device("d", "Desk", "linux"), new Change(1))!;
        index.Join([KeyValuePair.Create(EntryId.Vault, (Entry)entry)], []);

        Assert.Equal(entry, index.Find(EntryId.Vault));
        Assert.Equal(default, index.Counts);
        Assert.Empty(index.Query(new SessionQuery()).Sessions);
        Assert.Empty(index.WithPrefix("", 10));
    }

    [Fact]
    public void A_hundred_thousand_sessions_of_one_moment_are_each_there_once()
    {
        var count = Scale.Of(100_000);
        using var index = _file.Open();
        var random = new Random(5);
        var fields = Changes.Create(IndexSamples.Session("same")).Fields;
        var bytes = new byte[SessionId.SizeBytes];
        var entries = Enumerable.Range(0, count).Select(_ =>
        {
            random.NextBytes(bytes);
            return KeyValuePair.Create((EntryId)SessionId.FromBytes(bytes), (Entry)new Entry.Live(fields));
        }).ToList();
        index.Join(entries[..(count - 100)], []);
        index.Join(entries[(count - 100)..], []);

        Assert.Equal(count, index.Counts.Sessions);
        var all = index.Query(new SessionQuery { Limit = count + 1 });
        Assert.Equal(count, all.Sessions.Select(one => one.Id).Distinct().Count());
        Assert.Equal(count, index.Query(new SessionQuery { Text = "s" }).Total);
    }

    [Fact]
    public void What_one_process_joins_another_sees()
    {
        using var first = _file.Open();
        using var second = _file.Open();
        first.Join([IndexSamples.Pair(IndexSamples.Session("one"))], [Digest.Of([1])]);

        Assert.Equal(["one"], Names(second, new SessionQuery { Text = "one" }));
        Assert.Equal([Digest.Of([1])], second.Pieces);
        second.Join([IndexSamples.Pair(IndexSamples.Session("two", 2))], []);
        Assert.Equal(2, first.Counts.Sessions);
    }

    [Fact]
    public async Task Two_may_create_and_join_at_once()
    {
        for (var round = 0; round < Scale.Of(200); round++)
        {
            using var file = new IndexFile();
            using var go = new Barrier(2);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(who => Task.Run(
                () =>
                {
                    go.SignalAndWait(Deadline.Token);
                    using var index = file.Open();
                    for (var i = 0; i < 10; i++)
                    {
                        // Half of the sessions are joined by both.
                        var number = (i * 2) + (i % 2 * who);
                        index.Join(
                            [IndexSamples.Pair(IndexSamples.Session($"s{number}", number))],
                            [Digest.Of([(byte)who, (byte)i])]);
                    }
                },
                Deadline.Token)));

            using var after = file.Open();
            Assert.Equal(15, after.Counts.Sessions);
            Assert.Equal(20, after.Pieces.Count);
            Assert.Equal(15, after.Query(new SessionQuery { Text = "s" }).Total);
        }
    }

    [Fact]
    public void A_join_that_fails_halfway_leaves_nothing()
    {
        using var index = _file.Open();
        index.Join([IndexSamples.Pair(IndexSamples.Session("one"))], []);

        Assert.Throws<InvalidOperationException>(() => index.Join(Broken(), [Digest.Of([1])]));

        Assert.Equal(1, index.Counts.Sessions);
        Assert.Empty(index.Pieces);
        index.Join([IndexSamples.Pair(IndexSamples.Session("three", 3))], []);
        Assert.Equal(2, index.Counts.Sessions);

        static IEnumerable<KeyValuePair<EntryId, Entry>> Broken()
        {
            yield return IndexSamples.Pair(IndexSamples.Session("two", 2));
            throw new InvalidOperationException("The source broke.");
        }
    }

    private static void AssertSame(MemoryIndex model, SqliteIndex index, SessionQuery query, int seed)
    {
        var expected = model.Query(query);
        var actual = index.Query(query);
        Assert.True(
            expected.Total == actual.Total
            && expected.Sessions.Select(one => (one.Id, one.Text, one.Content)).SequenceEqual(
                actual.Sessions.Select(one => (one.Id, one.Text, one.Content))),
            $"seed {seed}: {query} with tags {string.Join(',', query.Tags)} found {actual.Total}, not {expected.Total}: "
                + $"{string.Join(' ', actual.Sessions.Select(one => one.Id))}, "
                + $"not {string.Join(' ', expected.Sessions.Select(one => one.Id))}");
    }

    private static IEnumerable<SessionId> Ids(SqliteIndex index, SessionQuery query) =>
        index.Query(query).Sessions.Select(one => one.Id);

    private static IEnumerable<string> Names(SqliteIndex index, SessionQuery query) =>
        index.Query(query).Sessions.Select(one => one.Text.Name);
}
