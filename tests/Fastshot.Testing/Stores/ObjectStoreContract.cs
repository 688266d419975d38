using System.Text;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>What every store and every decorator keeps, as <see cref="IObjectStore"/> says it.</summary>
public abstract class ObjectStoreContract
{
    private static readonly byte[] Some = Encoding.ASCII.GetBytes("some bytes");

    /// <summary>By how much the time that a put tells may differ from that of a later look: S3 does not tell it at once.</summary>
    protected virtual TimeSpan TimeOfPutDifferenceMax => TimeSpan.Zero;

    /// <summary>An empty store; it is used by one test.</summary>
    protected abstract Task<IObjectStore> CreateStoreAsync();

    [Fact]
    public async Task An_absent_object_is_null()
    {
        var store = await CreateStoreAsync();

        Assert.Null(await store.HeadAsync(ObjectKey.Parse("a/b"), Deadline.Token));
        Assert.Null(await store.GetAsync(ObjectKey.Parse("a/b"), null, Deadline.Token));
        Assert.Null(await store.GetAsync(ObjectKey.Parse("a/b"), new ByteRange(3, 4), Deadline.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(700_001)]
    public async Task What_was_put_is_read_back(int length)
    {
        var store = await CreateStoreAsync();
        var bytes = new SeededRandom(7).Bytes(length);

        var put = await store.PutAsync("sessions/ab/x.age", bytes);

        Assert.Equal(bytes, await store.ReadAsync("sessions/ab/x.age"));
        Assert.Equal((length, "sessions/ab/x.age"), (put.Length, put.Key.Value));
    }

    [Fact]
    public async Task The_names_of_other_programs_are_names_too()
    {
        var store = await CreateStoreAsync();
        const string Key = "sessions/20250705093001_proxy 设置_Mélange+%.fastshot";

        await store.PutAsync(Key, Some);

        Assert.Equal(Some, await store.ReadAsync(Key));
        Assert.Equal([Key], await store.KeysAsync("sessions/2025"));
    }

    [Fact]
    public async Task Put_head_get_and_list_say_the_same_of_an_object()
    {
        var store = await CreateStoreAsync();

        var put = await store.PutAsync("log/x.age", Some);

        await using var read = await store.GetAsync(put.Key, null, Deadline.Token);
        var page = await store.ListAsync("", null, 10, Deadline.Token);
        var looked = await store.HeadAsync(put.Key, Deadline.Token);
        Assert.Equal(put, looked! with { Modified = put.Modified });
        Assert.True((put.Modified - looked.Modified).Duration() <= TimeOfPutDifferenceMax);
        Assert.Equal(looked, read!.Info);
        Assert.Equal([looked], page.Objects);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData(0, 4, "some")]
    [InlineData(5, 3, "byt")]
    [InlineData(5, 5, "bytes")]
    [InlineData(5, 6, "bytes")]
    [InlineData(9, long.MaxValue, "s")]
    [InlineData(10, 1, "")]
    [InlineData(long.MaxValue, long.MaxValue, "")]
    public async Task A_range_is_cut_at_the_end_of_the_object(long offset, long length, string expected)
    {
        var store = await CreateStoreAsync();
        await store.PutAsync("x", Some);

        var read = await store.ReadAsync("x", new ByteRange(offset, length));

        Assert.Equal(expected, Encoding.ASCII.GetString(read!));
    }

    [Fact]
    public async Task A_range_tells_the_length_of_the_whole_object()
    {
        var store = await CreateStoreAsync();
        await store.PutAsync("x", Some);

        await using var read = await store.GetAsync(ObjectKey.Parse("x"), new ByteRange(2, 3), Deadline.Token);

        Assert.Equal(Some.Length, read!.Info.Length);
    }

    [Fact]
    public async Task A_range_of_an_empty_object_is_empty()
    {
        var store = await CreateStoreAsync();
        await store.PutAsync("x", Array.Empty<byte>());

        Assert.Empty((await store.ReadAsync("x", new ByteRange(0, 10)))!);
    }

    [Fact]
    public async Task What_is_known_already_is_not_sent_again()
    {
        var store = await CreateStoreAsync();
        var key = ObjectKey.Parse("a/head.age");
        Assert.Equal(default, await store.GetIfChangedAsync(key, "0123456789abcdef0123456789abcdef", Deadline.Token));

        await store.PutAsync(key.Value, Some);
        var first = await store.ReadIfChangedAsync(key, null);
        var same = await store.GetIfChangedAsync(key, first.ETag, Deadline.Token);
        await store.PutAsync(key.Value, new byte[3]);
        var changed = await store.ReadIfChangedAsync(key, first.ETag);

        Assert.Equal(ConditionalGet.NotModified, same);
        Assert.Equal(Some, first.Bytes);
        Assert.Equal(new byte[3], changed.Bytes);
        Assert.Equal(ConditionalGet.NotModified, await store.GetIfChangedAsync(key, changed.ETag, Deadline.Token));
        await store.DeleteAsync(key, Deadline.Token);
        Assert.Equal(default, await store.GetIfChangedAsync(key, changed.ETag, Deadline.Token));
    }

    [Fact]
    public async Task The_ETag_of_a_put_is_that_by_which_its_content_is_known()
    {
        var store = await CreateStoreAsync();

        var put = await store.PutAsync("head.age", Some);

        Assert.Equal(ConditionalGet.NotModified, await store.GetIfChangedAsync(put.Key, put.ETag, Deadline.Token));
    }

    [Fact]
    public async Task Objects_are_listed_in_the_byte_order_of_their_keys()
    {
        var store = await CreateStoreAsync();
        string[] keys = ["a-b", "a.b", "a/b", "a/b-c/d", "a/b.c", "a0", "a_", "aa/b", "b", "b0/c/d/e/f", "b0/c/d0"];
        foreach (var key in keys.Reverse())
        {
            await store.PutAsync(key, Some);
        }

        Assert.Equal(keys, await store.KeysAsync());
        Assert.Equal(keys, await store.KeysAsync(countMax: 1));
        Assert.Equal(keys, await store.KeysAsync(countMax: 3));
    }

    [Theory]
    [InlineData("", "a/b a/c/d ab b/a")]
    [InlineData("a", "a/b a/c/d ab")]
    [InlineData("a/", "a/b a/c/d")]
    [InlineData("a/c", "a/c/d")]
    [InlineData("a/c/", "a/c/d")]
    [InlineData("a/c/d", "a/c/d")]
    [InlineData("a/c/d/", "")]
    [InlineData("a/d", "")]
    [InlineData("c/d/e", "")]
    [InlineData("/a", "")]
    [InlineData("A", "")]
    [InlineData("../", "")]
    public async Task Only_keys_with_the_prefix_are_listed(string prefix, string expected)
    {
        var store = await CreateStoreAsync();
        foreach (var key in (string[])["a/b", "a/c/d", "ab", "b/a"])
        {
            await store.PutAsync(key, Some);
        }

        Assert.Equal(expected, string.Join(' ', await store.KeysAsync(prefix)));
    }

    [Theory]
    [InlineData("", "a", "a/b b/a b/c c")]
    [InlineData("", "a/b", "b/a b/c c")]
    [InlineData("", "a/z", "b/a b/c c")]
    [InlineData("", "b", "b/a b/c c")]
    [InlineData("b/", "a/b", "b/a b/c")]
    [InlineData("b/", "b/a", "b/c")]
    [InlineData("b/", "b/c", "")]
    [InlineData("b/", "c", "")]
    [InlineData("", "z", "")]
    public async Task A_listing_goes_on_after_a_key_that_need_not_exist(string prefix, string after, string expected)
    {
        var store = await CreateStoreAsync();
        foreach (var key in (string[])["a/b", "b/a", "b/c", "c"])
        {
            await store.PutAsync(key, Some);
        }

        var page = await store.ListAsync(prefix, ObjectKey.Parse(after), 1000, Deadline.Token);

        Assert.Equal(expected, string.Join(' ', page.Objects.Select(found => found.Key)));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task More_objects_than_a_page_holds_are_listed_page_by_page()
    {
        var store = await CreateStoreAsync();
        string[] keys = [.. Enumerable.Range(0, 1025).Select(i => $"sessions/{i / 32:x2}/{i:x4}.age")];
        await FanOut.ForEachAsync(keys, 16, (key, _) => store.PutAsync(key, Some), Deadline.Token);

        var first = await store.ListAsync("sessions/", null, 1000, Deadline.Token);
        var second = await store.ListAsync("sessions/", first.Next, 1000, Deadline.Token);

        Assert.Equal((1000, 25), (first.Objects.Count, second.Objects.Count));
        Assert.Equal(keys[999], first.Next?.Value);
        Assert.Null(second.Next);
        Assert.Equal(keys, first.Objects.Concat(second.Objects).Select(found => found.Key.Value));
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_object_names_no_next()
    {
        var store = await CreateStoreAsync();
        await store.PutAsync("a/1", Some);
        await store.PutAsync("a/2", Some);
        await store.PutAsync("b/1", Some);

        Assert.Null((await store.ListAsync("a/", null, 2, Deadline.Token)).Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_of_another_size_than_1_to_1000_is_a_bug(int countMax)
    {
        var store = await CreateStoreAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListAsync("", null, countMax, Deadline.Token));
    }

    [Fact]
    public async Task A_put_replaces_what_stood_there()
    {
        var store = await CreateStoreAsync();
        var before = await store.PutAsync("x", Some);

        var after = await store.PutAsync("x", new byte[3]);

        Assert.NotEqual(before.ETag, after.ETag);
        Assert.Equal(new byte[3], await store.ReadAsync("x"));
        Assert.Equal(["x"], await store.KeysAsync());
    }

    [Fact]
    public async Task The_same_bytes_may_be_put_twice()
    {
        var store = await CreateStoreAsync();
        await store.PutAsync("x", Some);

        await store.PutAsync("x", Some);

        Assert.Equal(Some, await store.ReadAsync("x"));
    }

    [Fact]
    public async Task Put_absent_over_an_existing_object_is_a_conflict_and_changes_nothing()
    {
        var store = await CreateStoreAsync();
        var before = await store.PutAsync("a/x", Some, PutCondition.Absent);

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("a/x", new byte[3], PutCondition.Absent));

        Assert.Equal(StoreError.ConditionFailed, failure.Error);
        Assert.Equal(before.ETag, (await store.HeadAsync(before.Key, Deadline.Token))!.ETag);
        Assert.Equal(Some, await store.ReadAsync("a/x"));
    }

    [Fact]
    public async Task Put_unchanged_replaces_exactly_what_was_read()
    {
        var store = await CreateStoreAsync();
        var first = await store.PutAsync("x", Some);

        var second = await store.PutAsync("x", new byte[3], PutCondition.Unchanged(first.ETag));
        var stale = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("x", new byte[4], PutCondition.Unchanged(first.ETag)));
        var absent = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("a/y", Some, PutCondition.Unchanged(first.ETag)));

        Assert.Equal((StoreError.ConditionFailed, StoreError.ConditionFailed), (stale.Error, absent.Error));
        Assert.Equal(second.ETag, (await store.HeadAsync(second.Key, Deadline.Token))!.ETag);
        Assert.Equal(["x"], await store.KeysAsync());
    }

    [Fact]
    public async Task Of_sixteen_absent_puts_at_once_exactly_one_wins()
    {
        var store = await CreateStoreAsync();

        var lengths = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => TryPutAsync(i))));

