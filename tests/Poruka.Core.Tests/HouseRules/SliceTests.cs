using System.Text.RegularExpressions;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>A use case is a folder that can be read, changed and removed alone.</summary>
public partial class SliceTests
{
    private const string Program = "src/Poruka/";

    [Fact]
    public void A_slice_knows_no_other_slice() => Assert.Empty(Imports(ProgramFiles()));

    [Fact]
    public void Storage_and_shell_know_no_slice() => Assert.Empty(ImportsFromBelow(ProgramFiles()));

    [Fact]
    public void The_namespace_is_the_folder() => Assert.Empty(Misplaced(Repository.Under("src/", ".cs")));

    [Fact]
    public void There_are_slices_to_check() => Assert.NotEmpty(Slices(ProgramFiles()));

    [Fact]
    public void The_check_sees_every_way_to_import_a_slice()
    {
        SourceFile[] files =
        [
            new("src/Poruka/Funds/ImportFile/A.cs", "using Poruka.Funds.ShowFund;"),
            new("src/Poruka/Funds/ShowFund/B.cs", "namespace Poruka.Funds.ShowFund;\nvar x = new ImportFile.A();"),
            new("src/Poruka/Funds/ShowFund/C.cshtml", "@inherits Poruka.Cases.OpenCase.Model"),
            new("src/Poruka/Cases/OpenCase/D.cs", "using Poruka.Funds; // like ShowFund, in Funds\nnamespace Poruka.Cases.OpenCase;"),
            new("src/Poruka/Storage/E.cs", "using Poruka.Cases.OpenCase;"),
            new("src/Poruka/Program.cs", "using Poruka.Cases.OpenCase;"),
        ];
        Assert.Equal(
        [
            "src/Poruka/Funds/ImportFile/A.cs:1 knows Funds/ShowFund", "src/Poruka/Funds/ShowFund/B.cs:2 knows Funds/ImportFile",
            "src/Poruka/Funds/ShowFund/C.cshtml:1 knows Cases/OpenCase",
        ], Imports(files));
        Assert.Equal(["src/Poruka/Storage/E.cs:1 knows Cases/OpenCase"], ImportsFromBelow(files));
        Assert.Equal(["src/Poruka/Funds/X.cs"], Misplaced([new("src/Poruka/Funds/X.cs", "namespace Poruka.Cases;"),
            new("src/Poruka.Ledger/Statements/Y.cs", "namespace Poruka.Ledger.Statements;")]));
    }

    private static IEnumerable<SourceFile> ProgramFiles() => Repository.Under(Program, ".cs", ".cshtml");

    private static IEnumerable<string> Imports(IEnumerable<SourceFile> files)
    {
        var all = files.ToList();
        return from file in all
               let own = SliceOf(file.Path)
               where own is not null
               from slice in Slices(all)
               where slice != own.Value
               from line in Mentions(file, slice, own.Value.Capability == slice.Capability)
               select $"{file.Path}:{line} knows {slice.Capability}/{slice.Name}";
    }

    private static IEnumerable<string> ImportsFromBelow(IEnumerable<SourceFile> files)
    {
        var all = files.ToList();
        return from file in all
               where SliceOf(file.Path) is null && (file.Path.StartsWith(Program + "Storage/", StringComparison.Ordinal)
                   || file.Path.StartsWith(Program + "Shell/", StringComparison.Ordinal))
               from slice in Slices(all)
               where slice.Capability != "Shell"
               from line in Mentions(file, slice, false)
               select $"{file.Path}:{line} knows {slice.Capability}/{slice.Name}";
    }

    private static IEnumerable<int> Mentions(SourceFile file, (string Capability, string Name) slice, bool sameCapability)
    {
        // Within a capability the slice's name alone, followed by a dot, is enough for the compiler.
        var pattern = sameCapability
            ? $@"(\b{slice.Capability}\.{slice.Name}\b|(?<![\w.""]){slice.Name}\.[A-Z])"
            : $@"\b{slice.Capability}\.{slice.Name}\b";
        return from line in file.Lines
               where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line.Text, pattern)
               select line.Number;
    }

    private static List<(string Capability, string Name)> Slices(IEnumerable<SourceFile> files) =>
        [.. files.Select(f => SliceOf(f.Path)).OfType<(string, string)>().Distinct()];

    /// <summary>The capability and the slice that a file belongs to. The shell has folders of parts beside its slices.</summary>
    private static (string Capability, string Name)? SliceOf(string path)
    {
        var parts = path.Split('/');
        return parts is ["src", "Poruka", var capability, var name, _, ..] && capability is not "Storage"
            && (capability is not "Shell" || ShellSlice().IsMatch(name))
                ? (capability, name) : null;
    }

    private static IEnumerable<string> Misplaced(IEnumerable<SourceFile> files) =>
        from file in files
        let found = Namespace().Match(file.Text)
        let folder = file.Path["src/".Length..file.Path.LastIndexOf('/')].Replace('/', '.')
        let name = found.Groups[1].Value
        // A folder within a library may only sort its files; a slice is always a namespace.
        where found.Success && name != folder
            && (file.Path.StartsWith(Program, StringComparison.Ordinal) || !folder.StartsWith(name + ".", StringComparison.Ordinal))
        select file.Path;

    [GeneratedRegex("^(Show|Switch|Serve)[A-Z]")]
    private static partial Regex ShellSlice();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
