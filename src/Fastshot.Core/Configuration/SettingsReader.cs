namespace Fastshot.Core.Configuration;

/// <summary>Takes values out of a config.ini, and notes whatever is wrong on the way.</summary>
internal sealed class SettingsReader(ConfigFile file)
{
    private readonly List<ConfigProblem> _problems = [.. file.Problems];

    /// <summary>The value of a key, or its default where it is missing, blank or broken.</summary>
    public T Read<T>(SettingKey<T> key)
    {
        if (file.Find(SettingKey.Section, key.Name) is not { } entry)
        {
            return key.Default;
        }

        if (key.TryRead(entry.Value, out var value))
        {
            return value;
        }

        var instead = key.DefaultText.Length == 0 ? "it counts as not set" : $"{key.DefaultText} is used instead";
        var what = entry.Value.Length == 0 ? "is blank" : $"'{key.Shown(entry.Value)}' is not {key.Accepts}";
        Add(entry, $"{what}; {instead}", $"write {key.Accepts}, or remove the line");
        return key.Default;
    }

    /// <summary>All that is wrong: line by line first, then what the settings say together.</summary>
    public IReadOnlyList<ConfigProblem> ProblemsOf(Settings settings)
    {
        AddNames();
        _problems.AddRange(OlderProgramTraps.Of(file));
        _problems.Sort((a, b) => (a.Line ?? int.MaxValue).CompareTo(b.Line ?? int.MaxValue));
        AddContradictions(settings);
        return _problems;
    }

    private void AddNames()
    {
        var last = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var entry in file.Entries.Where(entry => entry.Section == SettingKey.Section))
        {
            if (SettingKeys.Find(entry.Key) is null)
            {
                var meant = Suggestion.For(entry.Key, SettingKeys.All.Select(key => key.Name));
                var hint = meant is null ? null : $"did you mean '{meant}'?";
                Add(entry, "is not a key that Fastshot knows; it has no effect", hint);
            }

            if (last.TryGetValue(entry.Key, out var earlier))
            {
                Add(earlier, $"is written again on line {entry.Line}, which counts", "remove one of the two");
            }

            last[entry.Key] = entry;
        }

        foreach (var entry in file.Entries.Where(IsElsewhere))
        {
            Add(entry, $"stands in [{entry.Section}] and has no effect", $"the section is [{SettingKey.Section}]");
        }
    }

    // In a section that is ours but for its letters, or with a value of ours in one that nobody knows.
    private static bool IsElsewhere(ConfigEntry entry) =>
        entry.Section != SettingKey.Section
        && (string.Equals(entry.Section.Trim(), SettingKey.Section, StringComparison.OrdinalIgnoreCase)
            || (!OlderProgramTraps.Sections.Contains(entry.Section) && entry.Value.Length > 0 && SettingKeys.OfOlderProgram.Contains(entry.Key)));

    private void AddContradictions(Settings settings)
    {
        if (settings is { CloudSyncEnabled: true, S3BucketName: "" })
        {
            AddMissing(SettingKeys.S3BucketName, "is not set, but cloud_sync_enabled is on");
        }

        if (settings is { ProxyEnabled: true, ProxyUrl: null })
        {
            AddMissing(SettingKeys.ProxyUrl, "is not set, but proxy_enabled is on");
        }

        if (settings.AwsAccessKey.Length == 0 != (settings.AwsSecretKey.Length == 0))
        {
            AddMissing(
                settings.AwsAccessKey.Length == 0 ? SettingKeys.AwsAccessKey : SettingKeys.AwsSecretKey,
                "is not set, but the other half of the pair is; neither is used");
        }
    }

    private void Add(ConfigEntry entry, string message, string? hint) =>
        _problems.Add(new ConfigProblem(entry.Key, entry.Line, message, hint));

    private void AddMissing(SettingKey key, string message) => _problems.Add(new ConfigProblem(key.Name, null, message));
}