        var winner = Assert.Single(lengths.OfType<int>());
        Assert.Equal(new byte[winner], await store.ReadAsync("a/x"));

        async Task<int?> TryPutAsync(int length)
        {
            try
            {
                await store.PutAsync("a/x", new byte[length], PutCondition.Absent);
                return length;
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        var store = await CreateStoreAsync();
        var put = await store.PutAsync("a/x", Some);
        await store.PutAsync("a/y", Some);

        await store.DeleteAsync(put.Key, Deadline.Token);
        await store.DeleteAsync(put.Key, Deadline.Token);
        await store.DeleteAsync(ObjectKey.Parse("never/was/there"), Deadline.Token);

        Assert.Null(await store.HeadAsync(put.Key, Deadline.Token));
        Assert.Equal(["a/y"], await store.KeysAsync());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(600_000)]
    [InlineData(0)]
    public async Task A_content_that_is_not_as_long_as_it_says_is_refused_and_nothing_is_visible(int claimed)
    {
        var store = await CreateStoreAsync();
        var lie = new ObjectContent(claimed, _ => Task.FromResult<Stream>(new ReadOnlyMemoryStream(Some)));

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync(ObjectKey.Parse("a/x"), lie, PutCondition.None, Deadline.Token));

        Assert.Equal(StoreError.Broken, failure.Error);
        Assert.Empty(await store.KeysAsync());
    }

