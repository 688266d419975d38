using System.Collections.Immutable;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Collects what a verification finds, each with what can be done about it; so many in full, and the rest by number.</summary>
internal sealed class Findings(TrustParts parts)
{
    /// <summary>How many are kept in full: a bucket of a hundred thousand that is damaged all over must not fill the memory.</summary>
    public const int FullMax = 4000;

    private readonly List<Finding> _all = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(FindingKind Kind, FindingAction Action), int> _more = [];
    private readonly Lock _turn = new();
    private IReadOnlyDictionary<string, string>? _devices;
    private volatile bool _isOtherAway;

    /// <summary>What was found, in the order of names.</summary>
    public ImmutableArray<Finding> All
    {
        get
        {
            lock (_turn)
            {
                return [.. _all.OrderBy(one => one.ObjectName, StringComparer.Ordinal).ThenBy(one => one.Kind)];
            }
        }
    }

    /// <summary>How many more there are than those.</summary>
    public ImmutableArray<FindingCount> More
    {
        get
        {
            lock (_turn)
            {
                return [.. _more.OrderBy(one => one.Key).Select(one => new FindingCount(one.Key.Kind, one.Key.Action, one.Value))];
            }
        }
    }

    /// <summary>Notes a finding. The first of an object counts: what is cut cannot be read, either.</summary>
    public void Add(FindingKind kind, string name, FindingAction action, string detail, SessionId? session = null)
    {
        lock (_turn)
        {
            if (_names.Contains(name))
            {
                return;
            }

            if (_all.Count == FullMax)
            {
                _more[(kind, action)] = _more.GetValueOrDefault((kind, action)) + 1;
                return;
            }

            _names.Add(name);
            _all.Add(new Finding(kind, name, session, action, detail));
        }
    }

    /// <summary>An object that is missing or damaged on this side: the other side has it, or it is lost.</summary>
    /// <param name="length">The length that it must have; null where nobody knows.</param>
    public async Task AddBadAsync(
        FindingKind kind, ObjectKey key, long? length, string detail, SessionId? session, CancellationToken cancellationToken)
    {
        var isThere = await StandsElsewhereAsync(key, length, cancellationToken).ConfigureAwait(false);
        Add(
            kind,
            key.Value,
            isThere ? FindingAction.PutBack : FindingAction.Lost,
            session is null ? detail : detail + await WhoHadAsync(session.Value, cancellationToken).ConfigureAwait(false),
            session);
    }

    /// <summary>A damaged archive that no session names: it is no loss, and healed where the other side has it.</summary>
    public async Task AddBadUnnamedAsync(ObjectKey key, Digest archive, string problem, CancellationToken cancellationToken)
    {
        var isThere = await IsSoundElsewhereAsync(key, archive, cancellationToken).ConfigureAwait(false);
        Add(
            FindingKind.Damaged,
            key.Value,
            isThere ? FindingAction.PutBack : FindingAction.Keep,
            isThere ? problem : $"{problem}, and no session that is known here names it");
    }

    /// <summary>Whether the other side has an object whose bytes are those of its name.</summary>
    public Task<bool> IsSoundElsewhereAsync(ObjectKey key, Digest name, CancellationToken cancellationToken) => AskOtherAsync(
        async other =>
        {
            if (await other.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return false;
            }

            await using (stored.ConfigureAwait(false))
            {
                return await StreamedHash.IsNameAsync(stored.Content, name, cancellationToken).ConfigureAwait(false);
            }
        });

    /// <summary>The checkpoints of the other side by their hashes; none where it is away.</summary>
    public async Task<IReadOnlyDictionary<Digest, ObjectKey>> CheckpointsElsewhereAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<Digest, ObjectKey>();
        await AskOtherAsync(async other =>
        {
            foreach (var info in await other.ListAllAsync(VaultNames.CheckpointsPrefix, cancellationToken).ConfigureAwait(false))
            {
                if (VaultNames.TryParsePiece(info.Key, out var piece))
                {
                    found[piece.Name] = info.Key;
                }
            }

            return true;
        }).ConfigureAwait(false);
        return found;
    }

    private Task<bool> StandsElsewhereAsync(ObjectKey key, long? length, CancellationToken cancellationToken) => AskOtherAsync(
        async other => await other.HeadAsync(key, cancellationToken).ConfigureAwait(false) is { } info && (length is null || info.Length == length));

    // From here it has nothing while it is away; then it is not asked for each object again.
    private async Task<bool> AskOtherAsync(Func<IObjectStore, Task<bool>> ask)
    {
        if (parts.Other is not { } other || _isOtherAway)
        {
            return false;
        }

        try
        {
            return await ask(other).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _isOtherAway = e.IsOfThePlace;
            return false;
        }
    }

    private async Task<string> WhoHadAsync(SessionId session, CancellationToken cancellationToken)
    {
        if (_all.Count >= FullMax)
        {
            return ""; // It is only counted.
        }

        try
        {
            var info = await parts.Library.FindAsync(session.Text, cancellationToken).ConfigureAwait(false);
            _devices ??= await parts.Library.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
            var device = _devices.GetValueOrDefault(info.Source.Device, info.Source.Device);
            return device.Length == 0 ? $"; these are the pictures of '{info.Text.Name}'" : $"; these are the pictures of '{info.Text.Name}', which {device} saved";
        }
        catch (LibraryException)
        {
            return ""; // Purged meanwhile.
        }
    }
}
