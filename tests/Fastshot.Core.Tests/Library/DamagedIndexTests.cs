using System.Collections.Immutable;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

/// <summary>An index that opens and turns out to be damaged later, wherever that is met.</summary>
public sealed class DamagedIndexTests : IAsyncLifetime
{
    private readonly FakeFileSystem _files = new(new ManualTime());
    private readonly Indexes _indexes = new();
    private readonly LibraryHome _home;

    public DamagedIndexTests() => _home = new LibraryHome(_files, indexes: _indexes);

    public async ValueTask InitializeAsync()
    {
        using var library = await _home.OpenAsync();
        await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token);
    }

    [Theory]
    [InlineData(nameof(IIndex.Unknown))]
    [InlineData(nameof(IIndex.Join))]
    [InlineData(nameof(IIndex.Query))]
    [InlineData(nameof(IIndex.Find))]
    public async Task It_is_set_aside_and_made_anew_and_the_library_goes_on(string call)
    {
        // Another process, with an index of its own, saves: so there is something to join at the next start.
        using (var other = await new LibraryHome(_files).OpenAsync(seed: 5))
        {
            await other.SaveAsync(LibraryHome.Session(2), progress: null, Deadline.Token);
        }

        _indexes.Damage(call);

        using var library = await _home.OpenAsync(seed: 2);

        Assert.Equal(["session 1", "session 2"], (await LibraryHome.SessionsAsync(library)).Select(one => one.Text.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, _indexes.SetAsideCount);
        Assert.Equal(new LibraryNotice.IndexRebuilt($"is damaged: {call}", 2), Assert.Single(library.Notices));
    }

    [Fact]
    public async Task Damage_that_is_met_by_a_save_loses_nothing_and_the_next_start_mends_it()
    {
        using (var library = await _home.OpenAsync(seed: 2))
        {
            _indexes.Damage(nameof(IIndex.Join));
            await library.SaveAsync(LibraryHome.Session(2), progress: null, Deadline.Token);
            Assert.IsType<LibraryNotice.IndexBehind>(Assert.Single(library.Notices));
        }

        using var next = await _home.OpenAsync(seed: 3);

        Assert.Equal(2, (await LibraryHome.SessionsAsync(next)).Length);
        Assert.Equal(1, _indexes.SetAsideCount);
    }

    [Fact]
    public async Task After_an_unclean_end_it_is_looked_through_once_and_made_anew_where_that_finds_something()
    {
        _indexes.IsLeftOpen = true;
        (await _home.OpenAsync(seed: 2)).Dispose();
        Assert.Equal((false, 0), (_indexes.IsLeftOpen, _indexes.SetAsideCount));

        _indexes.Damage("Problem");
        (await _home.OpenAsync(seed: 3)).Dispose();
        Assert.Equal(0, _indexes.SetAsideCount); // It was closed: nobody looks.

        _indexes.IsLeftOpen = true;
        using var library = await _home.OpenAsync(seed: 4);
        Assert.Equal(1, _indexes.SetAsideCount);
        Assert.NotEmpty(await LibraryHome.SessionsAsync(library));
    }

    [Theory]
    [InlineData(IndexError.Full)]
    [InlineData(IndexError.ReadOnly)]
    [InlineData(IndexError.Busy)]
    public async Task What_passes_or_needs_a_person_never_sets_an_index_aside(IndexError error)
    {
        _indexes.Damage(nameof(IIndex.Query), error);
        using var library = await _home.OpenAsync(seed: 2);

        var e = await Assert.ThrowsAsync<IndexException>(() => LibraryHome.SessionsAsync(library));

        Assert.Equal((error, 0), (e.Error, _indexes.SetAsideCount));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An index in memory of which one call fails, until it is set aside.</summary>
    private sealed class Indexes : IIndexProvider
    {
        // The last one counts; those that were set aside stay, as on a disk.
        private readonly List<Failing> _indexes = [new()];

        public int SetAsideCount => _indexes.Count - 1;

        public void Damage(string call, IndexError error = IndexError.Damaged) => (_indexes[^1].Call, _indexes[^1].Error) = (call, error);

        public IIndex? TryOpen(out string? reason)
        {
            reason = null;
            return _indexes[^1];
        }

        public bool IsLeftOpen { get; set; }

        public Task<bool> WasLeftOpenAsync(CancellationToken cancellationToken = default) => Task.FromResult(IsLeftOpen);

        public Task NoteCheckedAsync(CancellationToken cancellationToken = default)
        {
            IsLeftOpen = false;
            return Task.CompletedTask;
        }

        public Task SetAsideAsync(CancellationToken cancellationToken = default)
        {
            _indexes.Add(new Failing());
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : IIndex
    {
        private readonly MemoryIndex _inner = new();

        public string Call { get; set; } = "";

        public IndexError Error { get; set; }

        public IReadOnlySet<Digest> Pieces => Do(nameof(Pieces), () => _inner.Pieces);

        public long Known => Do(nameof(Known), () => _inner.Known);

        public IndexCounts Counts => Do(nameof(Counts), () => _inner.Counts);

        public long Stamp => Do(nameof(Stamp), () => _inner.Stamp);

        public IReadOnlyList<PieceName> Unknown(IReadOnlyList<PieceName> pieces) => Do(nameof(Unknown), () => _inner.Unknown(pieces));

        public Entry? Find(EntryId id) => Do(nameof(Find), () => _inner.Find(id));

        public IReadOnlyList<KeyValuePair<EntryId, Entry>> After(EntryId? id, int countMax) => Do(nameof(After), () => _inner.After(id, countMax));

        public SessionInfo? Get(SessionId id) => Do(nameof(Get), () => _inner.Get(id));

        public ImmutableArray<SessionId> WithPrefix(string prefix, int countMax) =>
            Do(nameof(WithPrefix), () => _inner.WithPrefix(prefix, countMax));

        public SessionPage Query(SessionQuery query) => Do(nameof(Query), () => _inner.Query(query));

        public IReadOnlyList<(DateTimeOffset Created, long SizeBytes)> Moments(SessionQuery query) => Do(nameof(Moments), () => _inner.Moments(query));

        public void Join(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces) => Do(nameof(Join), () =>
        {
            _inner.Join(entries, pieces);
            return true;
        });

        public string? Problem() => Call == nameof(Problem) ? "is damaged" : null;

        public void Forget(IEnumerable<Digest> pieces) => Do(nameof(Forget), () =>
        {
            _inner.Forget(pieces);
            return true;
        });

        public void Dispose()
        {
        }

        private T Do<T>(string call, Func<T> work) =>
            call == Call ? throw new IndexException(Error, $"The index is damaged: {call}.") : work();
    }
}