    [Fact]
    public async Task A_content_that_cannot_be_read_leaves_nothing_and_says_why()
    {
        var store = await CreateStoreAsync();
        var failing = new TornStream(new MemoryStream(new byte[1000]), 500, new InvalidDataException("bad sector"));
        var content = new ObjectContent(1000, _ => Task.FromResult<Stream>(failing));

        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => store.PutAsync(ObjectKey.Parse("x"), content, PutCondition.None, Deadline.Token));

        Assert.Equal("bad sector", failure.Message);
        Assert.Empty(await store.KeysAsync());
    }

    [Fact]
    public async Task A_put_that_is_cancelled_in_the_middle_leaves_nothing()
    {
        var store = await CreateStoreAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token);
        var content = new ObjectContent(
            1000, _ => Task.FromResult<Stream>(new MeteredStream(new ReadOnlyMemoryStream(new byte[1000]), Cancel)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.PutAsync(ObjectKey.Parse("x"), content, PutCondition.None, cancellation.Token));

        Assert.Empty(await store.KeysAsync());

        void Cancel(int count) => cancellation.Cancel();
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled()
    {
        var store = await CreateStoreAsync();
        var key = ObjectKey.Parse("x");
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var token = cancellation.Token;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.HeadAsync(key, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync(key, null, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetIfChangedAsync(key, "x", token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.PutAsync(key, ObjectContent.Of(Some), PutCondition.None, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteAsync(key, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ListAsync("", null, 1000, token));
    }
}
