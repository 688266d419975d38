using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>One of the C2SP test vectors: an age file, with the outcome that opening it must have.</summary>
internal sealed record AgeVector(
    string Name,
    string Expected,
    string? Payload,
    byte[] FileKey,
    IReadOnlyList<string> Passphrases,
    bool IsArmored)
{
    private byte[] _content = [];
    private bool _isCompressed;

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder())
            .Select(file => Path.GetFileName(file)!)
            .Where(name => name != "README.md")
            .Order(StringComparer.Ordinal);

    public static AgeVector Load(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder(), name));
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var facts = Encoding.UTF8.GetString(bytes.AsSpan(0, end)).Split('\n')
            .Select(line => line.Split(": ", 2))
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return new AgeVector(
            name,
            facts["expect"].Single(),
            facts["payload"].SingleOrDefault(),
            Convert.FromHexString(facts["file key"].Single()),
            [.. facts["passphrase"]],
            facts["armored"].Any())
        {
            _content = bytes.AsSpan(end + 2).ToArray(),
            _isCompressed = facts["compressed"].SingleOrDefault() switch
            {
                null => false,
                "zlib" => true,
                var other => throw new InvalidDataException($"{name} is compressed by {other}."),
            },
        };
    }

    /// <summary>The age file; some are large, and are kept compressed.</summary>
    public byte[] ReadFile() => _isCompressed ? Inflate(_content) : _content;

    private static byte[] Inflate(byte[] bytes)
    {
        using var inflated = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        zlib.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../vectors/age"));
}
