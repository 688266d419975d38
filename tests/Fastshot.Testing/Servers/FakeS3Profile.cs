namespace Fastshot.Testing.Servers;

/// <summary>What a provider does differently from AWS.</summary>
public sealed record FakeS3Profile(string Name)
{
    /// <summary>Conditions are answered 501 (B2, Swift).</summary>
    public bool RefusesConditions { get; init; }

    /// <summary>Conditions are taken and not looked at.</summary>
    public bool IgnoresConditions { get; init; }

    /// <summary>If-Match matches an ETag without its quotes only (Ceph, Hetzner).</summary>
    public bool ComparesBareETags { get; init; }

    /// <summary>If-Match on an object that is not there is 412 rather than 404 (Ceph).</summary>
    public bool FailsConditionOnMissing { get; init; }

    /// <summary>How many reads after an overwrite still give the old content.</summary>
    public int StaleReads { get; init; }

    public bool RefusesDelete { get; init; }

    public bool RefusesPut { get; init; }

    public bool RefusesList { get; init; }

    public override string ToString() => Name;

    public static FakeS3Profile Aws { get; } = new("aws");

    /// <summary>The profiles of docs/storage, and two servers that nobody should run.</summary>
    public static IReadOnlyList<FakeS3Profile> All { get; } =
    [
        Aws,
        new("r2"), // It takes no streaming signatures, and neither does the server that plays it.
        new("b2") { RefusesConditions = true },
        new("hetzner") { ComparesBareETags = true },
        new("ceph") { ComparesBareETags = true, FailsConditionOnMissing = true },
        new("liar") { IgnoresConditions = true },
        new("stale") { StaleReads = 2 },
    ];

    public static FakeS3Profile Of(string name) => All.Single(one => one.Name == name);
}
