using System.Security.Cryptography;
using System.Text;
using Fastshot.Cli.Demo;

namespace Fastshot.Cli.SelfTest;

/// <summary>A file as the older program wrote it, and what has to come out of it.</summary>
/// <param name="What">What is special about it.</param>
/// <param name="Place">Where its one picture lies on the board.</param>
internal sealed record ClassicSample(string What, string File, byte[] Bytes, (double X, double Y) Place, int Annotations);

/// <summary>Small files in every shape that the older program wrote in its years (docs/classic-format.md).</summary>
internal static class ClassicSamples
{
    public const string Key = "selftest-Schlüssel 2026!";

    /// <summary>A file as that program's installer left it, with what people wrote into it.</summary>
    public const string Config =
        """
        # settings of the older program
        [Shortcuts]
        hotkey_snip = shift+a+s

        [CloudSync]
        cloud_sync_enabled = true
        aws_access_key = "AKIDSELFTEST"
        aws_secret_key : s3cr%%et
        aws_region = eu-central-1
        s3_bucket_name = shots-selftest
        encryption_key = "quoted key"
        ; behind a proxy
        proxy_enabled = no
        proxy_url = http://127.0.0.1:3128
        ssl_verify = true

        """;

    private static readonly Lazy<byte[]> FirstPicture = new(ReadPicture);

    /// <summary>What must be read from <see cref="Config"/>. Secrets are not shown, so they are looked at elsewhere.</summary>
    public static IReadOnlyList<(string Key, string Value)> ConfigValues { get; } =
    [
        ("cloud_sync_enabled", "true"),
        ("aws_region", "eu-central-1"),
        ("s3_bucket_name", "shots-selftest"),
        ("proxy_enabled", "no"),
        ("proxy_url", "http://127.0.0.1:3128"),
        ("ssl_verify", "true"),
    ];

    /// <summary>The one picture of all of them.</summary>
    public static ReadOnlySpan<byte> Picture => FirstPicture.Value;

    public static string PictureHash => Convert.ToHexStringLower(SHA256.HashData(FirstPicture.Value));

    public static string WritePicture(string folder)
    {
        var path = Path.Combine(folder, "picture.png");
        File.WriteAllBytes(path, FirstPicture.Value);
        return path;
    }

    /// <summary>Every shape of a session that can be told from its bytes.</summary>
    public static IEnumerable<ClassicSample> Formats()
    {
        const string Geometry = "\"geometry\": {\"x\": 7, \"y\": 8, \"width\": 30, \"height\": 20}";
        const string Lines = "\"draw_history\": [{\"type\": \"lines\", \"data\": [[1, 2, 3, 4], [3, 4, 5, 6]]}]";
        yield return Of("bare JSON with its metadata", "20250101000001_a.fastshot", Plain(Wrapped(Geometry, Lines, "original_image_data")), (7, 8), 1);
        yield return Of("ciphered, in a picture", "20250101000002_b.fastshot", Enveloped(Ciphered(Wrapped(Geometry, Lines, "original_image_data"))), (7, 8), 1);
        yield return Of("ciphered, without a picture around it", "20250101000003_c.fastshot", Ciphered(Wrapped(Geometry, Lines, "original_image")), (7, 8), 1);
        yield return Of("flat geometry", "20250101000004_d.fastshot", Plain(Wrapped("\"x\": 9, \"y\": 10, \"width\": 30, \"height\": 20", Lines, "image_data")), (9, 10), 1);
        yield return Of("position and size", "20250101000005_e.fastshot", Plain(Wrapped("\"position\": [11, 12], \"size\": [3, 2]", "\"draw_history\": []", "image")), (11, 12), 0);
        yield return Of("a session without its wrapper, from the temporary cache", "20250101000006_f.fastshot", Plain(Session(Geometry, "\"draw_history\": [[[1, 2, 3, 4]], [\"text\", 5, 6, \"word\"]]", "original_image_data")), (7, 8), 2);
    }

