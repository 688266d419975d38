using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage;

/// <summary>A store that is opened by its first request: for a place that may not be needed at all.</summary>
/// <param name="open">Opens it. Where that fails the request fails with it, and the next one tries again.</param>
public sealed class LateStore(Func<CancellationToken, Task<IObjectStore>> open) : IObjectStore
{
    private readonly AsyncGate _opening = new();

    /// <summary>What was opened; null before the first request.</summary>
    public IObjectStore? Opened { get; private set; }

    public async Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).HeadAsync(key, cancellationToken).ConfigureAwait(false);

    public async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).GetAsync(key, range, cancellationToken).ConfigureAwait(false);

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).GetIfChangedAsync(key, ifNoneMatch, cancellationToken).ConfigureAwait(false);

    public async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).PutAsync(key, content, condition, cancellationToken).ConfigureAwait(false);

    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).DeleteAsync(key, cancellationToken).ConfigureAwait(false);

    public async Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = ListPage.CountMax, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken).ConfigureAwait(false)).ListAsync(prefix, after, countMax, cancellationToken).ConfigureAwait(false);

    private async Task<IObjectStore> OpenAsync(CancellationToken cancellationToken)
    {
        using (await _opening.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            return Opened ??= await open(cancellationToken).ConfigureAwait(false);
        }
    }
}
