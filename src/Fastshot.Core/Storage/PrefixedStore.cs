namespace Fastshot.Core.Storage;

/// <summary>The objects of another store below a prefix, under their names without it.</summary>
/// <param name="prefix">Ends with a slash; together with the longest name it must still be an object key.</param>
public sealed class PrefixedStore(IObjectStore inner, string prefix) : IObjectStore
{
    public async Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        await inner.HeadAsync(Outer(key), cancellationToken).ConfigureAwait(false) is { } info ? Inner(info) : null;

    public async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        await inner.GetAsync(Outer(key), range, cancellationToken).ConfigureAwait(false) is { } found ? Inner(found) : null;

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        (await inner.GetIfChangedAsync(Outer(key), ifNoneMatch, cancellationToken).ConfigureAwait(false)).Select(Inner);

    public async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        Inner(await inner.PutAsync(Outer(key), content, condition, cancellationToken).ConfigureAwait(false));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(Outer(key), cancellationToken);

    public async Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default)
    {
        var page = await inner
            .ListAsync(Outer(prefix), after is { } key ? Outer(key) : null, countMax, cancellationToken).ConfigureAwait(false);
        return new ListPage([.. page.Objects.Select(Inner)], page.Next is { } next ? Inner(next) : null);
    }

    private string Outer(string name) => prefix + name;

    private ObjectKey Outer(ObjectKey key) => key.Below(prefix);

    private ObjectKey Inner(ObjectKey key) => key.Without(prefix);

    private StoredObject Inner(StoredObject found) => new(Inner(found.Info), found.Content);

    private ObjectInfo Inner(ObjectInfo info) => info with { Key = Inner(info.Key) };
}
