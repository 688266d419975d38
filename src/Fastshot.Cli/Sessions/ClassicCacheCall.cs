using Fastshot.Classic.Cache;
using Fastshot.Classic.Import;
using Fastshot.Cli.Shell;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>How verbs come to the cache that the older program keeps in a home.</summary>
internal static class ClassicCacheCall
{
    /// <summary>The cache of a home that a person named.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<ClassicCache> OpenAsync(
        Invocation call, LocalWorkspace workspace, string given, CancellationToken cancellationToken)
    {
        var home = call.PathOf(given);
        var found = await ClassicPlaces.FindAsync(call.Surroundings.Files, home, cancellationToken).ConfigureAwait(false);
        var cache = new ClassicCache(home, new ClassicCacheParts(
            await ClassicKeys.OfAsync(call, found.Keys, cancellationToken).ConfigureAwait(false),
            workspace.NewSpool,
            call.Surroundings.Files,
            new ImageInspector(() => Vips.Installed),
            call.Surroundings.Scheduler,
            call.Surroundings.Random,
            call.Surroundings.Time));
        return await cache.IsThereAsync(cancellationToken).ConfigureAwait(false)
            ? cache
            : throw new CliException(
                ExitCode.NotFound,
                "no_cache",
                $"The older program has no cache in {given}",
                "Name the home of a person who used it: the folder that holds .fastshot/meta_cache.");
    }
}
