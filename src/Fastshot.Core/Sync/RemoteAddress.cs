using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Sync;

/// <summary>Where devices meet, as a person writes it: <c>s3://BUCKET…</c>, <c>file:///PATH</c>, or a plain path.</summary>
/// <param name="Scheme">By which the program finds the kind of store: <c>file</c> or <c>s3</c>.</param>
/// <param name="Text">As it is kept in config.ini: absolute, without secrets.</param>
/// <param name="Folder">For a folder, its absolute path; else empty.</param>
public sealed record RemoteAddress(string Scheme, string Text, string Folder)
{
    private const string FileScheme = "file";

    private const string SchemeEnd = "://";

    /// <summary>Whether it is a bucket; else a folder.</summary>
    public bool IsBucket => Folder.Length == 0;

    /// <summary>Reads an address.</summary>
    /// <param name="absolute">Makes a path absolute.</param>
    public static bool TryParse(
        string text,
        Func<string, string> absolute,
        [NotNullWhen(true)] out RemoteAddress? address,
        [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(absolute);
        (address, reason) = text.IndexOf(SchemeEnd, StringComparison.Ordinal) switch
        {
            _ when text.Length == 0 => (null, "is empty"),
            _ when text.Any(char.IsControl) => (null, "has control characters"),
            < 0 => (OfFolder(absolute(text)), null),
            var end when text[..end] == FileScheme => OfFileUrl(text),
            var end => (new RemoteAddress(text[..end], text, ""), (string?)null),
        };
        return address is not null;
    }

    public override string ToString() => Text;

    private static (RemoteAddress? Address, string? Reason) OfFileUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IsFile && url.Host.Length == 0
            ? (OfFolder(url.LocalPath), null)
            : (null, "is no file URL with an absolute path, as file:///mnt/nas/shots");

    private static RemoteAddress OfFolder(string path) => new(FileScheme, path, path);
}
