namespace Fastshot.Core.Configuration;

/// <summary>The kind of operating system, as far as it decides where a program keeps its files.</summary>
public enum SystemKind
{
    Linux,
    MacOS,
    Windows,
}

/// <summary>Where one installation keeps its files, as absolute paths.</summary>
/// <param name="ConfigFile">The config.ini.</param>
/// <param name="Library">The folder of the library: what must never be lost.</param>
/// <param name="Cache">The folder of what can be fetched or derived again.</param>
/// <param name="State">The folder of logs and locks.</param>
public sealed record Places(string ConfigFile, string Library, string Cache, string State)
{
    private const string Name = "fastshot";

    /// <summary>Everything under one folder: portable mode.</summary>
    public static Places Under(SystemKind system, string home) => new(
        Join(system, home, "config.ini"),
        Join(system, home, "library"),
        Join(system, home, "cache"),
        Join(system, home, "state"));

    /// <summary>The places of a person's own installation, or the reason why they cannot be told.</summary>
    /// <param name="variable">The environment: the value of a variable, or null where it is not set.</param>
    /// <remarks>Linux: the XDG Base Directory Specification 0.8, by which a relative path is ignored.</remarks>
    public static Places? Find(SystemKind system, Func<string, string?> variable, out string? reason)
    {
        reason = null;
        return system switch
        {
            SystemKind.Windows => OnWindows(variable, out reason),
            SystemKind.MacOS => OnMac(variable, out reason),
            _ => OnLinux(variable, out reason),
        };
    }

    private static Places? OnLinux(Func<string, string?> variable, out string? reason)
    {
        var home = Rooted(variable("HOME"));
        var config = Rooted(variable("XDG_CONFIG_HOME")) ?? Below(home, ".config");
        var data = Rooted(variable("XDG_DATA_HOME")) ?? Below(home, ".local/share");
        var cache = Rooted(variable("XDG_CACHE_HOME")) ?? Below(home, ".cache");
        var state = Rooted(variable("XDG_STATE_HOME")) ?? Below(home, ".local/state");
        if (config is null || data is null || cache is null || state is null)
        {
            reason = "HOME is not set to an absolute path";
            return null;
        }

        reason = null;
        return new Places($"{config}/{Name}/config.ini", $"{data}/{Name}", $"{cache}/{Name}", $"{state}/{Name}");
    }

    private static Places? OnMac(Func<string, string?> variable, out string? reason)
    {
        if (Rooted(variable("HOME")) is not { } home)
        {
            reason = "HOME is not set to an absolute path";
            return null;
        }

        reason = null;
        var support = $"{home}/Library/Application Support/{Name}";
        return new Places(
            $"{support}/config.ini", $"{support}/library", $"{home}/Library/Caches/{Name}", $"{support}/state");
    }

    // The library does not roam: it may be large, and it is this device's own.
    private static Places? OnWindows(Func<string, string?> variable, out string? reason)
    {
        if (NotEmpty(variable("APPDATA")) is not { } roaming || NotEmpty(variable("LOCALAPPDATA")) is not { } local)
        {
            reason = "APPDATA or LOCALAPPDATA is not set";
            return null;
        }

        reason = null;
        return new Places(
            $@"{roaming}\{Name}\config.ini",
            $@"{local}\{Name}\library",
            $@"{local}\{Name}\cache",
            $@"{local}\{Name}\state");
    }

    private static string Join(SystemKind system, string folder, string name)
    {
        var separator = system is SystemKind.Windows ? '\\' : '/';
        return folder.EndsWith(separator) ? folder + name : $"{folder}{separator}{name}";
    }

    private static string? Below(string? folder, string path) => folder is null ? null : $"{folder}/{path}";

    private static string? Rooted(string? path) =>
        path is not null && path.StartsWith('/') ? path.Length == 1 ? path : path.TrimEnd('/') : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text.TrimEnd('\\');
}
