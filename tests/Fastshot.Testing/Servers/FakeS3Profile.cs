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

    /// <summary>If-Match matches an ETag with its quotes and without (MinIO).</summary>
    public bool ComparesAnyETags { get; init; }

    /// <summary>A condition that does not hold is 304, for writing too (MinIO in 2023).</summary>
    public bool AnswersUnmodified { get; init; }

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
    /// <remarks>
    /// Garage promises no order of writes, and Google compares the ETags of an object for reading only. Of Wasabi it is not
    /// written what becomes of a condition: it is played as the one that helps least.
    /// </remarks>
    public static IReadOnlyList<FakeS3Profile> All { get; } =
    [
        Aws,
        new("r2"), // It takes no streaming signatures, and neither does the server that plays it.
        new("b2") { RefusesConditions = true },
        new("hetzner") { ComparesBareETags = true },
        new("ceph") { ComparesBareETags = true, FailsConditionOnMissing = true },
        new("minio") { ComparesAnyETags = true },
        new("minio-2023") { ComparesAnyETags = true, AnswersUnmodified = true },
        new("garage") { IgnoresConditions = true },
        new("wasabi") { IgnoresConditions = true },
        new("gcs") { IgnoresConditions = true },
        new("liar") { IgnoresConditions = true },
        new("stale") { StaleReads = 2 },
    ];

    public static FakeS3Profile Of(string name) => All.Single(one => one.Name == name);
}
