using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>A place of which a joining device lists the beginning once: the vaults, their key files and their newest pieces stand there.</summary>
/// <remarks>Once it has written anything there, every listing is asked for again.</remarks>
public sealed class FirstLook(IObjectStore inner, string start) : StoreDecorator(inner)
{
    private ListPage? _page;
    private bool _isOver;

    public override async Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = ListPage.CountMax, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (_isOver || !prefix.StartsWith(start, StringComparison.Ordinal))
        {
            return await Inner.ListAsync(prefix, after, countMax, cancellationToken).ConfigureAwait(false);
        }

        _page ??= await Inner.ListAsync(start, cancellationToken: cancellationToken).ConfigureAwait(false);
        return Part(_page, prefix, after, countMax) ?? await Inner.ListAsync(prefix, after, countMax, cancellationToken).ConfigureAwait(false);
    }

    public override Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        _isOver = true;
        return base.PutAsync(key, content, condition, cancellationToken);
    }

    public override Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        _isOver = true;
        return base.DeleteAsync(key, cancellationToken);
    }

    // Null where what is asked for begins in the page and may go on behind it, or begins behind it.
    private static ListPage? Part(ListPage page, string prefix, ObjectKey? after, int countMax)
    {
        var objects = page.Objects
            .Where(info => info.Key.Value.StartsWith(prefix, StringComparison.Ordinal) && (after is not { } last || info.Key > last))
            .Take(countMax + 1).ToList();
        if (objects.Count > countMax)
        {
            return new ListPage(objects[..countMax], objects[countMax - 1].Key);
        }

        var isWhole = page.Next is not { } end
            || (string.CompareOrdinal(end.Value, prefix) > 0 && !end.Value.StartsWith(prefix, StringComparison.Ordinal));
        return isWhole ? new ListPage(objects, null)
            : objects.Count == countMax ? new ListPage(objects, page.Next)
            : null;
    }
}
