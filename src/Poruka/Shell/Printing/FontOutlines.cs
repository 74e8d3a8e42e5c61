using System.Buffers.Binary;
using System.Text;

namespace Poruka.Shell.Printing;

/// <summary>
/// A font with the outlines of some glyphs alone, for a document to carry: the others are empty, so that each keeps its number (ISO/IEC
/// 14496-22, OpenType with TrueType outlines).
/// </summary>
internal static class FontOutlines
{
    // What Skia reads of a font, and what says which letter a glyph is. How letters are joined was decided before.
    private static readonly string[] Kept = ["OS/2", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep"];

    private const int RecordSize = 16, HeadersSize = 12;

    /// <summary>Leaves the outlines of some glyphs, and of those that they are composed of.</summary>
    public static byte[] Keep(ReadOnlyMemory<byte> font, IEnumerable<ushort> glyphs)
    {
        var tables = Tables(font);
        var count = BinaryPrimitives.ReadUInt16BigEndian(tables["maxp"].Span[4..]);
        var isLong = BinaryPrimitives.ReadInt16BigEndian(tables["head"].Span[50..]) != 0;
        var (loca, glyf) = (tables["loca"], tables["glyf"]);
        var kept = new SortedSet<ushort> { 0 };
        var waiting = new Stack<ushort>(glyphs);
        while (waiting.TryPop(out var glyph))
            if (glyph < count && kept.Add(glyph))
                foreach (var part in PartsOf(Outline(glyph).Span)) waiting.Push(part);

        var places = new byte[(count + 1) * 4];
        using var outlines = new MemoryStream();
        for (ushort glyph = 0; ; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(glyph * 4), (uint)outlines.Length);
            if (glyph == count) break;
            if (!kept.Contains(glyph)) continue;
            outlines.Write(Outline(glyph).Span);
            while (outlines.Length % 4 != 0) outlines.WriteByte(0);
        }
        var head = tables["head"].ToArray();
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1); // places take four bytes
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        (tables["head"], tables["loca"], tables["glyf"]) = (head, places, outlines.ToArray());
        return Write(font.Span[..4], [.. tables.Where(t => Kept.Contains(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value))]);

        ReadOnlyMemory<byte> Outline(int glyph) => glyf[Place(glyph)..Place(glyph + 1)];

        int Place(int glyph) => isLong ? (int)BinaryPrimitives.ReadUInt32BigEndian(loca.Span[(glyph * 4)..]) : 2 * BinaryPrimitives.ReadUInt16BigEndian(loca.Span[(glyph * 2)..]);
    }

    /// <summary>The glyphs that a composed one is made of.</summary>
    private static List<ushort> PartsOf(ReadOnlySpan<byte> outline)
    {
        const int Words = 1, OneScale = 8, More = 32, TwoScales = 64, Matrix = 128;
        var parts = new List<ushort>();
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) return parts;
        for (var at = 10; ;)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
            if ((flags & More) == 0) return parts;
            at += 4 + ((flags & Words) != 0 ? 4 : 2) + ((flags & OneScale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & Matrix) != 0 ? 8 : 0);
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Tables(ReadOnlyMemory<byte> font)
    {
        var tables = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(font.Span[4..]); i++)
        {
            var record = font.Span.Slice(HeadersSize + i * RecordSize, RecordSize);
            tables[Encoding.ASCII.GetString(record[..4])] = font.Slice((int)BinaryPrimitives.ReadUInt32BigEndian(record[8..]), (int)BinaryPrimitives.ReadUInt32BigEndian(record[12..]));
        }
        return tables;
    }

    private static byte[] Write(ReadOnlySpan<byte> version, IReadOnlyList<(string Tag, ReadOnlyMemory<byte> Bytes)> tables)
    {
        var start = HeadersSize + tables.Count * RecordSize;
        var font = new byte[start + tables.Sum(t => Padded(t.Bytes.Length))];
        version.CopyTo(font);
        var power = 1 << (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(6), (ushort)(power * RecordSize));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(8), (ushort)Math.Log2(power));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(10), (ushort)((tables.Count - power) * RecordSize));
        var (at, head) = (start, 0);
        for (var i = 0; i < tables.Count; i++)
        {
            var (tag, bytes) = tables[i];
            bytes.Span.CopyTo(font.AsSpan(at));
            var record = font.AsSpan(HeadersSize + i * RecordSize);
            Encoding.ASCII.GetBytes(tag, record);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], Sum(font.AsSpan(at, Padded(bytes.Length))));
            BinaryPrimitives.WriteUInt32BigEndian(record[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(record[12..], (uint)bytes.Length);
            if (tag == "head") head = at;
            at += Padded(bytes.Length);
        }
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(head + 8), 0xB1B0AFBA - Sum(font));
        return font;
    }

    private static int Padded(int length) => (length + 3) / 4 * 4;

    private static uint Sum(ReadOnlySpan<byte> padded)
    {
        uint sum = 0;
        for (var i = 0; i < padded.Length; i += 4) sum += BinaryPrimitives.ReadUInt32BigEndian(padded[i..]);
        return sum;
    }
}
