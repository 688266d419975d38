using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>What the older program keeps about its local cache: <c>cache_info.json</c>, of version 0.9 or 1.0.</summary>
public sealed record ClassicCacheInfo
{
    private static readonly string[] Versions = ["0.9", "1.0"];

    /// <summary>As it was read; it is always written as 1.0.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>A time with an offset, or null.</summary>
    public string? LastSync { get; init; }

    public long SizeBytes { get; init; }

    public long IndexCount { get; init; }

    /// <summary>A time with an offset, or null.</summary>
    public string? LastValidated { get; init; }

    /// <summary><c>unknown</c>, <c>valid</c>, <c>corrupted</c>, <c>cleaned</c> or <c>cleared</c>.</summary>
    public string Status { get; init; } = "unknown";

    public ImmutableArray<string> CorruptedFiles { get; init; } = [];

    /// <summary>Reads one; members that are missing or of another type have their defaults.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClassicCacheInfo? info, [NotNullWhen(false)] out string? reason) =>
        JsonMembers.TryRead(utf8, Read, out info, out reason);

    /// <summary>As the older program writes it.</summary>
    public byte[] Write()
    {
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject()
            .Name("version").Text("1.0")
            .Name("last_sync").TextOrNull(LastSync)
            .Name("cache_size_bytes").Number(SizeBytes)
            .Name("total_meta_files").Number(IndexCount)
            .Name("integrity_check").BeginObject()
                .Name("last_validated").TextOrNull(LastValidated)
                .Name("status").Text(Status)
                .Name("corrupted_files").BeginArray();
        foreach (var file in CorruptedFiles)
        {
            writer.Text(file);
        }

        return writer.EndArray().EndObject().EndObject().Written.ToArray();
    }

    private static (ClassicCacheInfo? Info, string? Reason) Read(JsonElement root)
    {
        if (root.TextOf("version") is not { } version || !Versions.Contains(version))
        {
            return (null, "is no cache info of version 0.9 or 1.0");
        }

        var check = root.MemberOf("integrity_check", JsonValueKind.Object) ?? default;
        return (new ClassicCacheInfo
        {
            Version = version,
            LastSync = root.TextOf("last_sync"),
            SizeBytes = root.NumberOf("cache_size_bytes") ?? 0,
            IndexCount = root.NumberOf("total_meta_files") ?? 0,
            LastValidated = check.TextOf("last_validated"),
            Status = check.TextOf("status") ?? "unknown",
            CorruptedFiles = check.TextsOf("corrupted_files"),
        }, null);
    }
}
