using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>Something done to several sessions at once, and how it is said.</summary>
/// <param name="Done">As <c>Moved to the trash</c>.</param>
/// <param name="WouldDo">As <c>Would move to the trash</c>.</param>
internal sealed record SessionsChange(string Done, string WouldDo, Func<SessionLibrary, IReadOnlyList<SessionId>, CancellationToken, Task> ActAsync)
{
    /// <summary>What is said, as <c>Already in the trash</c>, of a session that was so before; null where none can be.</summary>
    public Func<SessionInfo, string?> Already { get; init; } = _ => null;

    /// <summary>Does it, unless the run is dry, and says so: each session on a line.</summary>
    public async Task RunAsync(
        Invocation call, SessionLibrary library, IReadOnlyList<SessionInfo> sessions, CancellationToken cancellationToken)
    {
        if (!call.Options.IsDryRun)
        {
            await ActAsync(library, [.. sessions.Select(session => session.Id)], cancellationToken).ConfigureAwait(false);
        }

        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("items");
                foreach (var session in sessions)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", session.Id.Text);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var session in sessions)
        {
            var what = Already(session) ?? (call.Options.IsDryRun ? WouldDo : Done);
            call.Output.Note($"{what}: {session.Id} '{session.Text.Name}'");
        }
    }
}
