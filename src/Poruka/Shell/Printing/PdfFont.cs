using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;
using HarfBuzzFont = HarfBuzzSharp.Font;

namespace Poruka.Shell.Printing;

/// <summary>The faces that are in the program: Noto, for Latin and Cyrillic.</summary>
public enum PdfFace
{
    /// <summary>Text.</summary>
    Regular,

    /// <summary>Strong text.</summary>
    Bold,

    /// <summary>Emphasis.</summary>
    Italic,

    /// <summary>Headings: a serif.</summary>
    Heading,
}

/// <summary>Glyphs of a text with their places, in units of the font's size.</summary>
internal readonly record struct ShapedText(ushort[] Glyphs, SKPoint[] Places, float Width);

/// <summary>A face, loaded once, that shapes text with HarfBuzz and lends its outlines to Skia.</summary>
/// <remarks>Thread-safe.</remarks>
#pragma warning disable CA1001 // The faces live as long as the program.
internal sealed class PdfFont
#pragma warning restore CA1001
{
    // Words come again and again; a document of a thousand pages must not keep all of its own.
    private const int MostWidths = 20_000;

    private static readonly Lazy<PdfFont>[] Faces =
        [.. new[] { "NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSerif-Bold" }.Select(n => new Lazy<PdfFont>(() => new PdfFont(n)))];

    private readonly byte[] _bytes;
    private readonly SKTypeface _typeface;
    private readonly HarfBuzzFont _shaper;
    private readonly int _unitsPerEm;
    private readonly ConcurrentDictionary<string, float> _widths = new(StringComparer.Ordinal);

    private PdfFont(string name)
    {
        using var stream = typeof(PdfFont).Assembly.GetManifestResourceStream("font:" + name)
            ?? throw new InvalidOperationException($"The font {name} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        _bytes = bytes;
        using var data = SKData.CreateCopy(bytes);
        _typeface = SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {name} can't be read.");
        // Never freed: the faces live as long as the program.
        var memory = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, memory, bytes.Length);
        var blob = new Blob(memory, bytes.Length, MemoryMode.ReadOnly);
        var face = new Face(blob, 0);
        _unitsPerEm = face.UnitsPerEm;
        _shaper = new HarfBuzzFont(face);
        _shaper.SetScale(_unitsPerEm, _unitsPerEm);
        _shaper.SetFunctionsOpenType();
    }

    public static PdfFont Of(PdfFace face) => Faces[(int)face].Value;

    /// <summary>The face at a size, for Skia to draw with: outlines only, so that every machine writes the same bytes.</summary>
    public SKFont At(float sizePt, SKTypeface? outlines = null) => new(outlines ?? _typeface, sizePt)
    {
        Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true,
    };

    /// <summary>The face with some glyphs alone, each under its number; the caller disposes it.</summary>
    public SKTypeface Only(IEnumerable<ushort> glyphs)
    {
        using var data = SKData.CreateCopy(FontOutlines.Keep(_bytes, glyphs));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException("A font with some of its glyphs can't be read.");
    }

    /// <summary>Whether the face has a letter.</summary>
    public bool Has(int codePoint) => _shaper.TryGetGlyph((uint)codePoint, out _);

    /// <summary>The width of a text at size 1.</summary>
    public float Width(string text)
    {
        if (_widths.TryGetValue(text, out var width)) return width;
        if (_widths.Count >= MostWidths) _widths.Clear();
        return _widths[text] = Shape(text).Width;
    }

    public ShapedText Shape(string text)
    {
        using var buffer = new Buffer();
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        _shaper.Shape(buffer);
        var infos = buffer.GetGlyphInfoSpan();
        // What the face lacks would leave a gap that nobody notices.
        foreach (var info in infos)
            if (info.Codepoint == 0) return Shape(Marked(text));
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new ushort[infos.Length];
        var places = new SKPoint[infos.Length];
        float x = 0, y = 0, scale = _unitsPerEm;
        for (var i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            places[i] = new SKPoint(x + positions[i].XOffset / scale, y - positions[i].YOffset / scale);
            x += positions[i].XAdvance / scale;
            y -= positions[i].YAdvance / scale;
        }
        return new ShapedText(glyphs, places, x);
    }

    /// <summary>The text with a question mark for each sign that the face lacks.</summary>
    private string Marked(string text)
    {
        var marked = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Has(rune.Value)) marked.Append(rune);
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark)) marked.Append('?');
        return marked.ToString();
    }
}
