using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Doctor;

/// <summary>One thing that was looked at. What is only recommended is fine without it, with a hint.</summary>
internal sealed record Check(string Name, bool IsOk, string Detail, string? Hint = null);

/// <summary>Looks at all that the program needs on this machine.</summary>
internal sealed class Examination(Invocation call)
{
    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) =>
    [
        await SettingsAsync(cancellationToken).ConfigureAwait(false),
        await LibraryAsync(cancellationToken).ConfigureAwait(false),
        .. await KeyAsync(cancellationToken).ConfigureAwait(false),
        await WritingAsync(cancellationToken).ConfigureAwait(false),
        .. await RemoteExamination.RunAsync(call, cancellationToken).ConfigureAwait(false),
        .. await LayoutAsync(cancellationToken).ConfigureAwait(false),
        Images(),
        Tool("age", "with it, sealed files can be opened without Fastshot", "apt install age"),
        Tool("tar", "with it, a session's pictures can be taken out without Fastshot", "apt install tar"),
    ];

    private async Task<Check> SettingsAsync(CancellationToken cancellationToken)
    {
        var settings = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        return settings.Problems.Count == 0
            ? new Check("settings", true, call.Places.ConfigFile)
            : new Check("settings", false, $"{settings.Problems.Count} problems in {call.Places.ConfigFile}", "fastshot config check names them.");
    }

    // Not wrong, and yet to be known each time that somebody asks how things are.
    private async Task<Check[]> LayoutAsync(CancellationToken cancellationToken)
    {
        var settings = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        if (settings is not { Layout: RemoteLayout.Classic, Remote.Length: > 0 })
        {
            return [];
        }

        var keys = await ClassicKeys.OfAsync(call, [], cancellationToken).ConfigureAwait(false);
        return [new Check("privacy", true, ClassicSetUp.Warning, ClassicSetUp.HintOf(keys.Count > 0))];
    }

    private async Task<Check> LibraryAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var workspace = call.OpenWorkspace();
            var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
            if (library is null)
            {
                return new Check("library", true, $"none yet; the first save makes one in {call.Places.Library}");
            }

            var refused = library.Notices.OfType<LibraryNotice.RecordRefused>().Count();
            var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
            return refused == 0
                ? new Check("library", true, $"{Words.Count(counts.Sessions, "session")} in {call.Places.Library}")
                : new Check("library", false, $"{Words.Count(refused, "record")} cannot be read", "fastshot status says which.");
        }
        catch (Exception e) when (e is VaultException or LibraryException or IndexException or StoreException or KeyringException)
        {
            return new Check("library", false, e.Message, Failure.Of(e, isInterrupted: false).Hint);
        }
    }

    // Whether it can be had there is what the library says.
    private async Task<Check[]> KeyAsync(CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        try
        {
            var location = await workspace.Keys.LocateAsync(cancellationToken).ConfigureAwait(false);
            var wanted = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)).Keyring;
            return location switch
            {
                null => [],
                { Keyring: null } when wanted is KeyringMode.System => [Kept(location, "keyring = system is for new libraries; this one's key moves by fastshot key store system.")],
                { Keyring: not null } when wanted is KeyringMode.File => [Kept(location, "keyring = file is for new libraries; this one's key moves by fastshot key store file.")],
                _ => [Kept(location, hint: null)],
            };
        }
        catch (StoreException e)
        {
            return [new Check("key", false, e.Message, Failure.Of(e, isInterrupted: false).Hint)];
        }
    }

    private static Check Kept(KeyLocation location, string? hint) => new("key", true, $"in {KeyPlace.Words(location)}", hint);

    private async Task<Check> WritingAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(call.Places.State, "doctor");
        try
        {
            await new AtomicFile(call.Surroundings.Files, call.Surroundings.Random)
                .WriteAsync(path, "x"u8.ToArray(), overwrite: true, cancellationToken).ConfigureAwait(false);
            await call.Surroundings.Files.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
            return new Check("writing", true, $"files in {call.Places.State} can be written durably");
        }
        catch (StoreException e)
        {
            return new Check("writing", false, e.Message, Failure.Of(e, isInterrupted: false).Hint);
        }
    }

    private static Check Images() => Vips.Installed is { } vips
        ? new Check("pictures", true, $"libvips {vips.Version}: previews of JPEG, WebP, GIF and AVIF")
        : new Check(
            "pictures",
            true,
            "PNG is always previewed; libvips is not installed",
            "With it, JPEG, WebP, GIF and AVIF are previewed too: apt install libvips42");

    private Check Tool(string name, string use, string install)
    {
        var folders = (call.Surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is not null
            ? new Check(name, true, $"{found}: {use}")
            : new Check(name, true, $"not installed; {use}", install);
    }
}
