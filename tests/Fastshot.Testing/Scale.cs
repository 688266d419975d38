namespace Fastshot.Testing;

/// <summary>How much random work a run does: a fiftieth for a quick one, a tenth by default, all of it for a full one.</summary>
public static class Scale
{
    /// <summary>Whether this run does everything.</summary>
    public static bool IsFull => Name == "full";

    private static string? Name => Environment.GetEnvironmentVariable("FASTSHOT_TEST_SCALE");

    public static int Of(int full) => Name switch
    {
        "full" => full,
        "quick" => Math.Max(1, full / 50),
        _ => Math.Max(1, full / 10),
    };
}
