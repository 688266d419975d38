using Fastshot.Benchmarks;

if (args is not [var program, var hello, var data, var results, var date, var commit])
{
    Console.Error.WriteLine("usage: bench/run, which knows where everything is");
    return 2;
}

var whole = new ProgramBenchmarks(program, hello, data);
var figures = new List<Figure>();
IEnumerable<Func<IEnumerable<Figure>>> benchmarks =
[
    whole.Fill,
    whole.List,
    whole.Rebuild,
    () => SearchBenchmarks.Run(Path.Combine(whole.Home(100_000), "library", "index.db")),
    SealBenchmarks.Run,
    whole.SaveTen,
    whole.SaveAndExportLarge,
];
foreach (var figure in benchmarks.SelectMany(run => run()))
{
    Console.Error.WriteLine($"{figure.Name}: {figure.Median:0.###} {figure.Unit}");
    figures.Add(figure);
}

var report = new Report(date, commit, figures, whole.SaveSteps);
report.Write(results);
Console.Write(report.Table());
return figures.Exists(figure => figure.IsKept is false) ? 1 : 0;
