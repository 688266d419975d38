using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Looks one side of a vault through: by names and lengths, and as many objects to their last byte as are wanted.</summary>
/// <remarks>A page of the listing is looked at before the next is asked for, so memory holds names and no more.</remarks>
internal sealed class VaultVerify(TrustParts parts)
{
    private const int AtOnceMax = 4;

    private readonly Findings _findings = new(parts);
    private readonly byte[] _seed = new byte[8];
    private readonly PieceListing _met = new();
    private readonly Lock _turn = new();
    private readonly List<string> _bad = [];
    private readonly string _memoryPath = Path.ChangeExtension(parts.MemoryFile, parts.IsRemote ? ".verify-there" : ".verify-here");
    private VerifyMemory? _before;
    private IReadOnlySet<SessionId> _unsent = new HashSet<SessionId>();
    private int _checked;
    private int _total;
    private long _bytes;
    private bool _hasAbout;
    private bool _isDescribed;
    private bool _hasKey;

    public async Task<VerifyReport> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
    {
        var objects = parts.Library.Objects;
        var here = await objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        var known = await objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        var there = await new NamesThere(parts.Files, parts.MemoryFile).ReadAsync(cancellationToken).ConfigureAwait(false) ?? [];
        var synced = await SyncedSessions.ReadAsync(parts.Library, parts.Files, parts.MemoryFile, cancellationToken).ConfigureAwait(false);
        if (!synced.IsCertain)
        {
            // Of a record that waited and is lost only the index knows whose it was.
            _unsent = await new OnlyIndexed(parts.Library).SessionsAsync(cancellationToken).ConfigureAwait(false);
        }

        var counts = await parts.Library.CountAsync(cancellationToken).ConfigureAwait(false);
        var archives = counts.Sessions + counts.Trash;
        var named = new NamedArchiveRanges(
            parts.Library, NamedArchiveRanges.CountOf(archives), range => AddMissingAsync(range, synced, cancellationToken));
        _total = (int)Math.Min(archives + here.Count + 1, int.MaxValue);
        parts.Random.Fill(_seed);
        _before = options.Resumes ? await VerifyMemory.ReadAsync(parts.Files, _memoryPath, cancellationToken).ConfigureAwait(false) : null;
        if (_before is { } before && before.Percent == options.ReadPercent && before.Seed.Length == _seed.Length)
        {
            before.Seed.CopyTo(_seed, 0);
        }
        else
        {
            _before = null;
        }

        var pieces = new PieceCheck(parts, _findings) { Here = here, Known = known, Expected = parts.IsRemote ? there : known };
        await pieces.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var unnamed = new UnnamedArchives(parts, _findings);
        await CheckAboutAsync(cancellationToken).ConfigureAwait(false);
        await LookAsync(named, unnamed, pieces, new ObjectCheck(parts, known), options.ReadPercent, cancellationToken).ConfigureAwait(false);
        await pieces.RunAsync(_met, cancellationToken).ConfigureAwait(false);
        if (pieces.KnowsAll(_met))
        {
            await unnamed.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        await AddFrontAsync(cancellationToken).ConfigureAwait(false);
        await parts.Files.DeleteAsync(_memoryPath, cancellationToken).ConfigureAwait(false);
        return new VerifyReport(_checked, _findings.All) { More = _findings.More };
    }

    private async Task LookAsync(
        NamedArchiveRanges named, UnnamedArchives unnamed, PieceCheck pieces, ObjectCheck check, int percent, CancellationToken cancellationToken)
    {
        ObjectKey? after = null;
        do
        {
            var page = await parts.Looked.ListAsync("", after, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (after is null && page.Objects.Count == 0)
            {
                throw new VaultException(
                    VaultError.NoVault, $"The vault {parts.Library.Vault} is not {(parts.IsRemote ? "at the remote" : "on this device")} any more; nothing was changed.")
                {
                    Hint = parts.IsRemote ? VaultRemote.GoneHint : null,
                };
            }

            var wanted = new List<(ObjectInfo Info, SessionId? Session)>();
            foreach (var info in page.Objects)
            {
                var (isOurs, isSound, session) = await MeetAsync(info, named, unnamed, cancellationToken).ConfigureAwait(false);
                if (isOurs && isSound && info.Key != VaultNames.About && IsSampled(info.Key, percent) && !WasRead(info.Key))
                {
                    wanted.Add((info, session));
                }
                else if (isOurs)
                {
                    Count(0);
                }
            }

            // Begun on another thread: reads of the disk return at once, so that one thread would do it all.
            await FanOut.ForEachAsync(
                wanted,
                AtOnceMax,
                async (one, token) => await (await parts.Library.Objects.Scheduler.RunAsync(
                    () => ReadAsync(check, pieces, unnamed, one.Info, one.Session, token), token).ConfigureAwait(false)).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            after = page.Next;

            // With very many bad ones it begins anew, rather than to keep them all.
            if (percent > 0 && after is { } read && _bad.Count < Findings.FullMax)
            {
                await new VerifyMemory(percent, _seed, read, [.. _bad])
                    .WriteAsync(parts.Files, parts.Random, _memoryPath, cancellationToken).ConfigureAwait(false);
            }
        }
        while (after is not null);

        await named.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool WasRead(ObjectKey key) =>
        _before is { } before && key <= before.After && !before.Bad.Contains(key.Value, StringComparer.Ordinal);

    // Names that are none of a vault's are other programs' affair.
    private async Task<(bool IsOurs, bool IsSound, SessionId? Session)> MeetAsync(
        ObjectInfo info, NamedArchiveRanges ranges, UnnamedArchives unnamed, CancellationToken cancellationToken)
    {
        if (VaultNames.TryParsePiece(info.Key, out _))
        {
            _met.Add([info]);
            return (true, true, null);
        }

        if (VaultNames.TryParse(info.Key, VaultNames.KeysPrefix, out _) || info.Key == VaultNames.About)
        {
            _hasAbout |= info.Key == VaultNames.About;
            _hasKey |= info.Key != VaultNames.About;
            return (true, true, null);
        }

        if (!VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var archive))
        {
            return default;
        }

        var named = await ranges.AtAsync(archive, cancellationToken).ConfigureAwait(false);
        if (!named.Take(archive, out var one))
        {
            unnamed.Add(new ArchiveName(archive, info.Length));
            return (true, true, null);
        }

        if (info.Length != one.Length)
        {
            await _findings.AddBadAsync(
                FindingKind.Damaged, info.Key, one.Length, $"has {info.Length:N0} bytes of {one.Length:N0}", one.Session, cancellationToken).ConfigureAwait(false);
        }

        return (true, info.Length == one.Length, one.Session);
    }

    private async Task ReadAsync(
        ObjectCheck check, PieceCheck pieces, UnnamedArchives unnamed, ObjectInfo info, SessionId? session, CancellationToken cancellationToken)
    {
        if (await check.ProblemOfAsync(info, session, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            await AddBadAsync(pieces, unnamed, info, session, problem, cancellationToken).ConfigureAwait(false);
        }

        Count(info.Length);
    }

    private Task AddBadAsync(
        PieceCheck pieces, UnnamedArchives unnamed, ObjectInfo info, SessionId? session, string problem, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            _bad.Add(info.Key.Value);
        }

        if (VaultNames.TryParse(info.Key, VaultNames.KeysPrefix, out var keyFile))
        {
            return AddBadKeyFileAsync(info.Key, keyFile, problem, cancellationToken);
        }

        if (VaultNames.TryParsePiece(info.Key, out var piece))
        {
            return pieces.AddBadAsync(FindingKind.Damaged, piece, problem, cancellationToken);
        }

        if (session is null && VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var archive))
        {
            lock (_turn)
            {
                unnamed.AddBad(archive);
            }

            return _findings.AddBadUnnamedAsync(info.Key, archive, problem, cancellationToken);
        }

        return _findings.AddBadAsync(FindingKind.Damaged, info.Key, info.Length, problem, session, cancellationToken);
    }

    private async Task AddBadKeyFileAsync(ObjectKey key, Digest keyFile, string problem, CancellationToken cancellationToken)
    {
        if (await _findings.IsSoundElsewhereAsync(key, keyFile, cancellationToken).ConfigureAwait(false))
        {
            _findings.Add(FindingKind.Damaged, key.Value, FindingAction.PutBack, $"{problem}: its passphrase does not open this vault there");
        }
        else if (parts.IsRemote)
        {
            _findings.Add(
                FindingKind.Damaged,
                key.Value,
                FindingAction.Inspect,
                $"{problem}: its passphrase opens this vault no more. Set it again with fastshot key add, then: fastshot key remove {keyFile.Hex[..12]}");
        }
        else
        {
            _findings.Add(FindingKind.Damaged, key.Value, FindingAction.Keep, $"{problem}; it is only the copy of one at the remote");
        }
    }

    private async Task CheckAboutAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await VaultPlace.ReadAboutAsync(parts.Looked, cancellationToken).ConfigureAwait(false) is { } about)
            {
                VaultPlace.Check(about, parts.Library.Vault);
                _isDescribed = true;
            }
        }
        catch (VaultException e) when (e.Error is VaultError.WrongKey)
        {
            _findings.Add(FindingKind.Wrong, VaultNames.About.Value, FindingAction.Describe, "describes another vault");
        }
    }

    // Which objects differs from run to run, so that many samples see all.
    private bool IsSampled(ObjectKey key, int percent) =>
        percent >= 100
        || (percent > 0
            && BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData([.. _seed, .. Encoding.UTF8.GetBytes(key.Value)])) % 100 < percent);

    private async Task AddMissingAsync(NamedArchives named, SyncedSessions synced, CancellationToken cancellationToken)
    {
        foreach (var (archive, (length, session)) in named.Rest)
        {
            // Here only what was not sent must be; there only what was.
            if ((synced.Contains(session) && !_unsent.Contains(session)) != parts.IsRemote)
            {
                continue;
            }

            var key = VaultNames.Archive(archive);
            if (await parts.Looked.HeadAsync(key, cancellationToken).ConfigureAwait(false) is { } info && info.Length == length)
            {
                continue; // It came since.
            }

            await _findings.AddBadAsync(FindingKind.Missing, key, length, "is missing", session, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddFrontAsync(CancellationToken cancellationToken)
    {
        if (!_isDescribed)
        {
            // A description of another vault has its finding already.
            _findings.Add(
                _hasAbout ? FindingKind.Damaged : FindingKind.Missing,
                VaultNames.About.Value,
                FindingAction.Describe,
                _hasAbout ? "cannot be read" : "is missing");
        }

        if (_hasKey || !parts.IsRemote)
        {
            return;
        }

        var copies = await parts.Library.KeyFiles.CopiesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var copy in copies)
        {
            _findings.Add(
                FindingKind.Missing,
                VaultNames.Key(copy).Value,
                FindingAction.Reinstate,
                "is missing, as is every key file: no passphrase opens this vault there");
        }

        if (copies.Count == 0)
        {
            _findings.Add(
                FindingKind.Missing,
                VaultNames.KeysPrefix,
                FindingAction.Inspect,
                "holds no key file: only the recovery key opens this vault. Add a passphrase: fastshot key add");
        }
    }

    private void Count(long bytes)
    {
        lock (_turn)
        {
            _checked++;
            _bytes += bytes;
            parts.Progress?.Report(new VerifyProgress(_checked, Math.Max(_total, _checked), _bytes));
        }
    }
}
