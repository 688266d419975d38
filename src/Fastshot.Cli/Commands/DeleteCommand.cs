using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot delete ID…</c>: puts sessions into the trash.</summary>
internal sealed class DeleteCommand() : TrashVerb("delete", "Puts sessions into the trash; restore takes them out again.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot delete 7k3m x2vw", "Puts two sessions into the trash."),
    ];

    protected override SessionsChange Change =>
        new("Moved to the trash", "Would move to the trash", (library, ids, token) => library.TrashAsync(ids, token))
        {
            Already = session => session.Trashed is null ? null : "Already in the trash",
        };
}
