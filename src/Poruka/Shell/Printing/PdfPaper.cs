namespace Poruka.Shell.Printing;

/// <summary>A size of paper, in millimetres.</summary>
/// <param name="WidthMm">Its width.</param>
/// <param name="HeightMm">Its height.</param>
public readonly record struct PdfPaper(float WidthMm, float HeightMm)
{
    /// <summary>Points in a millimetre.</summary>
    public const float PointsPerMm = 72f / 25.4f;

    /// <summary>A4 (ISO 216).</summary>
    public static PdfPaper A4 { get; } = new(210, 297);

    /// <summary>A5.</summary>
    public static PdfPaper A5 { get; } = new(148, 210);

    /// <summary>A6.</summary>
    public static PdfPaper A6 { get; } = new(105, 148);

    /// <summary>A7.</summary>
    public static PdfPaper A7 { get; } = new(74, 105);

    /// <summary>Letter.</summary>
    public static PdfPaper Letter { get; } = new(215.9f, 279.4f);

    /// <summary>An envelope DL, as it lies (ISO 269).</summary>
    public static PdfPaper EnvelopeDL { get; } = new(220, 110);

    /// <summary>An envelope C5, as it lies.</summary>
    public static PdfPaper EnvelopeC5 { get; } = new(229, 162);

    /// <summary>An envelope C6, as it lies.</summary>
    public static PdfPaper EnvelopeC6 { get; } = new(162, 114);

    /// <summary>The paper turned by a quarter.</summary>
    public PdfPaper Turned => new(HeightMm, WidthMm);

    /// <summary>The paper of a name in an address or an option: <c>a4</c>, <c>letter</c>, <c>a5</c>.</summary>
    public static bool TryParse(string? name, out PdfPaper paper)
    {
        PdfPaper? found = name switch { "a4" => A4, "a5" => A5, "letter" => Letter, _ => null };
        paper = found ?? A4;
        return found is not null;
    }
}
