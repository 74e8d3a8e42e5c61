using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>
/// Cuts a <c>1CClientBankExchange</c> file into keys and values. Its encoding is what its bytes show: UTF-8 where they
/// are, otherwise cp866 where <c>Кодировка=DOS</c> stands there in it, otherwise windows-1251.
/// </summary>
internal sealed class OneCLines
{
    private static readonly UTF8Encoding Utf8 = StatementEncodings.Utf8;
    private static readonly Encoding Windows = StatementEncodings.Find("windows-1251")!;
    private static readonly Encoding Dos = StatementEncodings.Find("ibm866")!;

    private readonly BoundedLines _lines;
    private readonly Encoding _encoding;

    public OneCLines(BoundedLines lines, ReadOnlySpan<byte> head)
    {
        _lines = lines;
        _encoding = StatementEncodings.IsUtf8(head) ? Utf8
            : head.IndexOf(Dos.GetBytes("Кодировка=DOS")) >= 0 ? Dos
            : Windows;
    }

    /// <summary>The line at hand, from 1.</summary>
    public int Number => _lines.Number;

    /// <summary>What stands before the equals sign, or the whole line if there is none.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What stands behind the equals sign; null if there is none.</summary>
    public string? Value { get; private set; }

    /// <summary>Goes to the next line that is not empty; false at the end of the file.</summary>
    public bool Next()
    {
        while (_lines.Next(out var bytes))
        {
            if (_lines.Number == 1 && bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
            var line = Decode(bytes);
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (line.Length > StatementText.FieldLimit)
                throw new StatementRefusal(
                    StatementProblemKind.TooLarge, Number, "", line, $"≤ {StatementText.FieldLimit}");
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            Key = (equals < 0 ? line : line[..equals]).Trim();
            Value = equals < 0 ? null : line[(equals + 1)..].Trim();
            return true;
        }
        return false;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new StatementRefusal(
                StatementProblemKind.BadEncoding, Number, "", Encoding.Latin1.GetString(bytes), _encoding.WebName);
        }
    }
}
