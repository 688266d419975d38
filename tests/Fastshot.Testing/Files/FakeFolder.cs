namespace Fastshot.Testing.Files;

/// <summary>The names of a folder: as the process sees them, as they are durable, and what happened in between.</summary>
/// <param name="path">Its path.</param>
/// <param name="isDurable">Whether its own name is: otherwise a crash may lose it with all that it holds.</param>
internal sealed class FakeFolder(string path, bool isDurable)
{
    private readonly Dictionary<string, FakeFile> _visible = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeFile> _durable = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<FakeFile?>> _unsynced = new(StringComparer.Ordinal);

    /// <summary>The path of the folder that holds it; null for the root.</summary>
    public string? Parent { get; } = ParentOf(path);

    public bool IsDurable { get; set; } = isDurable;

    public IReadOnlyDictionary<string, FakeFile> Visible => _visible;

    public IReadOnlyDictionary<string, FakeFile> Durable => _durable;

    /// <summary>For each name what it stood for, in turn, since the folder was synced; null where it was removed.</summary>
    public IReadOnlyDictionary<string, List<FakeFile?>> Unsynced => _unsynced;

    /// <summary>The path of the folder in which something lies; null for the root.</summary>
    public static string? ParentOf(string path) =>
        path.LastIndexOf('/') switch
        {
            > 0 and var end => path[..end],
            0 when path.Length > 1 => "/",
            _ => null,
        };

    /// <summary>Lets a name stand for a file, or, with null, for none.</summary>
    public void Set(string name, FakeFile? file)
    {
        if (!_unsynced.TryGetValue(name, out var changes))
        {
            _unsynced[name] = changes = [];
        }

        changes.Add(file);
        Set(_visible, name, file);
    }

    public void SetDurably(string name, FakeFile? file)
    {
        Set(_visible, name, file);
        Set(_durable, name, file);
    }

    public void Sync()
    {
        foreach (var (name, changes) in _unsynced)
        {
            Set(_durable, name, changes[^1]);
        }

        _unsynced.Clear();
    }

    private static void Set(Dictionary<string, FakeFile> names, string name, FakeFile? file)
    {
        if (file is null)
        {
            names.Remove(name);
        }
        else
        {
            names[name] = file;
        }
    }
}
