using Fastshot.Benchmarks;

if (args is not [var program, var hello, var data, var results, var date, var commit, .. var wanted])
{
    Console.Error.WriteLine("usage: bench/run, which knows where everything is");
    return 2;
}

var whole = new ProgramBenchmarks(program, hello, data);
var figures = new List<Figure>();
(string Name, Func<IEnumerable<Figure>> Run)[] benchmarks =
[
    ("fill", whole.Fill),
    ("list", whole.List),
    ("rebuild", whole.Rebuild),
    ("search", () => SearchBenchmarks.Run(Path.Combine(whole.Home(100_000), "library", "index.db"))),
    ("seal", SealBenchmarks.Run),
    ("classic", () => ClassicBenchmarks.Run(data)),
    ("rotation", () => new RotationBenchmarks(program, data).Run()),
    ("s3", () => new S3Benchmarks(program, data).Run()),
    ("sync", () => new SyncBenchmarks(whole.Home, data).Run()),
    ("trust", () => new TrustBenchmarks(program, data).Run()),
    ("web", () => new WebBenchmarks(program, data, whole.Home(100_000)).Run()),
    ("save", whole.SaveTen),
    ("large", whole.SaveAndExportLarge),
];
foreach (var figure in benchmarks.Where(one => wanted is [] || wanted.Contains(one.Name)).SelectMany(one => one.Run()))
{
    Console.Error.WriteLine($"{figure.Name}: {figure.Median:0.###} {figure.Unit}");
    figures.Add(figure);
}

if (wanted is not [])
{
    return figures.Exists(figure => figure.IsKept is false) ? 1 : 0;
}

var report = new Report(date, commit, figures, whole.SaveSteps);
report.Write(results);
Console.Write(report.Table());
return figures.Exists(figure => figure.IsKept is false) ? 1 : 0;
