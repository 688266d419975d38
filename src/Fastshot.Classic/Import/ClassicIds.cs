using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Import;

/// <summary>The ids of the older program's sessions: they follow from the file's name, the same on every device.</summary>
internal static class ClassicIds
{
    public static SessionId Of(string fileName) => OfSeed($"classic:{fileName}");

    /// <summary>The id for a file name and, on a clash, its content: the first that was not purged.</summary>
    /// <remarks>An id that was purged is never used again: what is brought back gets another, the same everywhere.</remarks>
    public static async Task<(SessionId Id, Entry.Live? Entry)> FreeAsync(
        SessionLibrary library, string fileName, Digest? content, CancellationToken cancellationToken)
    {
        var seed = content is { } digest ? $"classic:{fileName}:{digest.Hex}" : $"classic:{fileName}";
        var id = OfSeed(seed);
        for (var purged = 1; ; purged++)
        {
            switch (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    return (id, null);
                case Entry.Live live:
                    return (id, live);
                default:
                    id = OfSeed($"{seed}:again{purged}");
                    break;
            }
        }
    }

    private static SessionId OfSeed(string seed) =>
        SessionId.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, SessionId.SizeBytes));
}
