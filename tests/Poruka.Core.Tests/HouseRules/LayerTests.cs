using System.Reflection;
using System.Xml.Linq;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>Who may know whom.</summary>
public class LayerTests
{
    /// <summary>What each library may use beside the platform. The rest is decided by the program.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        // Sylvan's reader of CSV is a DbDataReader, the platform's shape for a row of columns.
        ["Poruka.Ledger"] = ["NodaTime", "NSec.Cryptography", "Sylvan.Data.Csv", "System.Data.Common"],
        ["Poruka.Letters"] = ["NodaTime"],
        ["Poruka.Casework"] = ["NodaTime"],
        ["Poruka.Vault"] = ["NodaTime", "NSec.Cryptography"],
    };

    // Parts of the platform that reach outside: files, network, console, processes, databases.
    private static readonly string[] Outside =
        ["System.Console", "System.Data", "System.Net", "System.IO.FileSystem", "System.Diagnostics.Process", "System.IO.Pipes"];

    public static TheoryData<string> Libraries => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_knows_neither_the_others_nor_the_web_nor_a_database(string library)
    {
        var references = Assembly.Load(library).GetReferencedAssemblies().Select(name => name.Name!);
        Assert.Empty(Strangers(references, Allowed[library]));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_asks_for_no_other_package_project_or_framework(string library)
    {
        var project = XDocument.Parse(Repository.Under($"src/{library}/", ".csproj").Single().Text);
        Assert.Equal("Microsoft.NET.Sdk", (string?)project.Root!.Attribute("Sdk"));
        var asked = project.Descendants().Where(e => e.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal))
            .Select(e => (string)e.Attribute("Include")!);
        Assert.Empty(Strangers(asked, Allowed[library]));
    }

    [Fact]
    public void Keys_are_for_the_transparency_log_and_CSV_for_statements() =>
        Assert.Empty(OutOfPlace(Repository.Under("src/Poruka.Ledger/", ".cs")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Files.Single(f => f.Path == "Poruka.slnx").Text;
        foreach (var project in Repository.Under("", ".csproj"))
            Assert.Contains($"\"{project.Path}\"", solution, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_sees_a_stranger()
    {
        string[] references = ["System.Runtime", "Poruka.Vault", "Microsoft.AspNetCore.Http", "Npgsql", "System.Net.Http", "NodaTime"];
        Assert.Equal(["Poruka.Vault", "Microsoft.AspNetCore.Http", "Npgsql", "System.Net.Http"], Strangers(references, ["NodaTime"]));
        SourceFile[] files =
        [
            new("src/Poruka.Ledger/Money.cs", "using NSec.Cryptography;"), new("src/Poruka.Ledger/Entry.cs", "using Sylvan.Data.Csv;"),
            new("src/Poruka.Ledger/Transparency/Note.cs", "using NSec.Cryptography;"),
        ];
        Assert.Equal(["src/Poruka.Ledger/Money.cs", "src/Poruka.Ledger/Entry.cs"], OutOfPlace(files));
    }

    private static IEnumerable<string> Strangers(IEnumerable<string> references, string[] allowed) => references.Where(name =>
        !allowed.Contains(name)
        && (!name.StartsWith("System.", StringComparison.Ordinal) || Outside.Any(o => name == o || name.StartsWith(o + ".", StringComparison.Ordinal))));

    private static IEnumerable<string> OutOfPlace(IEnumerable<SourceFile> files) => files.Where(file =>
            (file.Text.Contains("NSec.", StringComparison.Ordinal) && !file.Path.Contains("/Transparency/", StringComparison.Ordinal))
            || (file.Text.Contains("Sylvan.", StringComparison.Ordinal) && !file.Path.Contains("/Statements/", StringComparison.Ordinal)))
        .Select(file => file.Path);
}
