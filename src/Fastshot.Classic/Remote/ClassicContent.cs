using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Remote;

/// <summary>Brings the pictures of a bucket's sessions to this device.</summary>
internal sealed class ClassicContent(ClassicBucket bucket, ClassicRemoteParts parts)
{
    private readonly ClassicSessionReader _reader = new(parts.Files, parts.Inspector, parts.Scheduler, parts.Time);

    /// <summary>Fetches what a listed session consists of; false where the bucket has it not.</summary>
    /// <exception cref="ClassicFormatException">It cannot be read.</exception>
    public async Task<bool> FetchAsync(SessionInfo session, string file, CancellationToken cancellationToken)
    {
        return await ReadAsync(
            file,
            async reading => await parts.Library.Contents
                .FillAsync(session.Id, reading.Session with { Text = session.Text }, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Adds a session from its own object, and returns what an index should say of it; null where it is gone.</summary>
    /// <exception cref="ClassicFormatException">It cannot be read.</exception>
    public async Task<ClassicIndex?> AddAsync(SessionId id, string file, CancellationToken cancellationToken)
    {
        var size = 0L;
        var reading = await ReadAsync(
            file,
            reading => parts.Library.SaveAsync(reading.Session with { Id = id }, cancellationToken: cancellationToken),
            cancellationToken,
            length => size = length).ConfigureAwait(false);
        return reading is null ? null : IndexOf(reading, file, size, parts.Time);
    }

    /// <summary>Looks whether a session that was rewritten has other pictures or annotations than the ones here, and takes them.</summary>
    /// <returns>The session, and what an index should say of it; that is null where it is gone.</returns>
    /// <exception cref="ClassicFormatException">It cannot be read.</exception>
    public async Task<(SessionInfo Session, ClassicIndex? Index)> RefreshAsync(
        SessionInfo session, string file, bool hasContent, CancellationToken cancellationToken)
    {
        var (info, size) = (session, 0L);
        var reading = await ReadAsync(
            file,
            async reading =>
            {
                if (hasContent && !await IsSameAsync(session, reading.Session, cancellationToken).ConfigureAwait(false))
                {
                    info = await parts.Library.Contents
                        .ReplaceAsync(session.Id, reading.Session with { Text = session.Text }, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken,
            length => size = length).ConfigureAwait(false);
        return (info, reading is null ? null : IndexOf(reading, file, size, parts.Time));
    }

    /// <summary>What an index says of a session, from the session itself.</summary>
    public static ClassicIndex IndexOf(ClassicReading reading, string file, long size, TimeProvider time)
    {
        var now = NaiveNow(time);
        var metadata = reading.Document.Metadata ?? new ClassicMetadata { Name = reading.Session.Text.Name, Color = reading.Session.Text.Color };
        return new ClassicIndex
        {
            FileName = file,
            Metadata = metadata with { CreatedAt = metadata.CreatedAt ?? reading.Document.Timestamp ?? now },
            ImageCount = reading.Document.Windows.Length,
            FileSize = size,
            CreatedAt = now,
            LastUpdated = now,
        };
    }

    /// <summary>Now as the older program writes it: local, without an offset.</summary>
    public static string NaiveNow(TimeProvider time) =>
        time.GetLocalNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ClassicReading?> ReadAsync(
        string file, Func<ClassicReading, Task> use, CancellationToken cancellationToken, Action<long>? sized = null)
    {
        if (await bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        sized?.Invoke(found.Info.Length);
        var spool = parts.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var reading = await _reader
                .ReadAsync(found.Bytes, file, found.Info.Modified, parts.Keys, spool, cancellationToken).ConfigureAwait(false);
            await use(reading).ConfigureAwait(false);
            return reading;
        }
    }

    private async Task<bool> IsSameAsync(SessionInfo session, NewSession there, CancellationToken cancellationToken)
    {
        var reader = await parts.Library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var here = reader.Manifest.Shots;
            return here.Length == there.Shots.Length && here.Zip(there.Shots).All(pair =>
                pair.First.Sha256 == pair.Second.Sha256
                && pair.First.Placement == pair.Second.Placement
                && pair.First.Annotations.SequenceEqual(pair.Second.Annotations));
        }
    }
}
