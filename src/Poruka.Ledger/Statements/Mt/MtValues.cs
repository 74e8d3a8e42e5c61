using System.Buffers;
using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>A statement line, field <c>:61:</c>, as read.</summary>
/// <param name="BookedOn">Its entry date, or the value date where there is none.</param>
/// <param name="ValueOn">Its value date.</param>
/// <param name="Amount">Signed: positive came in.</param>
/// <param name="Reversal">Whether its mark is <c>RC</c> or <c>RD</c>.</param>
/// <param name="Expected">Whether its mark is <c>EC</c> or <c>ED</c> (MT942): announced and not booked.</param>
/// <param name="Reference">The bank's reference, else the customer's; null where it says that there is none.</param>
/// <param name="Supplement">What stands behind or below, as free text.</param>
internal sealed record MtLine(
    LocalDate BookedOn, LocalDate ValueOn, Money Amount, bool Reversal, bool Expected, string? Reference, string? Supplement);

/// <summary>Reads the values of fields after the SWIFT User Handbook, category 9, and what banks make of it.</summary>
internal static class MtValues
{
    private const int CustomerReferenceLength = 16;

    private static readonly SearchValues<char> AmountCharacters = SearchValues.Create("0123456789,.+-");

    /// <summary><c>:60a:</c>, <c>:62a:</c>: mark, date, currency, amount, as in <c>C240312USD17376,67</c>.</summary>
    public static Money Balance(MtField field, out Currency currency)
    {
        var text = field.Lines[0].AsSpan().Trim();
        if (text.Length < 11) throw Refuse(field, StatementProblemKind.Malformed, "1!a6!n3!a15d");
        if (text[0] is not ('C' or 'D')) throw Refuse(field, StatementProblemKind.BadValue, "C | D");
        if (Date(text.Slice(1, 6)) is null) throw Refuse(field, StatementProblemKind.BadDate, "YYMMDD");
        currency = CurrencyOf(field, text.Slice(7, 3));
        var amount = Amount(field, text[10..], currency);
        return text[0] == 'C' ? amount : -amount;
    }

