using System.Text.RegularExpressions;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>Files that can be read in one sitting, names that say what a thing is, and nothing left for later.</summary>
public partial class ShapeTests
{
    private const int MostLines = 400;

    // Joined here, so that this file isn't found by its own rule.
    private static readonly string[] LeftForLater =
        ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X:", "NotImplemented" + "Exception", "Skip" + " = ", "Skip" + "="];

    [Fact]
    public void A_file_is_read_in_one_sitting() => Assert.Empty(TooLong(Repository.Under("src/", ".cs", ".cshtml", ".sql")));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(Unfinished(Repository.Files.Where(f => !f.Path.EndsWith("packages.lock.json", StringComparison.Ordinal))));

    [Fact]
    public void A_type_is_named_after_what_it_is() => Assert.Empty(Nameless(Repository.Under("", ".cs")));

    [Fact]
    public void An_interface_has_more_than_one_form() => Assert.Empty(Lonely(Repository.Under("src/", ".cs")));

    [Fact]
    public void A_warning_is_silenced_only_with_a_reason() => Assert.Empty(Silenced(Repository.Under("", ".cs")));

    [Fact]
    public void The_checks_see_what_they_look_for()
    {
        SourceFile bad = new("src/X.cs", string.Join('\n',
        [
            "public sealed class Letter" + "Manager { } // " + LeftForLater[0], "record struct Person" + "Dto(int Id);",
            "static class String" + "Utils { }", "interface ILonely { }", "interface IShared { }", "class A : IShared;",
            "class B(int x) : Base, IShared { }", "class C : ILonely { }", "#pragma warning disable CA1000",
            "#pragma warning disable CA1001 // because the platform asks for it", "[Fact(" + LeftForLater[5] + "\"later\")]",
        ]));
        Assert.Equal(["src/X.cs:1", "src/X.cs:11"], Unfinished([bad]));
        Assert.Equal(["src/X.cs: LetterManager", "src/X.cs: PersonDto", "src/X.cs: StringUtils"], Nameless([bad]));
        Assert.Equal(["src/X.cs: ILonely"], Lonely([bad]));
        Assert.Equal(["src/X.cs:9"], Silenced([bad]));
        Assert.Equal(["src/Long.cs has 401 lines"],
            TooLong([new("src/Long.cs", new string('\n', MostLines)), new("src/Short.cs", new string('\n', MostLines - 1) + "x")]));
    }

    private static IEnumerable<string> TooLong(IEnumerable<SourceFile> files) =>
        from file in files
        let lines = file.Text.TrimEnd('\n').Length == 0 && file.Text.Length > 0 ? file.Text.Length + 1 : file.Text.TrimEnd('\n').Count(c => c == '\n') + 1
        where lines > MostLines
        select $"{file.Path} has {lines} lines";

    private static IEnumerable<string> Unfinished(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines
        where LeftForLater.Any(word => line.Text.Contains(word, StringComparison.Ordinal))
        select $"{file.Path}:{line.Number}";

    private static IEnumerable<string> Nameless(IEnumerable<SourceFile> files) =>
        from file in files
        from match in TypeName().Matches(file.Text)
        where Empty().IsMatch(match.Groups[1].Value)
        select $"{file.Path}: {match.Groups[1].Value}";

    private static IEnumerable<string> Lonely(IEnumerable<SourceFile> files)
    {
        var all = files.ToList();
        return from file in all
               from match in InterfaceName().Matches(file.Text)
               let name = match.Groups[1].Value
               where all.Sum(f => Regex.Count(f.Text, $@"\b(class|struct|record)\b[^;{{]*:[^;{{]*\b{name}\b")) < 2
               select $"{file.Path}: {name}";
    }

    private static IEnumerable<string> Silenced(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines
        where Silence().IsMatch(line.Text)
        select $"{file.Path}:{line.Number}";

    [GeneratedRegex(@"\b(?:record (?:struct|class)|class|struct|record|interface|enum) (\w+)\b(?=[\s(<:;{])")]
    private static partial Regex TypeName();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utility|Utilities|Dto)$")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\binterface (I[A-Z]\w*)")]
    private static partial Regex InterfaceName();

    [GeneratedRegex(@"^\s*#pragma warning disable [\w, ]+$")]
    private static partial Regex Silence();
}
