using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>Reads the vault's own entry: its devices, and what a program must understand.</summary>
public static class VaultReader
{
    /// <summary>What people call the devices, by their ids.</summary>
    public static IReadOnlyDictionary<string, string> DeviceNames(Entry.Live vault)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in vault.Fields)
        {
            if (one.Name.StartsWith(FieldNames.DevicePrefix, StringComparison.Ordinal) && NameOf(one.Value) is { } name)
            {
                names[one.Name[FieldNames.DevicePrefix.Length..]] = name;
            }
        }

        return names;
    }

    /// <summary>The highest format that a program must understand to read the vault; 1 where nothing says more.</summary>
    public static int ReaderOf(Entry.Live vault)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Fields
            .Where(one => one.Name.StartsWith(FieldNames.ReaderPrefix, StringComparison.Ordinal))
            .Select(one => int.TryParse(one.Name.AsSpan(FieldNames.ReaderPrefix.Length), out var format) ? format : 1)
            .DefaultIfEmpty(1)
            .Max();
    }

    private static string? NameOf(CanonicalValue value)
    {
        if (!CanonicalJson.TryParse(value.Memory, out var document, out _))
        {
            return null;
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
                ? CanonicalJson.TextOf(name)
                : null;
        }
    }
}
