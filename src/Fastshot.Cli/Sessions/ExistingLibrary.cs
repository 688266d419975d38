using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>The library that a verb needs to be there.</summary>
internal static class ExistingLibrary
{
    /// <summary>Opens it, and says what it had to mend.</summary>
    /// <exception cref="CliException">Nothing was saved yet, so no session can have that id.</exception>
    public static async Task<SessionLibrary> OpenAsync(
        Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false)
            ?? throw Missing(call);
        call.Report(library);
        return library;
    }

    /// <summary>Nothing was saved yet.</summary>
    public static CliException Missing(Invocation call) => new(
        ExitCode.NotFound,
        "no_library",
        $"There is no library in {call.Places.Library} yet",
        "Save something first: fastshot save shot.png");
}
