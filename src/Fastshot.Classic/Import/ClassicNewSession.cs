using Fastshot.Classic.Format;
using Fastshot.Core.Library;

namespace Fastshot.Classic.Import;

/// <summary>Gives a new session the id that all other devices will give it when they find it in a classic bucket.</summary>
public static class ClassicNewSession
{
    /// <summary>The session with the id of the file name that it is going to have; as it is, where that id is taken.</summary>
    public static async Task<NewSession> WithIdAsync(
        SessionLibrary library, NewSession session, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        var created = session.Created ?? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        var local = TimeZoneInfo.ConvertTime(created, time.LocalTimeZone).DateTime;
        var id = ClassicIds.Of(ClassicNames.New(local, session.Text.Name, session.Text.Description));
        return session.Id is null && await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is null
            ? session with { Id = id, Created = created }
            : session;
    }
}
