using NodaTime;
using SkiaSharp;

namespace Poruka.Shell.Printing;

/// <summary>
/// A PDF that is written page by page into a stream, with real text in Latin and Cyrillic. The same calls give the same
/// bytes: its day comes in, and its fonts are in the program.
/// <code>
/// using var document = new PdfDocument(stream, "Envelopes", today);
/// using (var page = document.NewPage(PdfPaper.EnvelopeDL)) page.Text(100, 50, 100, "Иван Иванов", new PdfStyle(12));
/// document.Close();
/// </code>
/// For text that flows over pages, with headings, lists and tables, see <see cref="PdfSheet"/>. A document that is written twice, first to
/// see which letters it has, carries the outlines of these alone: a quarter of the bytes.
/// </summary>
public sealed class PdfDocument : IDisposable
{
    // Several threads may each write a document; the faces are shared, and Skia's and HarfBuzz's are made for that.
    private readonly PdfOutput? _output;
    private readonly SKDocument? _document;
    private readonly Dictionary<PdfFace, SKTypeface> _faces = [];
    private readonly Dictionary<PdfFace, HashSet<ushort>> _glyphs = [];

    /// <summary>Begins a document.</summary>
    /// <param name="target">Takes the bytes; need not be seekable. It is left open.</param>
    /// <param name="title">Its title.</param>
    /// <param name="day">Its day; there is no time in it.</param>
    public PdfDocument(Stream target, string title, LocalDate day)
    {
        var made = day.AtMidnight().ToDateTimeUnspecified();
        _output = new PdfOutput(target);
        _document = SKDocument.CreatePdf(_output, new SKDocumentPdfMetadata(300)
        {
            Title = title, Producer = "Poruka", Creator = "Poruka",
            Creation = DateTime.SpecifyKind(made, DateTimeKind.Utc), Modified = DateTime.SpecifyKind(made, DateTimeKind.Utc),
        });
    }

    internal PdfDocument(Stream target, string title, LocalDate day, PdfDocument counted)
        : this(target, title, day)
    {
        foreach (var (face, glyphs) in counted._glyphs) _faces[face] = PdfFont.Of(face).Only(glyphs);
    }

    /// <summary>A document that is only counted: nothing is written.</summary>
    internal PdfDocument()
    {
    }

    /// <summary>Writes a document of few pages, with the letters that it has.</summary>
    /// <param name="target">Takes the bytes; left open.</param>
    /// <param name="title">Its title.</param>
    /// <param name="day">Its day.</param>
    /// <param name="draw">Fills it; called twice.</param>
    public static void Write(Stream target, string title, LocalDate day, Action<PdfDocument> draw)
    {
        using var counted = new PdfDocument();
        draw(counted);
        using var document = new PdfDocument(target, title, day, counted);
        draw(document);
        document.Close();
    }

    /// <summary>How many pages were begun.</summary>
    public int Pages { get; private set; }

    /// <summary>Begins a page; dispose of it before the next.</summary>
    public PdfPage NewPage(PdfPaper paper)
    {
        _output?.ThrowIfFailed();
        Pages++;
        var (width, height) = (paper.WidthMm * PdfPaper.PointsPerMm, paper.HeightMm * PdfPaper.PointsPerMm);
        return new PdfPage(this, paper, _document?.BeginPage(width, height), () => _document?.EndPage());
    }

    /// <summary>Writes the end. A document that is disposed of without it is broken off.</summary>
    public void Close()
    {
        _document?.Close();
        _output?.ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _document?.Dispose();
        _output?.Dispose();
        foreach (var face in _faces.Values) face.Dispose();
    }

    /// <summary>A face at a size, to draw with.</summary>
    internal SKFont Font(PdfFace face, float sizePt) => PdfFont.Of(face).At(sizePt, _faces.GetValueOrDefault(face));

    /// <summary>Notes which glyphs are drawn.</summary>
    internal void Note(PdfFace face, ReadOnlySpan<ushort> glyphs)
    {
        if (!_glyphs.TryGetValue(face, out var noted)) _glyphs[face] = noted = [];
        foreach (var glyph in glyphs) noted.Add(glyph);
    }
}
