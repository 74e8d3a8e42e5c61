using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Guides;

/// <summary>A guide as PDF on A4 or Letter.</summary>
public static class GuideSheet
{
    /// <summary>Writes it.</summary>
    public static void Write(Stream target, GuideBody body, PdfPaper paper)
    {
        var guide = body.Guide;
        var title = Texts.Get(body.Language, "Guides.Guide.Title", guide.Title, body.Country);
        PdfSheet.Write(target, new PdfSetup(paper, body.Language, title, body.MadeOn) { Foot = title }, sheet =>
        {
            // Which rules were shown is kept by the body: a new one for each run.
            var run = new GuideBody(body.Library, guide, body.Language, body.Today);
            sheet.Heading(1, guide.Title);
            sheet.Paragraph([new(guide.Summary, PdfFace.Italic)]);
            sheet.Paragraph($"{body.Country}. {body["Guides.Guide.NotAdvice"]}", sheet.Small);
            if (guide.Local is null && !guide.Country.IsAny)
                sheet.Marked(() => sheet.Paragraph(Texts.Get(body.Language, "Guides.Guide.NothingKnown", body.Country)));
            foreach (var part in guide.Parts)
            {
                sheet.Heading(2, body[$"Guides.Part.{part.Part}"], lines: 8); // the first step's heading, and what that keeps
                Blocks(sheet, part.GeneralOpening);
                Blocks(sheet, part.LocalOpening);
                foreach (var step in part.Steps) Step(sheet, run, step);
            }
            Sources(sheet, body);
        });
    }

    private static void Step(PdfSheet sheet, GuideBody body, ComposedStep step)
    {
        sheet.Heading(3, step.Title, lines: 5); // when, the country's label, two lines
        if (body.When(step) is { } when) sheet.Paragraph(when, sheet.Small);
        if (step.General is { } general) Blocks(sheet, general.Text);
        if (step.Local is { } local)
            sheet.Marked(() =>
            {
                sheet.Paragraph([new(body.Country, PdfFace.Bold)]);
                Blocks(sheet, local.Text);
            });
        foreach (var rule in body.NewRules(step)) sheet.Marked(() => Rule(sheet, body, rule));
    }

    private static void Rule(PdfSheet sheet, GuideBody body, WrittenRule rule)
    {
        var box = new RuleBox(rule, "", body.Language, body.Today);
        sheet.Paragraph([new($"{body["Guides.Rule.Word"]} · {rule.Rule.Id} ", PdfFace.Bold), new(rule.Text[body.Language.Name])]);
        // How it is counted and what to mind stand with the source.
        sheet.Keep((box.Counting.Count + box.Warnings.Count + 2) * (sheet.Body.LineMm + 1.8f));
        if (box.Counting.Count > 0)
            sheet.Paragraph([new(box.Counting[0] + " ", PdfFace.Bold), new(string.Join(' ', box.Counting.Skip(1)))]);
        foreach (var warning in box.Warnings) sheet.Paragraph([new(warning, PdfFace.Bold)]);
        sheet.Paragraph(
            $"{rule.Basis[body.Language.Name]}. {Texts.Get(body.Language, "Guides.Guide.SourceOf", rule.Rule.Source)}. "
            + Texts.Get(body.Language, "Guides.Guide.Reviewed", Written.Day(body.Language, rule.Rule.Reviewed)), sheet.Small);
    }

    private static void Sources(PdfSheet sheet, GuideBody body)
    {
        sheet.Heading(2, body["Guides.Guide.Sources"]);
        sheet.Paragraph(
            $"{body["Guides.Guide.NotAdvice"]} "
            + Texts.Get(body.Language, "Guides.Guide.Reviewed", Written.Day(body.Language, (body.Guide.Local ?? body.Guide.General).Reviewed)));
        foreach (var (id, _, source) in body.Sources())
            sheet.Item("•", [new(id + " ", PdfFace.Bold), new(Texts.Get(body.Language, "Guides.Guide.SourceOf", source))], sheet.Small);
    }

    private static void Blocks(PdfSheet sheet, string text)
    {
        foreach (var (mark, depth, runs) in GuideText.Blocks(text))
            if (mark.Length == 0 && depth == 0) sheet.Paragraph(runs);
            else sheet.Indented(depth * 5, () => sheet.Item(mark.Length == 0 ? " " : mark, runs));
    }
}
