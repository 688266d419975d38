namespace Fastshot.Testing.Files;

/// <summary>Everything that a crash may decide at one moment, and the states that come of it.</summary>
/// <remarks>
/// A name that was not synced is, each for itself, as it was after any of its changes; a file's unsynced end is lost,
/// half there, zeros, or there; a folder whose name was not synced is lost with all that it holds, or there. So names
/// and bytes may be lost and reordered in any combination.
/// </remarks>
internal sealed class CrashChoices
{
    private readonly IReadOnlyDictionary<string, FakeFolder> _folders;
    private readonly List<(string Folder, string Name, List<FakeFile?> Changes)> _names;
    private readonly List<FakeFile> _files;
    private readonly List<string> _newFolders;
    private readonly int[] _bounds;

    public CrashChoices(IReadOnlyDictionary<string, FakeFolder> folders)
    {
        _folders = folders;
        _names =
        [
            .. from folder in folders.OrderBy(folder => folder.Key, StringComparer.Ordinal)
               from change in folder.Value.Unsynced
               select (folder.Key, change.Key, change.Value),
        ];
        _files =
        [
            .. folders.OrderBy(folder => folder.Key, StringComparer.Ordinal)
                .SelectMany(folder => folder.Value.Durable.OrderBy(name => name.Key, StringComparer.Ordinal))
                .Select(name => name.Value)
                .Concat(_names.SelectMany(name => name.Changes).OfType<FakeFile>())
                .Where(file => !file.IsSynced)
                .Distinct(),
        ];
        _newFolders = [.. folders.Where(folder => !folder.Value.IsDurable).Select(folder => folder.Key).Order(StringComparer.Ordinal)];
        _bounds =
        [
            .. _names.Select(name => name.Changes.Count + 1),
            .. _files.Select(_ => Enum.GetValues<UnsyncedTail>().Length),
            .. _newFolders.Select(_ => 2),
        ];
    }

    /// <summary>All choices where they are few; otherwise the extremes, each thing for itself, and some by lot.</summary>
    public IEnumerable<int[]> Enumerate(int countMax)
    {
        var all = _bounds.Aggregate(1L, (product, bound) => Math.Min(product * bound, int.MaxValue));
        return all <= countMax
            ? Enumerable.Range(0, (int)all).Select(Numbered)
            : Extremes().Concat(ByLot(new SeededRandom(1))).Take(countMax);
    }

    public int[] Draw(SeededRandom random) => [.. _bounds.Select(random.Next)];

    public Dictionary<string, FakeFolder> Apply(int[] choice)
    {
        var survivors = new Dictionary<FakeFile, FakeFile>();
        var result = new Dictionary<string, FakeFolder>(StringComparer.Ordinal);
        var lost = _newFolders.Where((_, i) => choice[_names.Count + _files.Count + i] == 0).ToList();
        foreach (var (path, folder) in _folders.Where(folder => !lost.Exists(above => FakeFileSystem.IsWithin(folder.Key, above))))
        {
            result[path] = new FakeFolder(path, isDurable: true);
            foreach (var (name, file) in folder.Durable)
            {
                result[path].SetDurably(name, Survivor(file));
            }
        }

        for (var i = 0; i < _names.Count; i++)
        {
            var (folder, name, changes) = _names[i];
            if (choice[i] > 0 && result.TryGetValue(folder, out var found))
            {
                var file = changes[choice[i] - 1];
                found.SetDurably(name, file is null ? null : Survivor(file));
            }
        }

        return result;

        FakeFile Survivor(FakeFile file)
        {
            if (!survivors.TryGetValue(file, out var survivor))
            {
                var index = _files.IndexOf(file);
                var tail = index < 0 ? UnsyncedTail.Kept : (UnsyncedTail)choice[_names.Count + index];
                survivors[file] = survivor = file.AfterCrash(tail);
            }

            return survivor;
        }
    }

    private int[] Numbered(int number)
    {
        var choice = new int[_bounds.Length];
        for (var i = 0; i < choice.Length; i++)
        {
            (number, choice[i]) = Math.DivRem(number, _bounds[i]);
        }

        return choice;
    }

    private IEnumerable<int[]> Extremes()
    {
        var lost = new int[_bounds.Length];
        int[] kept = [.. _bounds.Select(bound => bound - 1)];
        yield return lost;
        yield return kept;
        for (var i = 0; i < _bounds.Length; i++)
        {
            for (var value = 0; value < _bounds[i]; value++)
            {
                yield return With(lost, i, value);
                yield return With(kept, i, value);
            }
        }
    }

    private IEnumerable<int[]> ByLot(SeededRandom random)
    {
        while (true)
        {
            yield return Draw(random);
        }
    }

    private static int[] With(int[] choice, int index, int value)
    {
        int[] changed = [.. choice];
        changed[index] = value;
        return changed;
    }
}
