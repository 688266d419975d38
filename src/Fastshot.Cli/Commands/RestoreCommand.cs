using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot restore ID…</c>: takes sessions out of the trash.</summary>
internal sealed class RestoreCommand() : TrashVerb("restore", "Takes sessions out of the trash.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot restore 7k3m", "Takes a session out of the trash."),
    ];

    protected override SessionsChange Change =>
        new("Restored", "Would restore", (library, ids, token) => library.RestoreAsync(ids, token))
        {
            Already = session => session.Trashed is null ? "Not in the trash" : null,
        };
}
