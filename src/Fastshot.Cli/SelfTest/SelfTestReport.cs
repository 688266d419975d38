using System.Text.Json;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.SelfTest;

/// <summary>All suites of a self-test, done, as a person and as programs read them.</summary>
/// <param name="Leftover">What could not be removed at the remote, and what to do; null where nothing is left.</param>
internal sealed record SelfTestReport(
    IReadOnlyList<SuiteResult> Suites, string Version, DateTimeOffset Started, TimeSpan Duration, string Library, string? Remote, string? Leftover)
{
    public bool IsGood => Leftover is null && Suites.All(suite => suite.FellShort == 0);

    public static string WordOf(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Skipped => "skipped",
        _ => "FELL SHORT",
    };

    /// <summary>As <c>24 of 24 checks passed</c>.</summary>
    public string Summary
    {
        get
        {
            var (passed, all, skipped) = (Suites.Sum(suite => suite.Passed), Suites.Sum(suite => suite.Checks.Length), Suites.Sum(suite => suite.Skipped));
            return $"{passed} of {all} checks passed{(skipped > 0 ? $", {skipped} skipped" : "")}, in {Duration.TotalSeconds:0.0} s";
        }
    }

    public void Print(Output output, string folder)
    {
        output.Table(
            [new("suite", IsWhole: true), new("check", IsWhole: true), new("figure"), new("target"), new("verdict", IsWhole: true)],
            [
                .. Suites.SelectMany(suite => suite.Checks.Select(check => (string[])
                    [suite.Name, check.Name, check.Outcome.Figure, check.Outcome.Target, WordOf(check.Outcome.Verdict)])),
            ]);
        foreach (var check in Suites.SelectMany(suite => suite.Checks).Where(check => check.Outcome is { Detail: not null, Verdict: not Verdict.Passed }))
        {
            output.Line($"{check.Name}: {check.Outcome.Detail}");
        }

        foreach (var check in Suites.SelectMany(suite => suite.Checks).Where(check => check.Outcome is { Detail: not null, Verdict: Verdict.Passed }))
        {
            output.Detail($"{check.Name}: {check.Outcome.Detail}");
        }

        output.Line(Summary);
        output.Note($"The results lie in {folder}: {string.Join(", ", Suites.Select(suite => suite.File))}");
    }

    /// <summary>All suites in one document.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok", IsGood);
        WriteHead(writer, [.. Suites]);
        writer.WriteString("leftover", Leftover);
        writer.WriteStartArray("suites");
        foreach (var suite in Suites)
        {
            WriteSuite(writer, suite, isAlone: false);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>One suite, as its own file.</summary>
    public byte[] FileOf(SuiteResult suite)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JsonText.Instance }))
        {
            WriteSuite(writer, suite, isAlone: true);
        }

        return [.. bytes.ToArray(), (byte)'\n'];
    }

    private void WriteSuite(Utf8JsonWriter writer, SuiteResult suite, bool isAlone)
    {
        writer.WriteStartObject();
        writer.WriteString("suite", suite.Name);
        if (isAlone)
        {
            writer.WriteBoolean("ok", suite.FellShort == 0);
            WriteHead(writer, suite);
        }

        writer.WriteStartArray("checks");
        foreach (var check in suite.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            writer.WriteString("verdict", check.Outcome.Verdict switch { Verdict.Passed => "passed", Verdict.Skipped => "skipped", _ => "failed" });
            writer.WriteString("figure", check.Outcome.Figure);
            writer.WriteString("target", check.Outcome.Target);
            writer.WriteString("detail", check.Outcome.Detail);
            writer.WriteStartObject("values");
            foreach (var (name, value) in check.Outcome.Values)
            {
                writer.WriteNumber(name, Math.Round(value, 3));
            }

            writer.WriteEndObject();
            writer.WriteNumber("seconds", Math.Round(check.Duration.TotalSeconds, 3));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteHead(Utf8JsonWriter writer, params SuiteResult[] suites)
    {
        writer.WriteNumber("passed", suites.Sum(suite => suite.Passed));
        writer.WriteNumber("failed", suites.Sum(suite => suite.FellShort));
        writer.WriteNumber("skipped", suites.Sum(suite => suite.Skipped));
        writer.WriteString("version", Version);
        writer.WriteString("started", Started);
        writer.WriteNumber("seconds", Math.Round(Duration.TotalSeconds, 3));
        writer.WriteString("library", Library);
        writer.WriteString("remote", Remote);
    }
}
