using System.Buffers;
using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>Tells the formats apart by the first bytes of a file.</summary>
internal static class StatementDetection
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n/>");

    public static StatementFormat? Detect(ReadOnlySpan<byte> head)
    {
        var text = AsText(head);
        if (IsXml(text)) return DetectCamt(text);
        if (text.TrimStart().StartsWith("1CClientBankExchange", StringComparison.OrdinalIgnoreCase)) return StatementFormat.OneC;
        if (DetectMt(text) is { } mt) return mt;
        return CsvProfile.Guess(head).Profile is null ? null : StatementFormat.Csv;
    }

    public static bool IsXml(ReadOnlySpan<byte> head) => IsXml(AsText(head));

    /// <summary>The first bytes as text, for a message.</summary>
    public static string Show(ReadOnlySpan<byte> head) => StatementRefusal.Shorten(AsText(head[..Math.Min(head.Length, 400)]));

    private static bool IsXml(string text) => text.AsSpan().TrimStart().StartsWith("<");

    /// <summary>Bytes for looking at: names and tags are ASCII in every encoding that occurs, but for UTF-16.</summary>
    private static string AsText(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(head[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(head[2..]),
        [(byte)'<', 0, ..] => Encoding.Unicode.GetString(head),
        [0, (byte)'<', ..] => Encoding.BigEndianUnicode.GetString(head),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.Latin1.GetString(head[3..]),
        _ => Encoding.Latin1.GetString(head),
    };

    private static StatementFormat? DetectCamt(string text)
    {
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var rest = text.AsSpan(at + 1);
            var end = rest.IndexOfAny(NameEnds);
            if (end > 0) rest = rest[..end];
            var local = rest[(rest.IndexOf(':') + 1)..];
            if (local.Length is > 0 and < 64 && CamtReader.MessageOf(local.ToString()) is { } format) return format;
        }
        return null;
    }

    /// <summary>A line <c>:20:</c> begins a message; the balance tags tell which one it is.</summary>
    private static StatementFormat? DetectMt(string text)
    {
        var interim = false;
        var found = false;
        foreach (var range in text.AsSpan().SplitAny("\r\n"))
        {
            var line = text.AsSpan()[range].Trim("\u0001\u0003 \t");
            if (line.StartsWith("{") && line.IndexOf("{4:") is >= 0 and var block) line = line[(block + 3)..].TrimStart();
            if (line.StartsWith(":20:")) found = true;
            else if (!found) continue;
            else if (line.StartsWith(":60F:") || line.StartsWith(":60M:")) return StatementFormat.Mt940;
            else if (line.StartsWith(":34F:") || line.StartsWith(":13D:") || line.StartsWith(":90")) interim = true;
        }
        return interim ? StatementFormat.Mt942 : found ? StatementFormat.Mt940 : null;
    }
}