    /// <summary>Sessions from before there were metadata, and with some that say nothing.</summary>
    public static IEnumerable<ClassicSample> WithoutMetadata()
    {
        const string Window = "\"scale\": 1.0";
        var session = Session(Window, "\"is_hidden\": false", "original_image_data");
        yield return Of("no metadata", "20240101000001_none.fastshot", Plain(session), (100, 100), 0);
        yield return Of("empty metadata", "20240101000002_empty.fastshot", Plain($$$"""{"session": {{{session}}}, "metadata": {}}"""), (100, 100), 0);
        yield return Of(
            "metadata that are null",
            "20240101000003_null.fastshot",
            Plain($$$"""{"session": {{{session}}}, "metadata": {"name": "x", "desc": null, "tags": null, "color": null, "class": null}}"""),
            (100, 100),
            0);
    }

    /// <summary>A home whose cache has an index that was wrapped twice, an old info and no list.</summary>
    public static void WriteCache(string home)
    {
        const string File = "20250101000009_cached.fastshot";
        var document = Encoding.UTF8.GetBytes(Wrapped("\"x\": 1, \"y\": 2", "\"draw_history\": []", "original_image_data"));
        var cache = Path.Combine(home, ".fastshot", "meta_cache");
        Directory.CreateDirectory(Path.Combine(cache, "meta_indexes"));
        Directory.CreateDirectory(Path.Combine(home, "fastshot_sessions"));
        var session = Enveloped(XorWithKey(document));
        System.IO.File.WriteAllBytes(Path.Combine(home, "fastshot_sessions", File), session);
        var index = $$"""
            {
              "version": "1.0",
              "filename": "{{File}}",
              "metadata": {
                "version": "1.0",
                "filename": "{{File}}",
                "metadata": {
                  "name": "sample",
                  "desc": "as it was",
                  "tags": [
                    "old"
                  ],
                  "color": "green",
                  "class": "work",
                  "image_count": 1,
                  "created_at": "2025-01-01T00:00:09",
                  "file_size": {{session.Length}}
                },
                "checksum": "0000000000000000000000000000000000000000000000000000000000000000",
                "created_at": "2025-01-01T00:00:10",
                "last_updated": "2025-01-01T00:00:10"
              },
              "created_at": "2025-01-01T00:00:11+00:00",
              "last_updated": "2025-01-01T00:00:11+00:00"
            """.ReplaceLineEndings("\n");
        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index + "\n}")));
        System.IO.File.WriteAllText(
            Path.Combine(cache, "meta_indexes", File.Replace(".fastshot", ".meta.json", StringComparison.Ordinal)), $"{index},\n  \"checksum\": \"sha256:{sum}\"\n}}");
        System.IO.File.WriteAllText(
            Path.Combine(cache, "cache_info.json"),
            "{\"version\": \"0.9\", \"last_sync\": \"2025-01-01T00:00:12+00:00\", \"cache_size_bytes\": 1, \"total_meta_files\": 1}");
    }

    private static ClassicSample Of(string what, string file, byte[] bytes, (double X, double Y) place, int annotations) => new(what, file, bytes, place, annotations);

    private static string Session(string place, string history, string picture) =>
        $$$"""{"version": "1.0", "timestamp": "2025-01-01T00:00:00", "windows": [{{{{place}}}, {{{history}}}, "window_id": 140363682483856, "{{{picture}}}": "{{{Convert.ToBase64String(FirstPicture.Value)}}}"}]}""";

    private static string Wrapped(string place, string history, string picture) =>
        $$$"""
        {"session": {{{Session(place, history, picture)}}}, "metadata": {"name": "sample", "desc": "as it was", "tags": ["old"], "color": "green", "class": "work", "created_at": "2025-01-01T00:00:00"}}
        """;

    private static byte[] Plain(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Ciphered(string text) => XorWithKey(Encoding.UTF8.GetBytes(text));

    private static byte[] Enveloped(byte[] payload) => [.. FirstPicture.Value, .. "FHDR"u8, .. payload];

    private static byte[] XorWithKey(byte[] bytes)
    {
        var key = Encoding.UTF8.GetBytes(Key);
        return [.. bytes.Select((one, i) => (byte)(one ^ key[i % key.Length]))];
    }

    private static byte[] ReadPicture()
    {
        var sample = SampleSession.ReadAll()[0];
        using var stream = sample.Open(sample.Shots[0]);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