    /// <summary><c>:90D:</c>, <c>:90C:</c>: how many and how much, as in <c>3PLN0,03</c>.</summary>
    public static (int Count, Money Sum) Total(MtField field)
    {
        var text = field.Lines[0].AsSpan().Trim();
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9 || text.Length < digits + 4) throw Refuse(field, StatementProblemKind.Malformed, "5n3!a15d");
        var currency = CurrencyOf(field, text.Slice(digits, 3));
        return (StatementText.Digits(text[..digits]), Amount(field, text[(digits + 3)..], currency));
    }

    /// <summary><c>:34F:</c>: the floor limit, of which only the currency counts here.</summary>
    public static Currency FloorLimit(MtField field)
    {
        var text = field.Lines[0].AsSpan().Trim();
        return CurrencyOf(field, text[..Math.Min(3, text.Length)]);
    }

    /// <summary><c>:61:</c>: <c>6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]</c> and a supplement, in the statement's currency.</summary>
    public static MtLine Line(MtField field, Currency currency)
    {
        var text = field.Lines[0].AsSpan().TrimEnd();
        if (text.Length < 6 || Date(text[..6]) is not { } valueOn)
            throw Refuse(field, StatementProblemKind.BadDate, "YYMMDD");
        var rest = text[6..];
        var bookedOn = valueOn;
        if (rest.Length >= 4 && rest[..4].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            bookedOn = EntryDate(rest[..4], valueOn) ?? throw Refuse(field, StatementProblemKind.BadDate, "YYMMDDMMDD");
            rest = rest[4..];
        }
        rest = rest.TrimStart(); // some write four blanks for an entry date
        var mark = rest is ['R' or 'E', 'C' or 'D', ..] ? rest[..2] : rest is ['C' or 'D', ..] ? rest[..1] : default;
        if (mark.IsEmpty) throw Refuse(field, StatementProblemKind.BadValue, "C | D | RC | RD");
        rest = rest[mark.Length..];
        if (!rest.IsEmpty && char.IsAsciiLetter(rest[0])) rest = rest[1..]; // the funds code: third letter of the currency
        var end = rest.IndexOfAnyExcept(AmountCharacters);
        if (end < 0) end = rest.Length;
        var amount = Amount(field, rest[..end], currency);
        rest = rest[end..];
        if (rest.Length < 4 || !char.IsAsciiLetter(rest[0]))
            throw Refuse(field, StatementProblemKind.Malformed, "6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]");

        var (reference, behind) = References(rest[4..]);
        var isCredit = mark is "C" or "RD" or "EC";
        return new MtLine(
            bookedOn, valueOn, isCredit ? amount : -amount, mark[0] == 'R', mark[0] == 'E', reference,
            StatementText.Join(behind, StatementText.Clean(string.Join(' ', field.Lines.Skip(1)))));
    }

    /// <summary>The refusal of a field's first line.</summary>
    public static StatementRefusal Refuse(MtField field, StatementProblemKind kind, string expected) =>
        new(kind, field.FileLine, $":{field.Tag}:", field.Lines[0], expected);

    private static (string? Reference, string? Behind) References(ReadOnlySpan<char> text)
    {
        var slashes = text.IndexOf("//");
        var customer = slashes < 0 ? text : text[..slashes];
        var bank = slashes < 0 ? default : text[(slashes + 2)..];
        ReadOnlySpan<char> behind = default;
        if (slashes < 0 && customer.Length > CustomerReferenceLength) // a supplement on the same line
        {
            behind = customer[CustomerReferenceLength..];
            customer = customer[..CustomerReferenceLength];
        }
        return (Reference(bank) ?? Reference(customer), StatementText.Clean(behind.ToString()));
    }

    /// <summary>NONREF says that there is none; the other words say that it stands in :86:.</summary>
    private static string? Reference(ReadOnlySpan<char> text) =>
        text.Trim() is "" or "NONREF" or "NOREF" or "EREF" or "KREF" or "PREF" or "MARF" or "KREF+" or "EREF+" or "NOTPROVIDED"
            ? null
            : StatementText.Clean(text.ToString());

    /// <summary>An amount with a decimal comma, which may stand last. Its sign is its mark's; a negative zero is zero.</summary>
    private static Money Amount(MtField field, ReadOnlySpan<char> text, Currency currency)
    {
        text = text.Trim();
        if (Money.TryParse(text, currency, out var money, out var problem, ',') && money.Minor >= 0) return money;
        throw Refuse(field, StatementProblemKind.BadAmount, problem switch
        {
            MoneyProblem.TooLarge => $"≤ {new Money(long.MaxValue, currency)}",
            MoneyProblem.TooManyDigits => Money.Zero(currency).ToString(),
            MoneyProblem.None or MoneyProblem.NotANumber => "15d",
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        });
    }

    private static Currency CurrencyOf(MtField field, ReadOnlySpan<char> code) =>
        Currency.TryParse(code, out var currency)
            ? currency
            : throw new StatementRefusal(
                StatementProblemKind.BadCurrency, field.FileLine, $":{field.Tag}:", code, "ISO 4217");

    private static LocalDate? Date(ReadOnlySpan<char> text)
    {
        var year = StatementText.Digits(text[..2]);
        if (year < 0) return null;
        return StatementText.Date(
            year + (year < 80 ? 2000 : 1900), StatementText.Digits(text[2..4]), StatementText.Digits(text[4..]));
    }

    /// <summary>The entry date has no year: it is the one nearest to the value date, which may be over New Year.</summary>
    private static LocalDate? EntryDate(ReadOnlySpan<char> text, LocalDate valueOn)
    {
        LocalDate? nearest = null;
        for (var year = valueOn.Year - 1; year <= valueOn.Year + 1; year++)
            if (StatementText.Date(year, StatementText.Digits(text[..2]), StatementText.Digits(text[2..])) is { } date
                && (nearest is not { } other || Distance(date, valueOn) < Distance(other, valueOn)))
                nearest = date;
        return nearest;
    }

    private static int Distance(LocalDate one, LocalDate other) => Math.Abs(Period.DaysBetween(one, other));
}
