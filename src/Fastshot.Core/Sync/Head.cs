using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>
/// The object of a bucket by which devices tell each other that something is new there, and nothing else
/// (docs/sync-protocol.md, "The head"). Losing it loses nothing: each device lists now and then all the same.
/// </summary>
internal sealed class Head(IObjectStore store, LibraryObjects objects, SyncMemory memory)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(1);

    /// <summary>Whether it stands as it stood before a look after which all was known. One request, answered without a body where it is so.</summary>
    /// <returns>Besides, where it is not so, its ETag as it stands now: null where it is not there.</returns>
    public async Task<(bool IsUnchanged, string? ETag)> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await store.GetIfChangedAsync(VaultNames.Head, memory.HeadETag, cancellationToken).ConfigureAwait(false);
        if (answer.Found is { } found)
        {
            await using (found.ConfigureAwait(false))
            {
                return (false, found.Info.ETag);
            }
        }

        return (answer.IsNotModified, null);
    }

    /// <summary>
    /// Whether a listing made now shows what was there when the head was written: at once in most buckets, within seconds
    /// in some, so that one which stood as long as a minute ago is relied on.
    /// </summary>
    /// <param name="eTag">The head's as it stood before the listing; null where there was none.</param>
    public bool IsSettled(string? eTag, DateTimeOffset now) =>
        eTag is null
        || eTag == memory.HeadETag
        || (memory.HeadMet is { } met && met.ETag == eTag && now - met.Since >= SettleTime);

    /// <summary>Writes it anew, so that whoever asks next looks what is there.</summary>
    /// <param name="known">Its ETag as it stood before the look; null where it was not there.</param>
    /// <returns>Its ETag, where nobody else has written it since that look; else null: then there is something to look for.</returns>
    public async Task<string?> RingAsync(string? known, CancellationToken cancellationToken)
    {
        // Sealed anew each time, so that its bytes differ.
        var content = ObjectContent.Of(objects.SealHead());
        if (memory.TakesConditions is not false)
        {
            var condition = known is null ? PutCondition.Absent : PutCondition.Unchanged(known);
            try
            {
                var put = await store.PutAsync(VaultNames.Head, content, condition, cancellationToken).ConfigureAwait(false);
                memory.TakesConditions = true;
                return put.ETag;
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                memory.TakesConditions = true;
            }
            catch (StoreException e) when (e.Error is StoreError.Unsupported)
            {
                memory.TakesConditions = false;
            }
        }

        await store.PutAsync(VaultNames.Head, content, PutCondition.None, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
