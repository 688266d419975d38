using System.Text.Json;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Commands;

/// <summary>A setting as it is shown: what holds, and whether the file or the default says so. Secrets are stars.</summary>
internal sealed record ConfigRow(SettingKey Key, string Value, bool IsSet, bool IsRefused)
{
    public static ConfigRow Of(ConfigFile file, SettingKey key)
    {
        var written = file.Get(SettingKey.Section, key.Name);
        var isRefused = written is not null && key.Refuse(written) is not null;
        var isSet = written is not null && !isRefused;
        return new ConfigRow(key, key.Shown(isSet ? written! : key.DefaultText), isSet, isRefused);
    }

    /// <summary>Where the value comes from.</summary>
    public string Source => (IsSet, IsRefused) switch
    {
        (true, _) => "config.ini",
        (_, true) => "default, because the file is wrong",
        _ => "default",
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key", Key.Name);
        writer.WriteString("value", Value);
        writer.WriteBoolean("isSet", IsSet);
        writer.WriteEndObject();
    }
}
