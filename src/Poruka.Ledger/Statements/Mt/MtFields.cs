using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>A field of a SWIFT message: its tag without colons, its lines, and where it begins.</summary>
internal sealed class MtField
{
    /// <summary>The tag, for example <c>61</c> or <c>60F</c>; <see cref="End"/> where a message ends.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The lines, the first without its tag; never empty.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Where it begins.</summary>
    public int FileLine { get; init; }

    /// <summary>The tag of the end of a message (a line with a hyphen).</summary>
    public const string End = "-";
}

/// <summary>
/// Cuts an MT940 or MT942 file into fields. What banks put around the messages (SWIFT blocks, senders' names, control
/// characters, empty lines) is passed over.
/// </summary>
/// <remarks>A line is UTF-8 if its bytes are; otherwise windows-1252, of which Latin-1 is a part.</remarks>
internal sealed class MtFields(BoundedLines lines)
{
    // In the text of :86: only these begin another field; a line such as ":12:30 Uhr" does not.
    private static readonly string[] Tags =
    [
        "20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", "64", "65",
        "34F", "13", "13D", "90D", "90C",
    ];

    private const int PassedOverLimit = 100_000; // lines around all messages of a file

    private static readonly Encoding Western = StatementEncodings.Find("windows-1252")!;

    private bool _inMessage, _closed, _interim, _opened;
    private MtField? _next;
    private int _length, _passedOver;

    /// <summary>The next field; null at the end of the file.</summary>
    public MtField? Next()
    {
        var field = _next;
        _next = null;
        if (field?.Tag == MtField.End) return field;
        while (lines.Next(out var bytes))
        {
            var line = Decode(bytes);
            if (TagOf(line, field) is { } tag)
            {
                var begun = Begin(tag, line);
                if (field is null)
                {
                    if (tag == MtField.End) return begun;
                    field = begun;
                    continue;
                }
                _next = begun;
                return field;
            }
            if (field is not null) Append(field, line);
            else PassOver(line);
        }
        return field;
    }

    private MtField Begin(string tag, string line)
    {
        switch (tag)
        {
            case "20": (_inMessage, _closed, _interim, _opened) = (true, false, false, false); break;
            case "60F" or "60M": (_opened, _closed) = (true, false); break;
            case "62F" or "62M": _closed = true; break;
            case "34F" or "13" or "13D" or "90D" or "90C": _interim = !_opened; break;
            case MtField.End: _inMessage = false; break;
        }
        var field = new MtField { Tag = tag, FileLine = lines.Number };
        _length = line.Length;
        field.Lines.Add(tag == MtField.End ? line : line[(tag.Length + 2)..]);
        return field;
    }

    private void Append(MtField field, string line)
    {
        if (!_inMessage)
        {
            PassOver(line);
            return;
        }
        _length += line.Length + 1;
        if (_length > StatementText.FieldLimit)
            throw new StatementRefusal(
                StatementProblemKind.TooLarge, lines.Number, $":{field.Tag}:", line, $"≤ {StatementText.FieldLimit}");
        field.Lines.Add(line);
    }

    private void PassOver(string line)
    {
        if (++_passedOver > PassedOverLimit)
            throw new StatementRefusal(StatementProblemKind.Malformed, lines.Number, "", line, ":20:");
    }

    /// <summary>The tag that a line begins with, if one.</summary>
    private string? TagOf(string line, MtField? field)
    {
        if (line.Length == 0) return null;
        if (line[0] == '-') return EndsMessage(line, field) ? MtField.End : null;
        if (line.Length < 4 || line[0] != ':' || !char.IsAsciiDigit(line[1]) || !char.IsAsciiDigit(line[2])) return null;
        var length = line[3] == ':' ? 2 : line.Length > 4 && line[4] == ':' && char.IsAsciiLetterUpper(line[3]) ? 3 : 0;
        if (length == 0) return null;
        var tag = line.AsSpan(1, length);
        foreach (var known in Tags)
            if (tag.SequenceEqual(known)) return known;
        return field?.Tag == "86" ? null : tag.ToString(); // an unknown field is passed over with its lines
    }

    /// <summary>
    /// <c>-}</c> closes a SWIFT block. A line that begins with a hyphen closes a message too, but not in the middle of a
    /// statement, where it is somebody's text.
    /// </summary>
    private bool EndsMessage(string line, MtField? field) =>
        _inMessage
        && (line.StartsWith("-}", StringComparison.Ordinal) || _closed || _interim || field?.Tag is not ("61" or "86"));

    /// <summary>The line as text, without control characters around it and without the SWIFT blocks before the text block.</summary>
    private string Decode(ReadOnlySpan<byte> bytes)
    {
        if (lines.Number == 1 && bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        var line = (StatementEncodings.Utf8Valid(bytes) ? Encoding.UTF8 : Western).GetString(bytes)
            .Trim('\u0001', '\u0003', '\0', '\u001A', '\uFEFF');
        if (line.Length == 0 || line[0] != '{' || _inMessage && !line.StartsWith("{1:", StringComparison.Ordinal)) return line;
        var block = line.IndexOf("{4:", StringComparison.Ordinal);
        return block < 0 ? "" : line[(block + 3)..].TrimStart();
    }
}
