using System.CommandLine;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>The ids, or beginnings of ids, that a verb takes.</summary>
internal static class SessionIds
{
    public static Argument<string> One() =>
        new("ID") { Description = "The session's id, or its first 4 characters or more" };

    public static Argument<string[]> Many(ArgumentArity arity) => new("ID")
    {
        Description = "Ids of sessions, or their first 4 characters or more",
        Arity = arity,
    };

    /// <summary>The sessions of all ids, each once; the first that does not fit ends it.</summary>
    public static async Task<List<SessionInfo>> FindAsync(
        SessionLibrary library, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<SessionInfo>();
        foreach (var id in ids)
        {
            var session = await library.FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (found.TrueForAll(one => one.Id != session.Id))
            {
                found.Add(session);
            }
        }

        return found;
    }
}
