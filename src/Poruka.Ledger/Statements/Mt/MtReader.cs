using System.Globalization;

namespace Poruka.Ledger.Statements;

/// <summary>Reads MT940 statements and MT942 interim reports, which may be mixed in one file.</summary>
internal sealed class MtReader(BoundedLines lines)
{
    private enum State
    {
        /// <summary>Outside of a statement.</summary>
        Outside,

        /// <summary>In an MT940 statement: between <c>:60a:</c> and <c>:62a:</c>.</summary>
        Statement,

        /// <summary>Between two pages of one MT940 statement: after <c>:62M:</c>.</summary>
        BetweenPages,

        /// <summary>In an MT942 report.</summary>
        Report,
    }

    private readonly MtFields _fields = new(lines);
    private readonly StatementSums _sums = new();
    private readonly List<StatementItem> _out = [];
    private readonly List<List<string>> _details = [];
    private State _state;
    private bool _inMessage, _started, _any, _totalIn, _totalOut;
    private string? _id, _account, _number;
    private string? _pagesAccount, _pagesNumber;
    private Currency? _currency;
    private Money _interim;
    private MtField? _lineField;
    private MtLine? _line;
    private int _lineCount;

    /// <summary>The items. Refusals are thrown; <see cref="StatementReading"/> makes them the last item.</summary>
    public IEnumerable<StatementItem> Items()
    {
        while (_fields.Next() is { } field)
        {
            Take(field);
            foreach (var item in _out) yield return item;
            _out.Clear();
        }
        EndFile();
        foreach (var item in _out) yield return item;
    }

    private void Take(MtField field)
    {
        if (field.Tag == "86")
        {
            if (_line is not null) _details.Add(field.Lines); // else it is about the whole statement
            return;
        }
        FlushLine();
        if (field.Tag == "20") EndMessage(field);
        else if (!_inMessage && field.Tag != MtField.End)
            throw MtValues.Refuse(field, StatementProblemKind.Malformed, ":20:");
        switch (field.Tag)
        {
            case "20":
                (_inMessage, _started, _id, _account, _number, _currency) = (true, false, Clean(field), null, null, null);
                break;
            case "25" or "25P": _account = StatementText.Account(field.Lines[0]); break;
            case "28" or "28C": _number = NumberOf(field); break;
            case "60F" or "60M": Open(field); break;
            case "61": BeginLine(field); break;
            case "62F" or "62M": Close(field); break;
            case "34F": TakeCurrency(field); break;
            case "90D" or "90C": CheckTotal(field); break;
            case MtField.End:
                EndMessage(field);
                _inMessage = false;
                break;
        }
    }

    /// <summary><c>:60F:</c> begins a statement; <c>:60M:</c> goes on with the one that <c>:62M:</c> interrupted.</summary>
    private void Open(MtField field)
    {
        if (_state is State.Statement or State.Report)
            throw MtValues.Refuse(field, StatementProblemKind.Malformed, ":62F:");
        var opening = MtValues.Balance(field, out var currency);
        if (_state == State.BetweenPages)
        {
            if (field.Tag == "60M" && _account == _pagesAccount && _number == _pagesNumber)
            {
                if (opening != _interim)
                    throw MtValues.Refuse(field, StatementProblemKind.DoesNotAddUp, _interim.ToString());
                (_state, _currency, _started) = (State.Statement, currency, true);
                return;
            }
        }
        _currency = currency;
        Start(State.Statement, opening);
    }

    private void Start(State state, Money? opening)
    {
        if (_state == State.BetweenPages) _out.Add(new StatementEnd(_interim.Currency, _interim));
        (_state, _started, _any, _totalIn, _totalOut) = (state, true, true, false, false);
        _sums.Begin(_currency, opening);
        _out.Add(new StatementStart(_id, WithoutCurrency(_account), _currency, opening));
    }

    private void BeginLine(MtField field)
    {
        if (_state is State.Outside or State.BetweenPages)
        {
            if (_currency is null || _state == State.BetweenPages)
                throw MtValues.Refuse(field, StatementProblemKind.MissingField, ":60F: | :34F:");
            Start(State.Report, null);
        }
        if (++_lineCount > StatementText.LineLimit)
            throw MtValues.Refuse(field, StatementProblemKind.TooLarge, $"≤ {StatementText.LineLimit}");
        (_lineField, _line) = (field, MtValues.Line(field, _currency!.Value));
        _details.Clear();
    }

    private void FlushLine()
    {
        if (_line is not { } line) return;
        _line = null;
        if (line.Expected) return;
        var details = MtDetails.Read(_details);
        var supplementIsAccount = MtDetails.LooksLikeIban(line.Supplement);
        _sums.Add(line.Amount);
        _out.Add(new StatementLine
        {
            BookedOn = line.BookedOn,
            ValueOn = line.ValueOn,
            Amount = line.Amount,
            CounterpartyName = details.Name,
            CounterpartyAccount = details.Account ?? (supplementIsAccount ? line.Supplement : null),
            Reference = line.Reference,
            EndToEndId = details.EndToEndId,
            Remittance = details.Remittance ?? (supplementIsAccount ? null : line.Supplement),
            Reversal = line.Reversal,
            FileLine = _lineField!.FileLine,
        });
    }

