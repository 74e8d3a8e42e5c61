using System.Globalization;
using Poruka.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (BenchOptions.Read(args) is not { } options) return 2;
var report = new Report();
foreach (var (name, run) in Benchmarks.All)
{
    if (options.Names.Count > 0 && !options.Names.Contains(name)) continue;
    Console.Error.WriteLine($"{name} …");
    foreach (var figure in run(options)) report.Add(name, figure);
}
report.Print(Console.Out);
if (options.Json is { } path) File.WriteAllText(path, report.ToJson());
return report.IsMissed ? 1 : 0;
