using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using NodaTime;

namespace Poruka.Shell.Printing;

/// <summary>How a block of a document is set.</summary>
public enum PrintedKind
{
    /// <summary>What the document is called, in the middle.</summary>
    Title,

    /// <summary>A heading.</summary>
    Heading,

    /// <summary>To whom and from whom, to the right.</summary>
    Address,

    /// <summary>A paragraph.</summary>
    Paragraph,

    /// <summary>An item of a list.</summary>
    Item,

    /// <summary>What follows begins on a page of its own; without text.</summary>
    NewPage,
}

/// <summary>A block of a document.</summary>
/// <param name="Kind">How it is set.</param>
/// <param name="Text">The text; a line end begins a new line.</param>
/// <param name="Mark">What stands before an item.</param>
public sealed record PrintedBlock(PrintedKind Kind, string Text = "", string Mark = "");

/// <summary>
/// Writes documents that people go on writing in: Office Open XML (ECMA-376, transitional), with the few parts that a letter needs, and
/// nothing of who made it. The same blocks give the same bytes.
/// </summary>
public static class WordFile
{
    private const string Main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

    // Twentieths of a point: A4 with margins of 20 mm, an address on the right half.
    private const string PageWidth = "11906", PageHeight = "16838", Margin = "1134", AddressIndent = "4820", ItemIndent = "425";

    /// <summary>Writes a document.</summary>
    /// <param name="target">Takes the bytes; left open.</param>
    /// <param name="language">The language of the text, for its spelling.</param>
    /// <param name="title">What the document is called in its properties.</param>
    /// <param name="day">The day that its parts carry.</param>
    /// <param name="blocks">The text.</param>
    public static void Write(Stream target, CultureInfo language, string title, LocalDate day, IReadOnlyList<PrintedBlock> blocks)
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        Part(zip, day, "[Content_Types].xml", xml =>
        {
            xml.WriteStartElement("Types", "http://schemas.openxmlformats.org/package/2006/content-types");
            Element(xml, "Default", ("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"));
            Element(xml, "Default", ("Extension", "xml"), ("ContentType", "application/xml"));
            Element(xml, "Override", ("PartName", "/word/document.xml"), ("ContentType", Types + "document.main+xml"));
            Element(xml, "Override", ("PartName", "/word/styles.xml"), ("ContentType", Types + "styles+xml"));
            Element(xml, "Override", ("PartName", "/docProps/core.xml"), ("ContentType", "application/vnd.openxmlformats-package.core-properties+xml"));
        });
        Part(zip, day, "_rels/.rels", xml => Relationships(xml,
            (Office + "/officeDocument", "word/document.xml"), ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")));
        Part(zip, day, "word/_rels/document.xml.rels", xml => Relationships(xml, (Office + "/styles", "styles.xml")));
        Part(zip, day, "docProps/core.xml", xml =>
        {
            xml.WriteStartElement("cp", "coreProperties", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
            xml.WriteElementString("dc", "title", "http://purl.org/dc/elements/1.1/", Clean(title));
        });
        Part(zip, day, "word/styles.xml", xml => Styles(xml, language));
        Part(zip, day, "word/document.xml", xml => Document(xml, blocks));
    }

    private static void Document(XmlWriter xml, IReadOnlyList<PrintedBlock> blocks)
    {
        xml.WriteStartElement("w", "document", Main);
        xml.WriteStartElement("body", Main);
        var onNewPage = false;
        foreach (var block in blocks)
        {
            if (block.Kind == PrintedKind.NewPage)
            {
                onNewPage = true;
                continue;
            }
            xml.WriteStartElement("p", Main);
            xml.WriteStartElement("pPr", Main);
            Value(xml, "pStyle", block.Kind.ToString());
            if (onNewPage) Value(xml, "pageBreakBefore", null);
            xml.WriteEndElement();
            onNewPage = false;
            Run(xml, block.Kind == PrintedKind.Item ? $"{block.Mark}\t{block.Text}" : block.Text);
            xml.WriteEndElement();
        }
        xml.WriteStartElement("sectPr", Main);
        Attributes(xml, "pgSz", ("w", PageWidth), ("h", PageHeight));
        Attributes(xml, "pgMar", ("top", Margin), ("right", Margin), ("bottom", Margin), ("left", Margin), ("header", "567"), ("footer", "567"), ("gutter", "0"));
    }

    private static void Run(XmlWriter xml, string text)
    {
        xml.WriteStartElement("r", Main);
        var lines = Clean(text.ReplaceLineEndings("\n")).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) Value(xml, "br", null);
            var parts = lines[i].Split('\t');
            for (var j = 0; j < parts.Length; j++)
            {
                if (j > 0) Value(xml, "tab", null);
                if (parts[j].Length == 0) continue;
                xml.WriteStartElement("t", Main);
                xml.WriteAttributeString("xml", "space", null, "preserve");
                xml.WriteString(parts[j]);
                xml.WriteEndElement();
            }
        }
        xml.WriteEndElement();
    }

