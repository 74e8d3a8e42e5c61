using System.Globalization;
using System.Text;
using System.Xml;
using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>
/// Walks through a camt file: children, texts, amounts and dates, with every limit kept. Where something is wrong it
/// refuses with the place; the XPath is made only then.
/// </summary>
/// <remarks>
/// No document type, no entity, no resolver. Every caller that is given an element consumes it up to its end.
/// </remarks>
internal sealed class CamtXml
{
    private const int DepthLimit = 64;

    private readonly HeadedStream _bytes;
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _place;
    private readonly string?[] _path = new string?[DepthLimit + 2]; // names from the root down, for errors
    private int _depth;
    private string? _lastDayText;
    private LocalDate _lastDay;

    public CamtXml(HeadedStream bytes)
    {
        _bytes = bytes;
        var names = new BoundedNames();
        Names = new CamtNames(names);
        StatementEncodings.Register();
        _xml = XmlReader.Create(bytes, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            NameTable = names,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = false,
        });
        _place = (IXmlLineInfo)_xml;
    }

    public CamtNames Names { get; }

    /// <summary>The local name of the element at hand, comparable by reference with <see cref="Names"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The line at hand, from 1.</summary>
    public int Line => _place.LineNumber;

    /// <summary>Which statement, balance, entry and transaction is being read, from 1: for errors only.</summary>
    public int StatementNumber, BalanceNumber, EntryNumber, TransactionNumber;

    /// <summary>Goes to the next element at any depth; false at the end of the file.</summary>
    public bool NextElement()
    {
        while (Next())
            if (_xml.NodeType == XmlNodeType.Element)
            {
                Record(_xml.Depth);
                return true;
            }
        return false;
    }

    /// <summary>What <see cref="NextChild"/> needs to walk through the children of the element at hand.</summary>
    public int Enter() => _xml.IsEmptyElement ? -1 : _depth;

    /// <summary>
    /// Goes to the next child of the element that was entered; false at its end. As callers consume each child up to its
    /// end, the next end is that of the element itself.
    /// </summary>
    public bool NextChild(int entered)
    {
        if (entered < 0) return false;
        while (Next())
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element:
                    Record(entered + 1);
                    return true;
                case XmlNodeType.EndElement:
                    return false;
            }
        throw Refuse(StatementProblemKind.Truncated, "", "", "XML");
    }

    /// <summary>Passes over the element at hand with all that is in it.</summary>
    public void Skip()
    {
        if (_xml.IsEmptyElement) return;
        for (var open = 1; open > 0 && Next();)
            switch (_xml.NodeType)
            {
                case XmlNodeType.EndElement:
                    open--;
                    break;
                case XmlNodeType.Element when !_xml.IsEmptyElement:
                    if (++open + _depth > DepthLimit) throw TooDeep();
                    break;
            }
    }

    /// <summary>The text of the element at hand, as it stands there; empty if there is none.</summary>
    public string Text()
    {
        if (_xml.IsEmptyElement) return "";
        var text = "";
        while (Next())
            switch (_xml.NodeType)
            {
                case XmlNodeType.EndElement: return text;
                case XmlNodeType.Element:
                    throw Refuse(StatementProblemKind.Malformed, "", $"<{_xml.LocalName}>", "text");
                default:
                    var more = _xml.Value;
                    if (text.Length + more.Length > StatementText.FieldLimit)
                        throw Refuse(StatementProblemKind.TooLarge, "", more, $"≤ {StatementText.FieldLimit}");
                    text = text.Length == 0 ? more : text + more;
                    break;
            }
        return text;
    }

    /// <summary>The text of the element at hand, or of its child of this name: what became a choice in a later version.</summary>
    public string TextOrChild(string childName)
    {
        if (_xml.IsEmptyElement) return "";
        var (text, depth) = ("", _xml.Depth);
        while (Next())
            switch (_xml.NodeType)
            {
                case XmlNodeType.EndElement when _xml.Depth == depth: return text;
                case XmlNodeType.Element:
                    if (ReferenceEquals(_xml.LocalName, childName)) text = Text();
                    else Skip();
                    break;
                case XmlNodeType.Text: text = _xml.Value; break;
            }
        return text;
    }

    /// <summary>The text of the element at hand without blanks around it and control characters; null if there is none.</summary>
    public string? CleanText() => StatementText.Clean(Text());

    /// <summary>
    /// An amount with its <c>Ccy</c>. It may not be negative: camt gives the direction apart. A negative zero is zero.
    /// </summary>
    public Money Amount()
    {
        var code = _xml.GetAttribute(Names.Ccy);
        var line = Line;
        var text = Text();
        if (code is null) throw Refuse(StatementProblemKind.MissingField, "@Ccy", text, "Ccy", line);
        if (!Currency.TryParse(code, out var of)) throw Refuse(StatementProblemKind.BadCurrency, "@Ccy", code, "ISO 4217", line);
        if (TryShort(text, of, out var money)) return money;
        if (!Money.TryParse(text.AsSpan().Trim(), of, out money, out var problem))
            throw Refuse(StatementProblemKind.BadAmount, "", text, ExpectedAmount(of, problem), line);
        return money.Minor >= 0
            ? money
            : throw Refuse(StatementProblemKind.BadAmount, "", text, ExpectedAmount(of, problem), line);
    }

    /// <summary>A day: of <c>Dt</c>, or of <c>DtTm</c> as written there, which is the day at the bank.</summary>
    public LocalDate? Day()
    {
        LocalDate? day = null;
        var entered = Enter();
        while (NextChild(entered))
            if (ReferenceEquals(Name, Names.Dt) || ReferenceEquals(Name, Names.DtTm)) day = DayText();
            else Skip();
        return day;
    }

    /// <summary><c>true</c>, <c>1</c>, <c>false</c> or <c>0</c>.</summary>
    public bool Flag()
    {
        var line = Line;
        var text = Text();
        return text.AsSpan().Trim() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw Refuse(StatementProblemKind.BadValue, "", text, "true | false", line),
        };
    }

    /// <summary><c>CRDT</c> (true) or <c>DBIT</c>.</summary>
    public bool IsCredit()
    {
        var line = Line;
        var text = Text();
        return text.AsSpan().Trim() switch
        {
            "CRDT" => true,
            "DBIT" => false,
            _ => throw Refuse(StatementProblemKind.BadValue, "", text, "CRDT | DBIT", line),
        };
    }

    /// <summary>The problem at the element at hand, or at a field of it.</summary>
    public StatementRefusal Refuse(
        StatementProblemKind kind, string field, ReadOnlySpan<char> found, string expected, int line = 0)
    {
        var depth = _xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement ? _xml.Depth : _xml.Depth - 1;
        var path = Path(depth);
        return new StatementRefusal(
            kind, line == 0 ? Line : line, field.Length == 0 ? path : $"{path}/{field}", found, expected);
    }

    /// <summary>What XmlReader found wrong, in our terms. Its messages are told apart by words that no translation has.</summary>
    public StatementRefusal FromXml(XmlException error)
    {
        var kind =
            _bytes.Overran ? StatementProblemKind.TooLarge
            : error.Message.Contains("DTD", StringComparison.OrdinalIgnoreCase)
                || error.Message.Contains("undeclared entity", StringComparison.OrdinalIgnoreCase)
                || error.Message.Contains("UndeclaredEntity", StringComparison.Ordinal)
                ? StatementProblemKind.ForbiddenXml
            : error.Message.Contains("encoding", StringComparison.OrdinalIgnoreCase) ? StatementProblemKind.BadEncoding
            : _bytes.Ended ? StatementProblemKind.Truncated
            : StatementProblemKind.Malformed;
        var expected = kind switch
        {
            StatementProblemKind.TooLarge => $"≤ {HeadedStream.TokenLimit}",
            StatementProblemKind.ForbiddenXml => "XML without DTD, without entities",
            _ => "XML",
        };
        return new StatementRefusal(
            kind, Math.Max(1, error.LineNumber), Path(_depth), $"{error.LineNumber}:{error.LinePosition}", expected);
    }

    /// <summary>Whether an element was reached.</summary>
    public bool HasBegun => _path[0] is not null;

    /// <summary>A first line that is no XML declaration.</summary>
    public static StatementRefusal BadDeclaration() => new(StatementProblemKind.Malformed, 1, "/", "", "XML");

    /// <summary>An encoding that is not read.</summary>
    public static StatementRefusal BadEncoding() => new(StatementProblemKind.BadEncoding, 1, "/", "", "UTF-8");

    /// <summary>Too many different names in one file.</summary>
    public StatementRefusal TooManyNames() => new(StatementProblemKind.TooLarge, Line, Path(_depth), "", "camt");

    /// <summary>The XPath of the element at hand.</summary>
    public string Place() => Path(_xml.Depth);

    private void Record(int depth)
    {
        if (depth > DepthLimit) throw TooDeep();
        _depth = depth;
        _path[depth] = Name = _xml.LocalName;
    }

    private string Path(int depth)
    {
        var path = new StringBuilder();
        for (var i = 0; i <= depth && i < _path.Length && _path[i] is { } name; i++)
        {
            path.Append('/').Append(name);
            var number = name switch
            {
                "Stmt" or "Rpt" or "Ntfctn" => StatementNumber,
                "Bal" => BalanceNumber,
                "Ntry" => EntryNumber,
                "TxDtls" => TransactionNumber,
                _ => 0,
            };
            if (number > 0) path.Append(CultureInfo.InvariantCulture, $"[{number}]");
        }
        return path.Length == 0 ? "/" : path.ToString();
    }

    /// <summary>The common case, without 128 bits: at most 15 digits, with exactly the currency's decimals.</summary>
    private static bool TryShort(string text, Currency currency, out Money money)
    {
        money = default;
        var exponent = currency.Exponent;
        var mark = text.Length - exponent - 1;
        if (exponent == 0 || mark < 1 || text.Length > 16 || text[mark] != '.') return false;
        long minor = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (i == mark) continue;
            if (!char.IsAsciiDigit(text[i])) return false;
            minor = minor * 10 + (text[i] - '0');
        }
        money = new Money(minor, currency);
        return true;
    }

    private bool Next()
    {
        _bytes.Token();
        return _xml.Read();
    }

    private LocalDate DayText()
    {
        var line = Line;
        var text = Text();
        if (text == _lastDayText) return _lastDay; // entries of one day stand together
        var day = text.AsSpan().Trim();
        if (day.Length >= 10 && day[4] == '-' && day[7] == '-'
            && (day.Length == 10 || day[10] is 'T' or 'Z' or '+' or '-')
            && StatementText.Date(
                StatementText.Digits(day[..4]), StatementText.Digits(day[5..7]), StatementText.Digits(day[8..10])) is { } date)
        {
            (_lastDayText, _lastDay) = (text, date);
            return date;
        }
        throw Refuse(StatementProblemKind.BadDate, "", text, "YYYY-MM-DD", line);
    }

    private StatementRefusal TooDeep() =>
        Refuse(StatementProblemKind.TooLarge, "", _xml.Depth.ToString(CultureInfo.InvariantCulture), $"≤ {DepthLimit}");

    private static string ExpectedAmount(Currency currency, MoneyProblem problem) => problem switch
    {
        MoneyProblem.TooLarge => $"≤ {new Money(long.MaxValue, currency)}",
        MoneyProblem.TooManyDigits => $"{new Money(0, currency)}",
        MoneyProblem.NotANumber or MoneyProblem.None => $"≥ {new Money(0, currency)}",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };
}
