using Fastshot.Core.Operations;
using Fastshot.Core.Storage;

namespace Fastshot.Web.Work;

/// <summary>A store that makes no request while the operation that uses it is paused.</summary>
internal sealed class PausableStore(IObjectStore inner, IOperationTurn turn) : StoreDecorator(inner)
{
    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await turn.PassAsync(cancellationToken).ConfigureAwait(false);
        return await request().ConfigureAwait(false);
    }
}
