using Fastshot.Core.Storage;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>A store in which something happens just before a put, as if another device had been quicker.</summary>
/// <param name="keepsConditions">Whether conditions of puts are kept, or passed over as some servers and all older clients do.</param>
internal sealed class InterruptedStore(IObjectStore inner, bool keepsConditions = true) : StoreDecorator(inner)
{
    /// <summary>Runs once, before the next put of the overall list.</summary>
    public Func<Task>? BeforeList { get; set; }

    /// <summary>What every listing shows, however things are; null where it shows them.</summary>
    public ListPage? Listing { get; init; }

    /// <summary>What a put with a condition fails with; null where it does not.</summary>
    public StoreError? ConditionError { get; init; }

    public override async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        if (ConditionError is { } error && condition is not PutCondition.NoCondition)
        {
            throw new StoreException(error, "No such condition here.");
        }

        if (key.Value == "overall_meta.json" && BeforeList is { } happens)
        {
            BeforeList = null;
            await happens();
        }

        return await base.PutAsync(key, content, keepsConditions ? condition : PutCondition.None, cancellationToken);
    }

    public override Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        Listing is not null ? Task.FromResult(Listing) : base.ListAsync(prefix, after, countMax, cancellationToken);
}
