using System.Text;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

/// <summary>Sample files and shorthand for reading statements in tests.</summary>
internal static class Samples
{
    private static readonly string Root = Path.Combine(HouseRules.Repository.Root, "tests", "Poruka.Core.Tests", "Data");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    public static IEnumerable<string> All(string set) =>
        Directory.EnumerateFiles(Path.Combine(Root, set))
            .Where(path => !path.EndsWith(".md", StringComparison.Ordinal))
            .Select(path => $"{set}/{Path.GetFileName(path)}")
            .Order(StringComparer.Ordinal);

    public static List<StatementItem> Read(byte[] bytes, CsvProfile? csv = null) =>
        StatementFile.Read(new MemoryStream(bytes), csv).ToList();

    public static List<StatementItem> Read(string text, CsvProfile? csv = null) => Read(Encoding.UTF8.GetBytes(text), csv);

    public static List<StatementLine> Lines(string text, CsvProfile? csv = null)
    {
        var items = Read(text, csv);
        Assert.Null(items.OfType<StatementProblem>().FirstOrDefault());
        return items.OfType<StatementLine>().ToList();
    }

    public static StatementLine Line(string text, CsvProfile? csv = null) => Assert.Single(Lines(text, csv));

    public static StatementProblem Problem(string text, CsvProfile? csv = null) => Problem(Encoding.UTF8.GetBytes(text), csv);

    public static StatementProblem Problem(byte[] bytes, CsvProfile? csv = null) =>
        Assert.IsType<StatementProblem>(Read(bytes, csv)[^1]);
}
