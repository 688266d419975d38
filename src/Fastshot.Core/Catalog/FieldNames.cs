using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>The names of fields (docs/vault-format.md, "Fields").</summary>
public static class FieldNames
{
    public const string Created = "created";
    public const string Source = "source";
    public const string Name = "name";
    public const string Description = "description";
    public const string Color = "color";
    public const string Class = "class";
    public const string Trashed = "trashed";
    public const string TagPrefix = "tag/";
    public const string ContentPrefix = "content/";
    public const string ArchivePrefix = "archive/";
    public const string TextPrefix = "text/";
    public const string DevicePrefix = "device/";
    public const string ReaderPrefix = "reader/";
    public const string Successor = "successor";
    public const string MovedPrefix = "moved/";

    public static string Tag(string text) => TagPrefix + text;

    public static string Content(Change change) => ContentPrefix + change.Text;

    public static string Archive(Change change) => ArchivePrefix + change.Text;

    public static string Text(Change change) => TextPrefix + change.Text;

    /// <summary>Whether a field holds words of pictures, which lie in segments of their own.</summary>
    public static bool IsText(string name) => name.StartsWith(TextPrefix, StringComparison.Ordinal);

    public static string Device(string id) => DevicePrefix + id;

    public static string Moved(string device) => MovedPrefix + device;
}