    private static void Styles(XmlWriter xml, CultureInfo language)
    {
        xml.WriteStartElement("w", "styles", Main);
        xml.WriteStartElement("docDefaults", Main);
        xml.WriteStartElement("rPrDefault", Main);
        xml.WriteStartElement("rPr", Main);
        Attributes(xml, "rFonts", ("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("cs", "Times New Roman"));
        Value(xml, "sz", "24");
        Value(xml, "szCs", "24");
        Value(xml, "lang", language.Name);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        Style(xml, "Paragraph", "Normal", isDefault: true, null, ("after", "120"), ("line", "276"), ("lineRule", "auto"));
        Style(xml, "Title", "Title", isDefault: false, () => Value(xml, "jc", "center"), ("before", "240"), ("after", "240"));
        Style(xml, "Heading", "heading 1", isDefault: false, null, ("before", "240"), ("after", "120"));
        Style(xml, "Address", "Address", isDefault: false, () => Attributes(xml, "ind", ("left", AddressIndent)), ("after", "120"));
        Style(xml, "Item", "List", isDefault: false, () => Attributes(xml, "ind", ("left", ItemIndent), ("hanging", ItemIndent)), ("after", "60"));
    }

    private static void Style(XmlWriter xml, string id, string name, bool isDefault, Action? more, params ReadOnlySpan<(string, string)> spacing)
    {
        xml.WriteStartElement("style", Main);
        xml.WriteAttributeString("type", Main, "paragraph");
        if (isDefault) xml.WriteAttributeString("default", Main, "1");
        xml.WriteAttributeString("styleId", Main, id);
        Value(xml, "name", name);
        if (!isDefault) Value(xml, "basedOn", "Paragraph");
        Value(xml, "qFormat", null);
        xml.WriteStartElement("pPr", Main);
        if (id is "Title" or "Heading") Value(xml, "keepNext", null);
        Attributes(xml, "spacing", spacing);
        more?.Invoke();
        xml.WriteEndElement();
        if (id is "Title" or "Heading")
        {
            xml.WriteStartElement("rPr", Main);
            Value(xml, "b", null);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Relationships(XmlWriter xml, params ReadOnlySpan<(string Type, string Target)> all)
    {
        xml.WriteStartElement("Relationships", "http://schemas.openxmlformats.org/package/2006/relationships");
        var number = 0;
        foreach (var (type, target) in all)
            Element(xml, "Relationship", ("Id", string.Create(CultureInfo.InvariantCulture, $"r{++number}")), ("Type", type), ("Target", target));
    }

    private static void Part(ZipArchive zip, LocalDate day, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        // The day alone: at what hour somebody sat there is nobody's business.
        entry.LastWriteTime = new DateTimeOffset(day.ToDateTimeUnspecified(), TimeSpan.Zero);
        using var xml = XmlWriter.Create(entry.Open(), new XmlWriterSettings { CloseOutput = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument(standalone: true);
        write(xml);
        xml.WriteEndDocument();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, Main);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, Main, value);
        xml.WriteEndElement();
    }

    private static void Value(XmlWriter xml, string name, string? value)
    {
        xml.WriteStartElement(name, Main);
        if (value is not null) xml.WriteAttributeString("val", Main, value);
        xml.WriteEndElement();
    }

    /// <summary>Without what XML can't hold: control characters and halves of surrogate pairs.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or >= 0x20 and not 0xFFFE and not 0xFFFF) clean.Append(rune);
        return clean.ToString();
    }
}