    private void Close(MtField field)
    {
        if (_state != State.Statement) throw MtValues.Refuse(field, StatementProblemKind.MissingField, ":60F:");
        var closing = MtValues.Balance(field, out var currency);
        if (currency != _currency)
            throw new StatementRefusal(
                StatementProblemKind.BadCurrency, field.FileLine, $":{field.Tag}:", currency.Code, _currency!.Value.Code);
        _sums.Check(closing, field.FileLine, $":{field.Tag}:");
        if (field.Tag == "62F")
        {
            _state = State.Outside;
            _out.Add(new StatementEnd(currency, closing));
        }
        else (_state, _interim, _pagesAccount, _pagesNumber) = (State.BetweenPages, closing, _account, _number);
    }

    /// <summary><c>:34F:</c> names the currency of a report's lines, once or, for debits and credits apart, twice; all the same.</summary>
    private void TakeCurrency(MtField field)
    {
        var currency = MtValues.FloorLimit(field);
        // Between two statements of one message another may come.
        if (_started && _state is not (State.Statement or State.Report)) _currency = null;
        Agree(field, currency);
    }

    /// <summary>All that names the currency of a report names the same.</summary>
    private void Agree(MtField field, Currency currency)
    {
        _currency ??= currency;
        if (currency != _currency) throw MtValues.Refuse(field, StatementProblemKind.BadCurrency, _currency.Value.Code);
    }

    private void CheckTotal(MtField field)
    {
        var (count, sum) = MtValues.Total(field);
        if (_state == State.Statement) return; // of an MT940, where it has no place and no meaning
        Agree(field, sum.Currency);
        if (_state != State.Report) Start(State.Report, null);
        var isIn = field.Tag == "90C";
        _sums.CheckTotal(sum, isIn, field.FileLine, $":{field.Tag}:");
        var counted = isIn ? _sums.CountIn : _sums.CountOut;
        if (count != counted)
            throw MtValues.Refuse(
                field, StatementProblemKind.DoesNotAddUp, counted.ToString(CultureInfo.InvariantCulture));
        if (isIn) _totalIn = true;
        else _totalOut = true;
    }

    /// <summary>A message ends at a hyphen or where the next one begins.</summary>
    private void EndMessage(MtField field)
    {
        if (_state == State.Statement) throw MtValues.Refuse(field, StatementProblemKind.MissingField, ":62F:");
        if (_inMessage && !_started)
        {
            if (_currency is null) throw MtValues.Refuse(field, StatementProblemKind.MissingField, ":60F: | :34F:");
            Start(State.Report, null); // a report without a line
        }
        if (_state == State.Report) EndReport();
    }

    private void EndReport()
    {
        _state = State.Outside;
        _out.Add(new StatementEnd(_currency, null));
    }

    /// <summary>
    /// The end of the file is the end of a statement only after <c>:62a:</c>, and of a report only after its totals:
    /// otherwise the rest may have been lost.
    /// </summary>
    private void EndFile()
    {
        FlushLine();
        if (_inMessage && !_started) throw Truncated(":60F: | :34F:");
        switch (_state)
        {
            case State.Statement: throw Truncated(":62F:");
            case State.BetweenPages: _out.Add(new StatementEnd(_interim.Currency, _interim)); break;
            case State.Report when (_totalIn || _sums.CountIn == 0) && (_totalOut || _sums.CountOut == 0) && (_totalIn || _totalOut):
                EndReport();
                break;
            case State.Report: throw Truncated(":90D: :90C: -");
            case State.Outside when !_any: throw Truncated(":20:");
            case State.Outside: break;
        }
    }

    private StatementRefusal Truncated(string expected) =>
        new(StatementProblemKind.Truncated, lines.Number, "", "", expected);

    private static string? Clean(MtField field) => StatementText.Clean(field.Lines[0]);

    /// <summary>The statement's number without that of its page: <c>998/1</c> is page 1 of number 998.</summary>
    private static string? NumberOf(MtField field)
    {
        var text = field.Lines[0].AsSpan().Trim();
        var slash = text.IndexOf('/');
        return StatementText.Clean((slash < 0 ? text : text[..slash]).ToString());
    }

    /// <summary>Some banks put the currency behind the account's number, where it is no part of it.</summary>
    private string? WithoutCurrency(string? account) =>
        account is { Length: > 3 } && _currency is { } currency
        && account.EndsWith(currency.Code, StringComparison.Ordinal) && char.IsAsciiDigit(account[^4])
            ? account[..^3]
            : account;
}
