using NodaTime;
using Sylvan.Data.Csv;

namespace Poruka.Ledger.Statements;

/// <summary>Finds a profile's columns among the headings, and makes a line of a row.</summary>
internal sealed class CsvRow(CsvProfile profile)
{
    private const int CellLimit = StatementText.FieldLimit;

    private int _booked, _value, _amount, _debit, _credit, _direction, _currency, _name, _payer, _payee, _account,
        _reference, _endToEnd, _balance;
    private int[] _remittance = [];
    private readonly string[] _debitWords = Words(profile.DebitWords), _creditWords = Words(profile.CreditWords);

    /// <summary>Takes the columns by their numbers.</summary>
    public void Resolve() => Resolve(column => column.Number - 1);

    /// <summary>Takes the columns by the headings in the row at hand. A heading that is missing refuses the file.</summary>
    public void Resolve(CsvDataReader rows, int fileLine)
    {
        var headings = new List<string>();
        for (var i = 0; i < rows.RowFieldCount; i++) headings.Add(rows.GetString(i).Trim().Trim('\uFEFF'));
        Resolve(column =>
        {
            if (column.Name is not { } name) return column.Number - 1;
            var at = headings.FindIndex(heading => heading.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
            return at >= 0 ? at : throw new StatementRefusal(
                StatementProblemKind.MissingField, fileLine, name, string.Join(profile.Delimiter, headings), name);
        });
    }

    /// <summary>Whether there is nothing in any cell.</summary>
    public static bool IsBlank(CsvDataReader rows)
    {
        for (var i = 0; i < rows.RowFieldCount; i++)
            if (!rows.GetFieldSpan(i).IsWhiteSpace()) return false;
        return true;
    }

    /// <summary>The line of the row at hand. The first row that names a currency decides the account's.</summary>
    public StatementLine Line(CsvDataReader rows, int fileLine, ref Currency? currency)
    {
        var bookedOn = Date(rows, _booked, profile.Booked!.Value, fileLine)
            ?? throw Refuse(StatementProblemKind.MissingField, fileLine, profile.Booked.Value, "", profile.DateFormat);
        currency = CurrencyOf(rows, fileLine, currency);
        var amount = Amount(rows, fileLine, currency.Value);
        var name = Text(rows, _name, fileLine) ?? Text(rows, amount.Minor < 0 ? _payee : _payer, fileLine);
        string? remittance = null;
        foreach (var column in _remittance)
            remittance = StatementText.Join(remittance, Text(rows, column, fileLine));
        return new StatementLine
        {
            BookedOn = bookedOn,
            ValueOn = profile.Value is { } value ? Date(rows, _value, value, fileLine) : null,
            Amount = amount,
            CounterpartyName = name,
            CounterpartyAccount = StatementText.Account(Text(rows, _account, fileLine)),
            Reference = Text(rows, _reference, fileLine) is { } reference and not "NONREF" ? reference : null,
            EndToEndId = Text(rows, _endToEnd, fileLine) is { } id and not ("NOTPROVIDED" or "NONREF") ? id : null,
            Remittance = remittance,
            FileLine = fileLine,
        };
    }

    /// <summary>The balance in the row at hand; null where the cell is empty.</summary>
    public Money? Balance(CsvDataReader rows, StatementLine line)
    {
        var cell = Cell(rows, _balance);
        return cell.IsEmpty ? null : Money(cell, profile.Balance!.Value, line.FileLine, line.Amount.Currency);
    }

    private void Resolve(Func<CsvColumn, int> at)
    {
        (_booked, _value, _amount) = (Of(profile.Booked), Of(profile.Value), Of(profile.Amount));
        (_debit, _credit, _direction) = (Of(profile.Debit), Of(profile.Credit), Of(profile.Direction));
        (_currency, _name, _payer, _payee) = (Of(profile.Currency), Of(profile.Name), Of(profile.Payer), Of(profile.Payee));
        (_account, _reference, _endToEnd) = (Of(profile.Account), Of(profile.Reference), Of(profile.EndToEnd));
        _balance = Of(profile.Balance);
        _remittance = [.. profile.Remittance.Select(at)];

        int Of(CsvColumn? column) => column is { } some ? at(some) : -1;
    }

    private Money Amount(CsvDataReader rows, int fileLine, Currency currency)
    {
        if (profile.Amount is { } column)
        {
            var cell = Cell(rows, _amount);
            if (cell.IsEmpty) throw Refuse(StatementProblemKind.MissingField, fileLine, column, "", column.ToString());
            var amount = Money(cell, column, fileLine, currency);
            if (profile.Direction is { } direction)
                return IsOut(rows, direction, fileLine) ? -Magnitude(amount) : Magnitude(amount);
            return profile.Reversed ? -amount : amount;
        }
        var debit = Side(rows, _debit, profile.Debit, fileLine, currency);
        var credit = Side(rows, _credit, profile.Credit, fileLine, currency);
        var either = profile.Debit ?? profile.Credit!.Value;
        return (debit, credit) switch
        {
            (null, null) => throw Refuse(StatementProblemKind.MissingField, fileLine, either, "", either.ToString()),
            ({ IsZero: false } outOf, null or { IsZero: true }) => -outOf,
            ({ IsZero: false } outOf, { } into) =>
                throw Refuse(StatementProblemKind.BadValue, fileLine, either, $"{outOf} {into}", "1 ×"),
            (_, { } into) => into,
            ({ } zero, null) => zero,
        };
    }

    private Money? Side(CsvDataReader rows, int at, CsvColumn? column, int fileLine, Currency currency)
    {
        if (column is not { } some) return null;
        var cell = Cell(rows, at);
        return cell.IsEmpty ? null : Magnitude(Money(cell, some, fileLine, currency));
    }

    private bool IsOut(CsvDataReader rows, CsvColumn column, int fileLine)
    {
        var word = Cell(rows, _direction).ToString();
        if (_debitWords.Contains(word, StringComparer.OrdinalIgnoreCase)) return true;
        if (_creditWords.Contains(word, StringComparer.OrdinalIgnoreCase)) return false;
        throw Refuse(
            StatementProblemKind.BadValue, fileLine, column, word, $"{profile.DebitWords} | {profile.CreditWords}");
    }

    private Currency CurrencyOf(CsvDataReader rows, int fileLine, Currency? known)
    {
        var cell = profile.Currency is null ? default : Cell(rows, _currency);
        if (cell.IsEmpty)
            return profile.DefaultCurrency ?? throw Refuse(
                StatementProblemKind.MissingField, fileLine, profile.Currency!.Value, "", "ISO 4217");
        if (!Poruka.Ledger.Currency.TryParse(cell, out var currency))
            throw Refuse(StatementProblemKind.BadCurrency, fileLine, profile.Currency!.Value, cell, "ISO 4217");
        return known is null || known == currency
            ? currency
            : throw Refuse(StatementProblemKind.BadCurrency, fileLine, profile.Currency!.Value, cell, known.Value.Code);
    }

    private LocalDate? Date(CsvDataReader rows, int at, CsvColumn column, int fileLine)
    {
        var cell = Cell(rows, at);
        if (cell.IsEmpty) return null;
        return CsvCells.Date(cell, profile.DateFormat)
            ?? throw Refuse(StatementProblemKind.BadDate, fileLine, column, cell, profile.DateFormat);
    }

    private Money Money(ReadOnlySpan<char> cell, CsvColumn column, int fileLine, Currency currency) =>
        CsvCells.TryAmount(cell, profile.DecimalMark, currency, out var money, out var problem)
            ? money
            : throw Refuse(StatementProblemKind.BadAmount, fileLine, column, cell, problem switch
            {
                MoneyProblem.TooLarge => $"≤ {new Money(long.MaxValue, currency)}",
                MoneyProblem.TooManyDigits => Poruka.Ledger.Money.Zero(currency).ToString(),
                MoneyProblem.None or MoneyProblem.NotANumber => $"1{profile.DecimalMark}00",
                _ => throw new ArgumentOutOfRangeException(nameof(column)),
            });

    private static string? Text(CsvDataReader rows, int at, int fileLine)
    {
        if (at < 0) return null;
        var cell = Cell(rows, at);
        if (cell.Length > CellLimit)
            throw new StatementRefusal(StatementProblemKind.TooLarge, fileLine, "", cell, $"≤ {CellLimit}");
        return StatementText.Clean(cell.ToString());
    }

    /// <summary>The cell without blanks around it; empty where the row is too short.</summary>
    private static ReadOnlySpan<char> Cell(CsvDataReader rows, int at) =>
        at >= 0 && at < rows.RowFieldCount ? rows.GetFieldSpan(at).Trim().Trim('\uFEFF') : default;

    private static Money Magnitude(Money money) => money.Minor < 0 ? -money : money;

    private static string[] Words(string words) => words.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static StatementRefusal Refuse(
        StatementProblemKind kind, int fileLine, CsvColumn column, ReadOnlySpan<char> found, string expected) =>
        new(kind, fileLine, column.ToString(), found, expected);
}
