using CsCheck;
using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>Templates of documents: how they are read, and what stands where nothing was filled in.</summary>
public class PaperTests
{
    private static readonly PaperField What = new("what", "What happened", "", 3), Extra = new("extra", "More", "", 1);

    [Fact]
    public void A_template_is_read_block_by_block()
    {
        var blocks = Read("""
            > To: {{to}}
            > {{to-address?}}

            # Complaint

            I write about {{person}},
            held at {{place}}.

            What happened:\
            {{what}}

            1. first
            2. {{what}}
            - a dash
            """);
        Assert.Equal([PaperBlockKind.Address, PaperBlockKind.Title, PaperBlockKind.Paragraph, PaperBlockKind.Paragraph, PaperBlockKind.Item, PaperBlockKind.Item, PaperBlockKind.Item], blocks.Select(b => b.Kind));
        Assert.Equal(["", "", "", "", "1.", "2.", "•"], blocks.Select(b => b.Mark));
        Assert.Equal(2, blocks[0].Lines.Count);
        Assert.Equal(2, blocks[3].Lines.Count);
        Assert.Equal([1, 4, 6, 9, 12, 13, 14], blocks.Select(b => b.Line));
    }

    [Fact]
    public void An_empty_field_becomes_a_line_to_fill_in_and_an_optional_one_takes_its_line_along()
    {
        var paper = Of("> To: {{to}}\n> {{to-address?}}\n\n# Complaint\n\nOf {{person}}, since {{since}}.\n\nMore: {{extra?}}\n\n- {{what}}", What, Extra);
        var filled = paper.Fill(new Dictionary<string, string> { ["to"] = "The court", ["person"] = " Anna Petrova\r\n", ["what"] = "one\r\ntwo" });
        Assert.Equal(["To: The court", "Complaint", $"Of Anna Petrova, since {Paper.Blank}.", "one\ntwo"], filled.Select(b => b.Text));
        Assert.Equal(["to", "to-address", "person", "since", "extra", "what"], paper.Used);
        Assert.True(paper.IsOptional("extra"));
        Assert.False(paper.IsOptional("since"));
    }

    [Fact]
    public void A_full_stop_is_not_doubled() => Assert.Equal("Born on 1 мая 1990 г. So.", Of("# T\n\nBorn on {{born}}. {{person}}.").Fill(
        new Dictionary<string, string> { ["born"] = "1 мая 1990 г.", ["person"] = "So." })[1].Text);

    [Fact]
    public void What_was_typed_is_never_read_as_a_field() =>
        Assert.Equal("Of {{court}} {{nonsense", Of("# T\n\nOf {{person}}").Fill(new Dictionary<string, string> { ["person"] = "{{court}} {{nonsense", ["court"] = "x" })[1].Text);

    [Theory]
    [InlineData("Text {{person}}", 0, "", PaperFault.Title)]
    [InlineData("# A\n\n# B", 0, "", PaperFault.Title)]
    [InlineData("Text\n\n# A", 0, "", PaperFault.Title)]
    [InlineData("", 0, "", PaperFault.Title)]
    [InlineData("# A\n\nText {{person", 3, "", PaperFault.BrokenField)]
    [InlineData("# A\n\nText {{}}", 3, "", PaperFault.BrokenField)]
    [InlineData("# A\n\nText {{Person}}", 3, "Person", PaperFault.BrokenField)]
    [InlineData("# A\n\n\nText {{persn}}", 4, "persn", PaperFault.UnknownField)]
    public void A_fault_is_told_with_its_line(string text, int line, string field, PaperFault fault)
    {
        var faults = new List<PaperTextFault>();
        PaperText.Read(text, [], faults);
        Assert.Equal([new PaperTextFault(line, field, fault)], faults);
    }

    [Fact]
    public void A_field_that_the_text_lacks_or_whose_name_is_taken_is_a_fault()
    {
        var faults = new List<PaperTextFault>();
        PaperText.Read("# A\n\n{{person}} {{extra}}", [What, Extra, new PaperField("person", "", "", 1)], faults);
        Assert.Equal([new PaperTextFault(0, "what", PaperFault.UnusedField), new PaperTextFault(0, "person", PaperFault.UnusedField)], faults);
    }

    [Fact]
    public void Whatever_text_is_read_throws_nothing_and_loses_no_word() => Gen.String[Gen.Char["ab {}?#>-1.\\\n"], 0, 60].Sample(text =>
    {
        var blocks = PaperText.Read(text, [], []);
        var paper = new Paper(default, PaperKind.Complaint, "en", "", "", new LocalDate(2026, 11, 23), Section.Legal, [], [], blocks);
        Assert.Equal(blocks.Count(b => !b.Lines.All(l => l.Any(p => p.IsOptional))), paper.Fill(new Dictionary<string, string>()).Count);
    });

    private static Paper Of(string text, params PaperField[] own)
    {
        var faults = new List<PaperTextFault>();
        var blocks = PaperText.Read(text, own, faults);
        Assert.Empty(faults);
        return new Paper(default, PaperKind.Complaint, "en", "Complaint", "", new LocalDate(2026, 11, 23), Section.Legal, [], own, blocks);
    }

    private static IReadOnlyList<PaperBlock> Read(string text)
    {
        var faults = new List<PaperTextFault>();
        var blocks = PaperText.Read(text, [What], faults);
        Assert.Empty(faults);
        return blocks;
    }
}
