using System.Globalization;
using System.Text;

namespace Poruka.Shell.Printing;

/// <summary>A piece of text in one face.</summary>
/// <param name="Text">The text; a line end begins a new line.</param>
/// <param name="Face">The face.</param>
public readonly record struct PdfRun(string Text, PdfFace Face = PdfFace.Regular);

/// <summary>How a text is set.</summary>
/// <param name="SizePt">The size, in points.</param>
/// <param name="Leading">The distance of lines, in sizes.</param>
/// <param name="Align">Where its lines stand.</param>
/// <param name="Grey">0 is black, 1 is white.</param>
public readonly record struct PdfStyle(float SizePt, float Leading = 1.4f, PdfAlign Align = PdfAlign.Left, float Grey = 0)
{
    /// <summary>The height of a line, in millimetres.</summary>
    public float LineMm => SizePt * Leading / PdfPaper.PointsPerMm;
}

/// <summary>Where lines stand.</summary>
public enum PdfAlign
{
    /// <summary>At the left.</summary>
    Left,

    /// <summary>At the right.</summary>
    Right,

    /// <summary>In the middle.</summary>
    Centre,
}

/// <summary>A line that fits: its pieces, and its width in points.</summary>
internal sealed record PdfLine(IReadOnlyList<PdfRun> Runs, float WidthPt);

/// <summary>Breaks text into lines at spaces and after hyphens and slashes; a word too long for a line anywhere.</summary>
internal static class PdfWrap
{
    public static List<PdfLine> Lines(IReadOnlyList<PdfRun> runs, float sizePt, float widthPt)
    {
        var lines = new List<PdfLine>();
        var line = new LineInMaking(sizePt);
        foreach (var (text, face) in runs)
        {
            var paragraphs = Clean(text).Split('\n');
            for (var i = 0; i < paragraphs.Length; i++)
            {
                if (i > 0) lines.Add(line.Take());
                foreach (var word in Words(paragraphs[i])) Put(word, face, line, lines, widthPt);
            }
        }
        lines.Add(line.Take());
        return lines;
    }

    /// <summary>The words, each with the spaces after it, broken where a line may be.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var (before, at) = (text[i - 1], text[i]);
            var breaks = (before == ' ' && at != ' ')
                || (before is '-' or '\u2010' or '\u2013' or '\u2014' or '/' && at != ' ' && char.IsLetterOrDigit(at) && i - start > 1 && !IsTight(text, i));
            if (!breaks) continue;
            yield return text[start..i];
            start = i;
        }
        if (start < text.Length) yield return text[start..];
    }

    // Days (2026-11-23), spans (8-12) and ids (RU-01) stay whole.
    private static bool IsTight(string text, int at) => char.IsDigit(text[at]) && text[at - 1] != '/';

    private static void Put(string word, PdfFace face, LineInMaking line, List<PdfLine> lines, float widthPt)
    {
        var bare = word.TrimEnd(' ');
        if (line.WidthWith(bare, face) <= widthPt)
        {
            line.Add(word, face);
            return;
        }
        if (!line.IsEmpty) lines.Add(line.Take());
        while (line.WidthWith(bare, face) > widthPt)
        {
            var fits = Fitting(bare, face, line, widthPt);
            line.Add(bare[..fits], face);
            lines.Add(line.Take());
            (word, bare) = (word[fits..], bare[fits..]);
        }
        line.Add(word, face);
    }

    /// <summary>How many letters of a word fit, one at least; letters with marks stay whole.</summary>
    private static int Fitting(string word, PdfFace face, LineInMaking line, float widthPt)
    {
        var ends = StringInfo.ParseCombiningCharacters(word);
        var (low, high) = (1, ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (line.WidthWith(word[..ends[middle]], face) <= widthPt) low = middle;
            else high = middle - 1;
        }
        return ends.Length < 2 ? word.Length : ends[low];
    }

    /// <summary>Without control characters, that no face has.</summary>
    private static string Clean(string text)
    {
        if (!text.Any(c => c != '\n' && (char.IsControl(c) || c == '\u00AD'))) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
            if (c is '\n' || !(char.IsControl(c) || c == '\u00AD')) clean.Append(c);
            else if (c == '\t') clean.Append(' ');
        return clean.ToString();
    }

    private sealed class LineInMaking(float sizePt)
    {
        private readonly List<(StringBuilder Text, PdfFace Face)> _runs = [];
        private float _width;

        public bool IsEmpty => _runs.Count == 0;

        public float WidthWith(string word, PdfFace face) => _width + PdfFont.Of(face).Width(word) * sizePt;

        public void Add(string word, PdfFace face)
        {
            if (word.Length == 0) return;
            if (_runs.Count > 0 && _runs[^1].Face == face) _runs[^1].Text.Append(word);
            else _runs.Add((new StringBuilder(word), face));
            _width += PdfFont.Of(face).Width(word) * sizePt;
        }

        public PdfLine Take()
        {
            if (_runs.Count > 0)
            {
                var last = _runs[^1].Text;
                while (last.Length > 0 && last[^1] == ' ') last.Length--;
            }
            PdfRun[] runs = [.. _runs.Where(r => r.Text.Length > 0).Select(r => new PdfRun(r.Text.ToString(), r.Face))];
            _runs.Clear();
            _width = 0;
            return new PdfLine(runs, runs.Sum(r => PdfFont.Of(r.Face).Width(r.Text)) * sizePt);
        }
    }
}
