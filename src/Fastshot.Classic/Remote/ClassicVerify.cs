using System.Security.Cryptography;
using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>Looks a bucket through: the list against the listing, every index, and as many sessions as are wanted.</summary>
internal sealed class ClassicVerify(ClassicBucket bucket, ClassicRemoteParts parts, IProgress<VerifyProgress>? progress)
{
    private const int IndexesAtOnceMax = 16;
    private const int SessionsAtOnceMax = 2;

    // After so many it is kept how far the reading came.
    private const int PortionMax = 8;

    private readonly List<Finding> _findings = [];
    private readonly ClassicSessionReader _reader = new(parts.Files, parts.Inspector, parts.Scheduler, parts.Time);
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);
    private readonly string _memoryPath = Path.ChangeExtension(parts.MemoryFile, ".verify");
    private Dictionary<string, LocalSession> _locals = [];
    private int _checked;
    private int _total;
    private long _bytes;

    public async Task<VerifyReport> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
    {
        var read = await bucket.ReadListAsync(cancellationToken).ConfigureAwait(false);
        var sessions = await bucket.ListAsync(cancellationToken).ConfigureAwait(false);
        var indexes = await bucket.ListIndexesAsync(cancellationToken).ConfigureAwait(false);
        _locals = ClassicPlan.ByFile(await LocalSession.ReadAsync(parts.Library, cancellationToken).ConfigureAwait(false));
        var before = options.Resumes ? await ClassicVerifyMemory.ReadAsync(parts.Files, _memoryPath, cancellationToken).ConfigureAwait(false) : null;
        before = before?.Percent == options.ReadPercent ? before : null;
        var seed = before?.Seed ?? NewSeed();
        var sample = SampleOf(sessions.Keys, seed, options.ReadPercent);
        _total = 1 + indexes.Count + sample.Count;
        CheckList(read, sessions);
        CheckOrphans(sessions, indexes);
        await ReadSessionsAsync(sample, seed, before, options.ReadPercent, cancellationToken).ConfigureAwait(false);
        await FanOut.ForEachAsync(
            sessions.Keys,
            IndexesAtOnceMax,
            (file, token) => CheckIndexAsync(file, sessions, indexes, token),
            cancellationToken).ConfigureAwait(false);
        await parts.Files.DeleteAsync(_memoryPath, cancellationToken).ConfigureAwait(false);
        return new VerifyReport(
            _checked,
            [.. _findings.OrderBy(finding => finding.ObjectName, StringComparer.Ordinal).ThenBy(finding => finding.Kind)]);
    }

    private byte[] NewSeed()
    {
        var seed = new byte[ClassicVerifyMemory.SeedLength];
        parts.Random.Fill(seed);
        return seed;
    }

    // Which ones differs from run to run, so that many samples see all; the order is that in which they are read.
    private static List<(string Rank, string File)> SampleOf(IEnumerable<string> files, byte[] seed, int percent)
    {
        var all = files
            .Select(file => (Rank: Convert.ToHexStringLower(SHA256.HashData([.. seed, .. Encoding.UTF8.GetBytes(file)])), File: file))
            .OrderBy(one => one.Rank, StringComparer.Ordinal).ToList();
        return all[..(int)Math.Ceiling(all.Count * Math.Clamp(percent, 0, 100) / 100.0)];
    }

    private async Task ReadSessionsAsync(
        List<(string Rank, string File)> sample, byte[] seed, ClassicVerifyMemory? before, int percent, CancellationToken cancellationToken)
    {
        var again = before?.Bad.ToHashSet(StringComparer.Ordinal) ?? [];
        bool WasRead((string Rank, string File) one) =>
            before is not null && string.CompareOrdinal(one.Rank, before.After) <= 0 && !again.Contains(one.File);

        foreach (var _ in sample.Where(WasRead))
        {
            Count(0);
        }

        var after = before?.After ?? "";
        foreach (var portion in sample.Where(one => !WasRead(one)).Chunk(PortionMax))
        {
            await FanOut.ForEachAsync(
                portion, SessionsAtOnceMax, (one, token) => CheckSessionAsync(one.File, token), cancellationToken).ConfigureAwait(false);

            // Those that are read again stand before it.
            after = string.CompareOrdinal(portion[^1].Rank, after) > 0 ? portion[^1].Rank : after;
            var bad = again.Union(_damaged, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (bad.Count <= ClassicVerifyMemory.BadMax)
            {
                await new ClassicVerifyMemory(percent, seed, after, bad).WriteAsync(parts, _memoryPath, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void CheckList(ReadList read, Dictionary<string, ObjectInfo> sessions)
    {
        var key = ClassicNames.Overall.Value;
        Count(0);
        if (read is not { Problem: null, List: { } list })
        {
            Add(new Finding(read.ETag is null ? FindingKind.Missing : FindingKind.Damaged, key, null, FindingAction.Rewrite, read.Problem!));
            return;
        }

        var named = list.Sessions.Select(entry => entry.FileName).ToHashSet(StringComparer.Ordinal);
        var lacking = sessions.Keys.Count(file => !named.Contains(file));
        var tooMany = named.Count(file => !sessions.ContainsKey(file)) + list.Refused.Length;
        var resized = list.Sessions.Count(entry => sessions.TryGetValue(entry.FileName, out var info) && info.Length != entry.FileSize);
        if (lacking + tooMany + resized > 0)
        {
            Add(new Finding(
                FindingKind.Wrong,
                key,
                null,
                FindingAction.Rewrite,
                $"lacks {lacking:N0} of {sessions.Count:N0} sessions, names {tooMany:N0} that are not there, and has {resized:N0} with another size"));
        }
    }

    private void CheckOrphans(Dictionary<string, ObjectInfo> sessions, HashSet<ObjectKey> indexes)
    {
        var needed = sessions.Keys.Select(ClassicNames.Index).ToHashSet();
        foreach (var key in indexes.Where(key => !needed.Contains(key)))
        {
            Count(0);

            // Where no session is listed at all, the listing is what is wrong.
            if (sessions.Count > 0)
            {
                Add(new Finding(FindingKind.Orphaned, key.Value, null, FindingAction.Remove, "belongs to no session"));
            }
        }
    }

    private async Task CheckIndexAsync(
        string file, Dictionary<string, ObjectInfo> sessions, HashSet<ObjectKey> indexes, CancellationToken cancellationToken)
    {
        var key = ClassicNames.Index(file);
        if (!indexes.Contains(key))
        {
            Add(new Finding(FindingKind.Missing, key.Value, IdOf(file), FindingAction.Rewrite, "is missing"));
            return;
        }

        var (index, problem) = await bucket.ReadIndexAsync(file, cancellationToken).ConfigureAwait(false);
        Count(0);
        var finding = (index, problem) switch
        {
            (null, ClassicIndexReader.NamesAnother) when sessions.Keys.Any(other => other != file && ClassicNames.Index(other) == key) =>
                new Finding(FindingKind.Wrong, key.Value, IdOf(file), FindingAction.Lost, $"is shared by two sessions; save {file} under another name"),
            (null, ClassicIndexReader.NamesAnother) => new Finding(FindingKind.Wrong, key.Value, IdOf(file), FindingAction.Rewrite, problem),
            (null, ClassicBucket.IsPlaceholder) => new Finding(FindingKind.Wrong, key.Value, IdOf(file), FindingAction.Rewrite, problem),
            (null, _) => new Finding(FindingKind.Damaged, key.Value, IdOf(file), FindingAction.Rewrite, problem!),
            ({ Shape: ClassicIndexShape.DoubleWrapped }, _) =>
                new Finding(FindingKind.Wrong, key.Value, IdOf(file), FindingAction.Rewrite, "has a whole index in the place of its metadata"),

            // Where the session itself was found damaged, its size says nothing more.
            ({ FileSize: > 0 and var size }, _) when size != sessions[file].Length && !_damaged.Contains(file) =>
                new Finding(FindingKind.Wrong, key.Value, IdOf(file), FindingAction.Rewrite, $"says {size:N0} bytes, and its session has {sessions[file].Length:N0}: that was cut, or rewritten without it"),
            _ => null,
        };
        if (finding is not null)
        {
            Add(finding);
        }
    }

    // From the bucket itself: what this device has of it proves nothing.
    private async Task CheckSessionAsync(string file, CancellationToken cancellationToken)
    {
        var key = ClassicNames.SessionsPrefix + file;
        try
        {
            if (await bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return; // Deleted just now.
            }

            Count(found.Bytes.Length);
            var spool = parts.NewSpool();
            await using (spool.ConfigureAwait(false))
            {
                var reading = await _reader
                    .ReadAsync(found.Bytes, file, found.Info.Modified, parts.Keys, spool, cancellationToken).ConfigureAwait(false);
                if (!reading.Problems.IsEmpty)
                {
                    await AddDamagedAsync(file, key, string.Join("; ", reading.Problems), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (ClassicFormatException e)
        {
            await AddDamagedAsync(file, key, e.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddDamagedAsync(string file, string key, string detail, CancellationToken cancellationToken)
    {
        var isHere = _locals.TryGetValue(file, out var local)
            && await parts.Library.HasContentAsync(local.Info, cancellationToken).ConfigureAwait(false);
        lock (_findings)
        {
            _damaged.Add(file);
        }

        Add(new Finding(
            FindingKind.Damaged, key, IdOf(file), isHere ? FindingAction.PutBack : FindingAction.Lost, detail));
    }

    private SessionId? IdOf(string file) => _locals.TryGetValue(file, out var local) ? local.Info.Id : null;

    private void Add(Finding finding)
    {
        lock (_findings)
        {
            _findings.Add(finding);
        }
    }

    private void Count(long bytes)
    {
        lock (_findings)
        {
            _checked++;
            _bytes += bytes;
            progress?.Report(new VerifyProgress(_checked, Math.Max(_total, _checked), _bytes));
        }
    }
}
