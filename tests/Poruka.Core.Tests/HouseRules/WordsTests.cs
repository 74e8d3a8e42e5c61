using System.Text.RegularExpressions;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>What a person reads comes from the resources, in three languages; nothing is written into code or templates.</summary>
public partial class WordsTests
{
    [Fact]
    public void No_words_are_written_to_the_console_from_code() =>
        Assert.Empty(
            InCode(Repository.Under("src/Poruka/", ".cs").Where(f => !f.Path.StartsWith("src/Poruka/Storage/", StringComparison.Ordinal))));

    [Fact]
    public void No_words_stand_in_a_template() => Assert.Empty(InTemplates(Repository.Under("src/Poruka/", ".cshtml")));

    [Fact]
    public void The_checks_see_words()
    {
        SourceFile code = new("src/Poruka/X.cs", string.Join('\n',
        [
            "Console.WriteLine(\"Done.\");", "output.WriteLine(text[\"Done\"]);", "console.MarkupLine($\"[red]{n} lines[/]\");",
            "Console.Error.Write(\"  \" + number);", "new Option<string>(\"--to\") { Description = \"Where to\" };",
            "new Command(\"list\", \"Lists the funds\")", "new Command(\"list\", text[\"Commands.List\"])", "output.WriteLine($\"{a} {b}\");",
        ]));
        Assert.Equal(["src/Poruka/X.cs:1", "src/Poruka/X.cs:3", "src/Poruka/X.cs:5", "src/Poruka/X.cs:6"], InCode([code]).ToArray());
        SourceFile template = new("src/Poruka/X.cshtml", string.Join('\n',
        [
            "@inherits Page<Model>", "@{ var heading = \"not seen\"; }", "<h1>@Text[\"Funds.Heading\"]</h1>", "<p>Hello</p>",
            "@if (Model.Open) {", "<img alt=\"A mark\" src=\"/mark.svg\">", "}", "@* a comment *@", "<a href=\"/about\">@(Model.Name)</a> ·",
            "<li>@(Model.Address)/tile/…</li><code>poruka init</code> // not code", "<p title=\"@Text[\"a\"]\">@Model.Count(x => x > 1)</p>", "else {", "<b>@foo.Bar(\"x\") of them</b>", "}",
        ]));
        Assert.Equal(["src/Poruka/X.cshtml:4: Hello", "src/Poruka/X.cshtml:6: A mark", "src/Poruka/X.cshtml:10: // not code", "src/Poruka/X.cshtml:13: of them"], InTemplates([template]));
    }

    private static IEnumerable<string> InCode(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines
        where WrittenInCode().IsMatch(line.Text)
        select $"{file.Path}:{line.Number}";

    private static IEnumerable<string> InTemplates(IEnumerable<SourceFile> files) =>
        from file in files
        from words in TemplateWords.Of(file.Text).OrderBy(w => w.Line)
        select $"{file.Path}:{words.Line}: {words.Text}";

    // A call that writes, or a description, followed by a literal that has two letters outside of braces and markup.
    [GeneratedRegex("""
        (\.Write(Line)?\(|\.Markup(Line)?\(|\bDescription\s=\s|\bnew\s(Root)?Command\("[^"]*",\s(?="))\$?"([^"{}\[]|\{[^}]*\}|\[[^\]]*\])*?\p{L}\p{L}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex WrittenInCode();
}
