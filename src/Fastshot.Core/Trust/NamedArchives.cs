using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>The archives that the state names, of all sessions and all their versions, with no more of them in memory than a name.</summary>
internal sealed class NamedArchives
{
    private const int PageMax = 1000;

    private readonly Dictionary<Digest, Named> _all = [];

    public int Count => _all.Count;

    public long Bytes { get; private set; }

    /// <summary>Those that are left, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<Digest, Named>> Rest => _all.OrderBy(one => one.Key);

    public static async Task<NamedArchives> ReadAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var named = new NamedArchives();
        foreach (var isTrash in (bool[])[false, true])
        {
            int count;
            var offset = 0;
            do
            {
                var page = await library.QueryAsync(
                    new SessionQuery { Trash = isTrash, Limit = PageMax, Offset = offset }, cancellationToken).ConfigureAwait(false);
                foreach (var session in page.Sessions)
                {
                    named.Add(session.Id, await library.EntryOfAsync(session.Id, cancellationToken).ConfigureAwait(false));
                }

                count = page.Sessions.Length;
                offset += count;
            }
            while (count == PageMax);
        }

        return named;
    }

    public bool Contains(Digest archive) => _all.ContainsKey(archive);

    /// <summary>Whose an archive is; null where no session names it.</summary>
    public SessionId? SessionOf(Digest archive) => _all.TryGetValue(archive, out var named) ? named.Session : null;

    /// <summary>Takes one out: it was met.</summary>
    public bool Take(Digest archive, out Named named) => _all.Remove(archive, out named);

    private void Add(SessionId session, Entry? entry)
    {
        foreach (var archive in entry is Entry.Live live ? ContentHistory.ArchivesOf(live) : [])
        {
            if (_all.TryAdd(archive.Sha256, new Named(archive.Length, session)))
            {
                Bytes += archive.Length;
            }
        }
    }

    /// <summary>How long an archive is, and whose.</summary>
    public readonly record struct Named(long Length, SessionId Session);
}
