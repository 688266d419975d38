using Fastshot.Core.Configuration;

namespace Fastshot.Core.Tests.Configuration;

public sealed class PlacesTests
{
    public static TheoryData<SystemKind, string, string, string, string, string> Installations => new()
    {
        {
            SystemKind.Linux, "HOME=/home/ada",
            "/home/ada/.config/fastshot/config.ini", "/home/ada/.local/share/fastshot",
            "/home/ada/.cache/fastshot", "/home/ada/.local/state/fastshot"
        },
        {
            SystemKind.Linux, "HOME=/home/ada/;XDG_CONFIG_HOME=/c;XDG_DATA_HOME=/d/;XDG_CACHE_HOME=/e;XDG_STATE_HOME=/s",
            "/c/fastshot/config.ini", "/d/fastshot", "/e/fastshot", "/s/fastshot"
        },
        {
            SystemKind.Linux, "HOME=/home/ada;XDG_CONFIG_HOME=relative;XDG_DATA_HOME=",
            "/home/ada/.config/fastshot/config.ini", "/home/ada/.local/share/fastshot",
            "/home/ada/.cache/fastshot", "/home/ada/.local/state/fastshot"
        },
        {
            SystemKind.MacOS, "HOME=/Users/ada;XDG_CONFIG_HOME=/c",
            "/Users/ada/Library/Application Support/fastshot/config.ini",
            "/Users/ada/Library/Application Support/fastshot/library",
            "/Users/ada/Library/Caches/fastshot", "/Users/ada/Library/Application Support/fastshot/state"
        },
        {
            SystemKind.Windows, @"APPDATA=C:\Ada\Roaming;LOCALAPPDATA=C:\Ada\Local\",
            @"C:\Ada\Roaming\fastshot\config.ini", @"C:\Ada\Local\fastshot\library",
            @"C:\Ada\Local\fastshot\cache", @"C:\Ada\Local\fastshot\state"
        },
    };

    [Theory]
    [MemberData(nameof(Installations))]
    public void An_installation_has_its_places_by_the_rules_of_its_system(
        SystemKind system, string environment, string config, string library, string cache, string state)
    {
        var places = Places.Find(system, Variables(environment), out var reason);

        Assert.Equal(new Places(config, library, cache, state), places);
        Assert.Null(reason);
    }

    [Theory]
    [InlineData(SystemKind.Linux, "", "HOME")]
    [InlineData(SystemKind.Linux, "HOME=relative", "HOME")]
    [InlineData(SystemKind.MacOS, "", "HOME")]
    [InlineData(SystemKind.Windows, @"APPDATA=C:\Ada", "LOCALAPPDATA")]
    public void A_system_that_does_not_tell_them_is_refused_with_the_name_of_the_variable(
        SystemKind system, string environment, string named)
    {
        Assert.Null(Places.Find(system, Variables(environment), out var reason));
        Assert.Contains(named, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Four_variables_are_enough_without_a_home() =>
        Assert.NotNull(Places.Find(
            SystemKind.Linux,
            Variables("XDG_CONFIG_HOME=/c;XDG_DATA_HOME=/d;XDG_CACHE_HOME=/e;XDG_STATE_HOME=/s"),
            out _));

    [Theory]
    [InlineData(SystemKind.Linux, "/mnt/stick", "/mnt/stick/config.ini", "/mnt/stick/library")]
    [InlineData(SystemKind.Linux, "/", "/config.ini", "/library")]
    [InlineData(SystemKind.Windows, @"E:\", @"E:\config.ini", @"E:\library")]
    public void Portable_mode_has_everything_under_one_folder(SystemKind system, string home, string config, string library)
    {
        var places = Places.Under(system, home);

        Assert.Equal(config, places.ConfigFile);
        Assert.Equal(library, places.Library);
    }

    private static Func<string, string?> Variables(string environment)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return variables.GetValueOrDefault;
    }
}
