using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Guides;

/// <summary>
/// A card for a pocket: A4 across, eight panels of A7, marks where to fold. The first panel has the title and room for
/// numbers; the others have the steps, shorter where they would not fit, and the country's time limits.
/// </summary>
public static class PocketCard
{
    private const int Columns = 4;
    private const float PadMm = 5;
    private static readonly PdfPaper Paper = PdfPaper.A4.Turned;
    private static readonly float PanelWidth = Paper.WidthMm / Columns;
    private static readonly float PanelHeight = Paper.HeightMm / 2;

    /// <summary>Writes it. Returns how many steps and limits did not fit: none, with the texts that ship.</summary>
    public static int Write(Stream target, GuideBody body)
    {
        var (style, full, panels, left) = Fit(body);
        PdfDocument.Write(target, body.Guide.Title, body.MadeOn, document =>
        {
            using var page = document.NewPage(Paper);
            Folds(page);
            Cover(page, body);
            for (var i = 0; i < panels.Count; i++)
            {
                var (x, y) = Corner(i + 1);
                foreach (var piece in panels[i]) y += Draw(page, x, y, piece, style, full);
            }
        });
        return left;
    }

    /// <summary>The steps of the first parts, and the time limits that end within days.</summary>
    private static List<Piece> Pieces(GuideBody body, int parts)
    {
        var guide = body.Guide;
        var pieces = new List<Piece>();
        foreach (var part in guide.Parts.Take(parts))
        {
            pieces.Add(new Piece(body[$"Guides.Part.{part.Part}"], "", true));
            pieces.AddRange(part.Steps.Select(step => new Piece(step.Title, FirstOf(step.General?.Text ?? step.Local!.Text), false)));
        }
        var limits = guide.Rules.Select(body.Library.Rule).OfType<WrittenRule>().Where(r => r.Rule.HasTerm && r.Rule.Limit.Unit != LimitUnit.Months).ToList();
        if (limits.Count == 0) return pieces;
        pieces.Add(new Piece($"{body["Guides.Card.Limits"]}: {body.Country}", "", true));
        pieces.AddRange(limits.Select(rule => new Piece(
            $"{rule.Rule.Id} · {GuideWords.Of(body.Language, rule.Rule.Limit)}",
            $"{rule.Text[body.Language.Name]} ({rule.Basis[body.Language.Name]}{(rule.Rule.Confidence == Confidence.Medium ? "; " + body["Guides.Card.Ask"] : "")})", false)));
        return pieces;
    }

    /// <summary>As many parts as fit in a size that is read easily; the first alone is set smaller, and shorter, if need be.</summary>
    private static (PdfStyle Style, bool Full, List<List<Piece>> Panels, int Left) Fit(GuideBody body)
    {
        (int Parts, float Size, bool Full)[] ways =
        [
            (3, 8.5f, true), (3, 8, true), (2, 8.5f, true), (2, 8, true), (1, 8.5f, true), (1, 8, true), (1, 7.5f, true), (1, 7, true),
            (1, 8, false), (1, 7, false), (1, 6.5f, false),
        ];
        foreach (var way in ways)
        {
            var style = new PdfStyle(way.Size, 1.25f);
            var panels = Lay(Pieces(body, way.Parts), style, way.Full, out var left);
            if (left == 0 || way == ways[^1]) return (style, way.Full, panels, left);
        }
        throw new InvalidOperationException("The last way is always taken.");
    }

    private static List<List<Piece>> Lay(List<Piece> pieces, PdfStyle style, bool full, out int left)
    {
        var panels = new List<List<Piece>> { new() };
        var room = PanelHeight - 2 * PadMm;
        var used = 0f;
        for (var i = 0; i < pieces.Count; i++)
        {
            var height = HeightOf(pieces[i], style, full);
            // A head is kept with what follows.
            var needed = height + (pieces[i].IsHead && i + 1 < pieces.Count ? HeightOf(pieces[i + 1], style, full) : 0);
            if (used + needed > room)
            {
                if (panels.Count == 2 * Columns - 1 || height > room)
                {
                    left = pieces.Count - i;
                    return panels;
                }
                panels.Add([]);
                used = 0;
            }
            panels[^1].Add(pieces[i]);
            used += height;
        }
        left = 0;
        return panels;
    }

    private static float HeightOf(Piece piece, PdfStyle style, bool full) => Runs(piece, full) is var (title, text)
        ? PdfPage.HeightOf(PanelWidth - 2 * PadMm, title, style) + (text is null ? 0 : PdfPage.HeightOf(PanelWidth - 2 * PadMm, text, style)) + 1.4f
        : 0;

    private static float Draw(PdfPage page, float x, float y, Piece piece, PdfStyle style, bool full)
    {
        var (title, text) = Runs(piece, full);
        var width = PanelWidth - 2 * PadMm;
        var height = page.Text(x, y, width, title, style);
        if (text is not null) height += page.Text(x, y + height, width, text, style);
        return height + 1.4f;
    }

    private static (PdfRun[] Title, PdfRun[]? Text) Runs(Piece piece, bool full) =>
        ([new(piece.Title, piece.IsHead ? PdfFace.Heading : PdfFace.Bold)], full && piece.Text.Length > 0 ? [new(piece.Text)] : null);

    private static void Cover(PdfPage page, GuideBody body)
    {
        var (x, y) = Corner(0);
        var width = PanelWidth - 2 * PadMm;
        y += page.Text(x, y, width, [new(body.Guide.Title, PdfFace.Heading)], new PdfStyle(14, 1.2f));
        y += 1 + page.Text(x, y + 1, width, body.Country, new PdfStyle(9));
        foreach (var key in new[] { "Guides.Card.Support", "Guides.Card.Lawyer", "Guides.Card.Medicine" })
        {
            y += 5;
            y += page.Text(x, y, width, body[key], new PdfStyle(8.5f));
            y += 5;
            page.Line(x, y, x + width, y, 0.2f, 0.4f);
        }
        var small = new PdfStyle(6.5f, 1.25f, Grey: 0.2f);
        var foot = $"{body["Guides.Card.Fold"]} {Texts.Get(body.Language, "Guides.Card.Day", Written.Day(body.Language, body.MadeOn))}";
        page.Text(x, PanelHeight - PadMm - PdfPage.HeightOf(width, [new(foot)], small), width, foot, small);
    }

    private static (float X, float Y) Corner(int panel) =>
        (panel % Columns * PanelWidth + PadMm, panel / Columns * PanelHeight + PadMm);

    private static void Folds(PdfPage page)
    {
        page.Line(0, PanelHeight, Paper.WidthMm, PanelHeight, 0.1f, 0.6f, dashed: true);
        for (var column = 1; column < Columns; column++)
            page.Line(column * PanelWidth, 0, column * PanelWidth, Paper.HeightMm, 0.1f, 0.6f, dashed: true);
    }

    /// <summary>The first paragraph or the first items of a text, in plain words.</summary>
    private static string FirstOf(string text)
    {
        var blocks = GuideText.Blocks(text).ToList();
        if (blocks.Count == 0) return "";
        var first = string.Concat(blocks[0].Runs.Select(r => r.Text));
        return blocks[0].Mark.Length == 0
            ? first
            : string.Join("; ", blocks.TakeWhile(b => b.Mark.Length > 0).Select(b => string.Concat(b.Runs.Select(r => r.Text))));
    }

    private sealed record Piece(string Title, string Text, bool IsHead);
}
