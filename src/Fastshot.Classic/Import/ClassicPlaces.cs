using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Import;

/// <summary>What a person pointed at holds: session files, notes, and the keys that a config.ini beside them names.</summary>
public sealed record ClassicPlaces(IReadOnlyList<string> Sessions, IReadOnlyList<string> Notes, IReadOnlyList<string> Keys)
{
    /// <summary>The bucket that a config.ini there names; empty where none does.</summary>
    public string Bucket { get; init; } = "";

    // A home of the older program, its .fastshot folder, a bucket laid out as a folder, or a folder of files.
    private static readonly string[] SessionFolders = ["", ".fastshot/sessions", "fastshot_sessions", "sessions"];
    private static readonly string[] NoteFolders = [".fastshot/quicknotes", "quicknotes", "quicknotes/notes"];

    // What the older program searched for, suggests while one types, and knows of its own cache of notes.
    private static readonly string[] NotTaken =
    [
        ".fastshot/saved_tags.json", ".fastshot/saved_classes.json", ".fastshot/quicknotes/search_history.json",
        ".fastshot/quicknotes/failed_syncs.json", ".fastshot/quicknotes/cache_info.json",
    ];

    /// <summary>Files of a home that nothing is taken from, below the folder.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Looks at a folder; a file that is not where it is looked for is passed over.</summary>
    public static async Task<ClassicPlaces> FindAsync(
        IFileSystem files, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var config = await ConfigAsync(files, Path.Combine(folder, "config.ini"), cancellationToken).ConfigureAwait(false);
        var settings = config is null ? null : Settings.From(config);
        return new ClassicPlaces(
            await FilesAsync(files, folder, SessionFolders, IsSession, cancellationToken).ConfigureAwait(false),
            await FilesAsync(files, folder, NoteFolders, ClassicNote.IsFileName, cancellationToken).ConfigureAwait(false),
            [
                .. new[] { settings?.EncryptionKey, config?.Get("NotesSync", "encryption_key") }
                    .OfType<string>().Where(key => !string.IsNullOrWhiteSpace(key)),
            ])
        {
            Bucket = settings?.S3BucketName ?? "",
            LeftOut = await LeftOutAsync(files, folder, cancellationToken).ConfigureAwait(false),
        };
    }

    private static bool IsSession(string name) => name.EndsWith(".fastshot", StringComparison.OrdinalIgnoreCase);

    private static async Task<List<string>> FilesAsync(
        IFileSystem files, string folder, string[] below, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var path in below.Select(name => Path.Combine(folder, name)))
        {
            var entries = await files.ListAsync(path, cancellationToken).ConfigureAwait(false) ?? [];
            found.AddRange(entries
                .Where(entry => !entry.IsFolder && isWanted(entry.Name))
                .Select(entry => Path.Combine(path, entry.Name))
                .Order(StringComparer.Ordinal));
        }

        return found;
    }

    private static async Task<List<string>> LeftOutAsync(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var name in NotTaken)
        {
            if (await files.StatAsync(Path.Combine(folder, name), cancellationToken).ConfigureAwait(false) is { IsFolder: false })
            {
                found.Add(name);
            }
        }

        return found;
    }

    private static async Task<ConfigFile?> ConfigAsync(IFileSystem files, string path, CancellationToken cancellationToken) =>
        await files.StatAsync(path, cancellationToken).ConfigureAwait(false) is { IsFolder: false }
            ? await ConfigFile.ReadAsync(files, path, cancellationToken).ConfigureAwait(false)
            : null;
}
