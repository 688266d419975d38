using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Fastshot.Benchmarks;

/// <summary>All figures of one run on one machine, as a table for people and as JSON.</summary>
internal sealed record Report(string Date, string Commit, IReadOnlyList<Figure> Figures, string SaveSteps)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private static string Machine { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{ProcessorName()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}");

    public string Table()
    {
        var table = new StringBuilder("| what | median | least | most | bound | kept |\n|---|---:|---:|---:|---:|---|\n");
        foreach (var figure in Figures)
        {
            var bound = figure.Bound is { } value ? $"{(figure.IsFloor ? "≥" : "≤")} {Number(value)}" : "";
            var kept = figure.IsKept switch { true => "yes", false => "**no**", null => "" };
            table.Append(CultureInfo.InvariantCulture, $"| {figure.Name.Replace("    ", "· ")} | {Number(figure.Median)} {figure.Unit} ");
            table.Append(CultureInfo.InvariantCulture, $"| {Number(figure.Minimum)} | {Number(figure.Maximum)} | {bound} | {kept} |\n");
        }

        return table.ToString();
    }

    public void Write(string folder)
    {
        var path = Path.Combine(folder, $"{Date}-{Commit}");
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(new { Date, Commit, Machine, Figures, SaveSteps }, Json) + "\n");
        var missed = Figures.Where(figure => figure.IsKept is false).Select(figure => figure.Name.Trim()).ToList();
        File.WriteAllText(path + ".md", $"""
            # {Date}, commit {Commit}

            Machine: {Machine}.

            {Table()}
            What `save -v` says of ten screenshots:

            ```
            {SaveSteps}
            ```

            ## What it decided

            {(missed.Count == 0 ? "Every bound is kept." : $"Missed: {string.Join("; ", missed)}.")}

            """);
    }

    private static string Number(double value) => value.ToString(
        Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string ProcessorName() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
                .Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
