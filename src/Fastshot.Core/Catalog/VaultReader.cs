using System.Globalization;
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
        var highest = 1;
        foreach (var one in vault.Fields)
        {
            if (one.Name.StartsWith(FieldNames.ReaderPrefix, StringComparison.Ordinal)
                && int.TryParse(one.Name.AsSpan(FieldNames.ReaderPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var format))
            {
                highest = Math.Max(highest, format);
            }
        }

        return highest;
    }

    /// <summary>The vault that came in place of this one, since its key was changed; null where none did.</summary>
    public static VaultId? SuccessorOf(Entry.Live vault)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Find(FieldNames.Successor) is { } field && VaultId.TryParse(Values.AsText(field.Value), out var successor)
            ? successor
            : null;
    }

    /// <summary>The ids of the devices that came to this vault from the one before it.</summary>
    public static IReadOnlySet<string> MovedDevices(Entry.Live vault)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Fields.Where(one => one.Name.StartsWith(FieldNames.MovedPrefix, StringComparison.Ordinal))
            .Select(one => one.Name[FieldNames.MovedPrefix.Length..]).ToHashSet(StringComparer.Ordinal);
    }

    private static string? NameOf(CanonicalValue value)
    {
        string? text = null;
        var cursor = new CanonicalCursor(value.Utf8);
        var isObject = cursor.EntersObject();
        while (isObject && cursor.NextMember(out var name))
        {
            if (name.SequenceEqual("name"u8))
            {
                text = cursor.Text();
            }
            else
            {
                cursor.Skip();
            }
        }

        return text;
    }
}
