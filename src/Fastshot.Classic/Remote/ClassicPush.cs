using Fastshot.Classic.Export;
using Fastshot.Classic.Format;
using Fastshot.Core.Exchange;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Classic.Remote;

/// <summary>Brings into the bucket what changed here: the session, then its index. The overall list comes last, for all of them.</summary>
internal sealed class ClassicPush(
    ClassicBucket bucket, ClassicRemoteParts parts, ClassicContent content, SyncTally tally, IReadOnlySet<string> taken)
{
    private const int NamesMax = 50;

    private readonly ClassicSessionWriter _writer = new(parts.Library, parts.Files, parts.Inspector, parts.Scheduler, parts.Time);
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>What was written in this run, for the overall list.</summary>
    public Dictionary<string, (ObjectInfo Info, string Sha256)> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>What was agreed on with them; it is remembered when the overall list has them.</summary>
    public Dictionary<string, LocalSession> Agreed { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Saves a session that the bucket never had.</summary>
    public async Task SaveAsync(LocalSession local, CancellationToken cancellationToken)
    {
        if (!await parts.Library.HasContentAsync(local.Info, cancellationToken).ConfigureAwait(false))
        {
            tally.Fail(local.Info.Id.Text, "Its pictures are neither on this device nor in the bucket.");
            return;
        }

        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            for (var number = 1; number <= NamesMax; number++)
            {
                var file = NameOf(local.Info, number);
                lock (_taken)
                {
                    if (!_taken.Add(file))
                    {
                        continue;
                    }
                }

                if (await TrySaveAsync(local, file, spool, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }

        tally.Fail(local.Info.Id.Text, $"The bucket has {NamesMax} sessions of this name and second; give it another name.");
    }

    /// <summary>Rewrites a session under its name: metadata in place, all of it where the content changed.</summary>
    public async Task EditAsync(LocalSession local, KnownSession known, CancellationToken cancellationToken)
    {
        var file = local.File!;
        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var edited = known.Content == local.Content
                ? await SplicedAsync(local, file, spool, cancellationToken).ConfigureAwait(false)
                : await WholeAsync(local, file, spool, cancellationToken).ConfigureAwait(false);
            if (edited is not var (index, spooled, condition) || index is null)
            {
                return;
            }

            try
            {
                var info = await bucket.PutSessionAsync(file, spool.ContentOf(spooled), condition, cancellationToken).ConfigureAwait(false);
                await FinishAsync(local, file, index, info, spooled, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                tally.Fail(local.Info.Id.Text, $"{file} was changed by another device just now; the next sync joins both.");
            }
        }
    }

    /// <summary>Deletes a session from the bucket; one that lies in the trash here has its pictures here before.</summary>
    public async Task DeleteAsync(string file, LocalSession? local, CancellationToken cancellationToken)
    {
        if (local is not null && !await parts.Library.HasContentAsync(local.Info, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await content.FetchAsync(local.Info, file, cancellationToken).ConfigureAwait(false);
            }
            catch (ClassicFormatException e)
            {
                tally.Fail(local.Info.Id.Text, $"{file} {e.Message}. It stays in the bucket until it is purged here.");
                return;
            }
        }

        await bucket.DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        Deleted.Add(file);
        tally.CountPush();
    }

    // Only names that begin with a time keep the order of a listing, and are never taken for the temporary cache.
    private string NameOf(SessionInfo session, int number)
    {
        var name = _writer.FileNameOf(session);
        if (name.Length < 16 || name[14] != '_' || name.AsSpan(0, 14).ContainsAnyExceptInRange('0', '9'))
        {
            name = _writer.FileNameOf(session with { Source = session.Source with { ClassicFile = null } });
        }

        return number == 1 ? name : ClassicNames.Next(name, number);
    }

    private async Task<bool> TrySaveAsync(LocalSession local, string file, Spool spool, CancellationToken cancellationToken)
    {
        // Before it is sent: whatever happens then, the next run finds it under this name.
        if (local.File != file)
        {
            await parts.Library.Contents.NameAsync(local.Info.Id, file, cancellationToken).ConfigureAwait(false);
        }

        var (index, spooled) = await WriteAsync(local.Info, file, spool, cancellationToken).ConfigureAwait(false);
        ObjectInfo info;
        try
        {
            info = await bucket.PutSessionAsync(file, spool.ContentOf(spooled), PutCondition.Absent, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            // Ours, of a run that was interrupted, or whose answer was lost; or another session of the same second.
            if (await bucket.HeadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } there || there.Length != spooled.Size)
            {
                return false;
            }

            info = there;
        }

        await FinishAsync(local, file, index, info, spooled, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task FinishAsync(
        LocalSession local, string file, ClassicIndex index, ObjectInfo info, SpooledFile spooled, CancellationToken cancellationToken)
    {
        await bucket.PutIndexAsync(index, cancellationToken).ConfigureAwait(false);
        lock (_taken)
        {
            Written[file] = (info, spooled.Sha256.Hex);
            Agreed[file] = local;
        }

        tally.CountPush();
        tally.Advance(spooled.Size);
    }

    private async Task<(ClassicIndex Index, SpooledFile Spooled)> WriteAsync(
        SessionInfo session, string file, Spool spool, CancellationToken cancellationToken)
    {
        ClassicIndex? index = null;
        var spooled = await spool.WriteAsync(
            async sink => index = await _writer
                .WriteAsync(session, file, parts.Keys.FirstOrDefault(), isObject: true, spool, sink, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return (Stamped(index!), spooled);
    }

    private async Task<(ClassicIndex? Index, SpooledFile Spooled, PutCondition Condition)?> WholeAsync(
        LocalSession local, string file, Spool spool, CancellationToken cancellationToken)
    {
        if (!await parts.Library.HasContentAsync(local.Info, cancellationToken).ConfigureAwait(false))
        {
            tally.Fail(local.Info.Id.Text, "Its pictures are not on this device, so its changes wait.");
            return null;
        }

        var (index, spooled) = await WriteAsync(local.Info, file, spool, cancellationToken).ConfigureAwait(false);
        return (index, spooled, PutCondition.None);
    }

    private async Task<(ClassicIndex? Index, SpooledFile Spooled, PutCondition Condition)?> SplicedAsync(
        LocalSession local, string file, Spool spool, CancellationToken cancellationToken)
    {
        try
        {
            if (await bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null; // It left just now; the next run sees it.
            }

            var offset = ClassicContainer.PayloadOffset(found.Bytes);
            var json = ClassicContainer.Open(found.Bytes, parts.Keys, out var key);
            var document = ClassicDocumentReader.Read(json);
            var metadata = _writer.MetadataOf(local.Info, document.Metadata, file);
            if (!MetadataSplice.TryApply(json, metadata, out var pieces))
            {
                // A bare session: there is no place for metadata in it.
                return await WholeAsync(local, file, spool, cancellationToken).ConfigureAwait(false);
            }

            var spooled = await spool.WriteAsync(
                sink => CipherAsync(found.Bytes.AsMemory(0, offset), pieces, key, sink, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            var index = new ClassicIndex
            {
                FileName = file,
                Metadata = metadata,
                ImageCount = document.Windows.Length,
                FileSize = spooled.Size,
            };
            return (Stamped(index), spooled, PutCondition.Unchanged(found.Info.ETag));
        }
        catch (ClassicFormatException e)
        {
            tally.Fail(local.Info.Id.Text, $"{file} {e.Message}, so its changes stay on this device.");
            return null;
        }
    }

    private static async Task CipherAsync(
        ReadOnlyMemory<byte> cover,
        ReadOnlyMemory<byte>[] pieces,
        string? key,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> sink,
        CancellationToken cancellationToken)
    {
        await sink(cover, cancellationToken).ConfigureAwait(false);
        var cipher = key is null ? null : new ClassicCipher(key);
        var buffer = new byte[128 << 10];
        var position = 0L;
        foreach (var piece in pieces)
        {
            for (var rest = piece; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, buffer.Length)..])
            {
                var part = buffer.AsMemory(0, Math.Min(rest.Length, buffer.Length));
                rest[..part.Length].CopyTo(part);
                cipher?.Apply(part.Span, position);
                position += part.Length;
                await sink(part, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ClassicIndex Stamped(ClassicIndex index)
    {
        var now = ClassicContent.NaiveNow(parts.Time);
        return index with { CreatedAt = now, LastUpdated = now };
    }
}
