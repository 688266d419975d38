using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage.Folders;

/// <summary>Where files become objects, and cease to be: one rename or removal at a time, if its condition holds.</summary>
internal sealed class CommitPoint(StoreFolder folder)
{
    private readonly AsyncGate _gate = new();

    public async Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var entry = await folder.Files.StatAsync(folder.PathOf(key.Value), cancellationToken).ConfigureAwait(false);
        if (entry is null)
        {
            await folder.RequireAsync(cancellationToken).ConfigureAwait(false);
        }

        return entry is { IsFolder: false } ? entry.ToObjectInfo(key) : null;
    }

    /// <summary>Throws where the condition does not hold now.</summary>
    public async Task CheckAsync(ObjectKey key, PutCondition condition, CancellationToken cancellationToken)
    {
        if (condition is PutCondition.NoCondition)
        {
            return;
        }

        var found = await HeadAsync(key, cancellationToken).ConfigureAwait(false);
        switch (condition)
        {
            case PutCondition.AbsentCondition when found is not null:
                await RefuseToReplaceAsync(key, cancellationToken).ConfigureAwait(false);
                break;
            case PutCondition.UnchangedCondition unchanged when unchanged.ETag != found?.ETag:
                throw new StoreException(
                    StoreError.ConditionFailed, $"'{key}' was {(found is null ? "removed" : "changed")} meanwhile.");
        }
    }

    /// <summary>Renames a finished file to its key; the name is not durable yet.</summary>
    public async Task MoveAsync(
        string path, ObjectKey key, PutCondition condition, CancellationToken cancellationToken)
    {
        using var turn = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var target = folder.PathOf(key.Value);
        if (condition is not PutCondition.AbsentCondition)
        {
            await CheckAsync(key, condition, cancellationToken).ConfigureAwait(false);
            await folder.Files.MoveAsync(path, target, overwrite: true, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await folder.Files.MoveAsync(path, target, overwrite: false, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            await RefuseToReplaceAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the object's file; the removal is not durable yet.</summary>
    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var turn = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        await folder.Files.DeleteAsync(folder.PathOf(key.Value), cancellationToken).ConfigureAwait(false);
    }

    private async Task RefuseToReplaceAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        // The caller may count on what another process put there a moment ago: so it must be durable.
        await folder.Files.SyncFolderAsync(folder.ParentOf(key), cancellationToken).ConfigureAwait(false);
        throw new StoreException(StoreError.ConditionFailed, $"'{key}' is there already.");
    }
}
