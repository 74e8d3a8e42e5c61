using System.Globalization;

namespace Poruka.Ledger;

/// <summary>
/// An amount of money in minor units (cents, kopecks) of one currency. Signed; arithmetic is checked.
/// </summary>
/// <remarks>
/// Immutable. Adding two currencies throws <see cref="InvalidOperationException"/>; leaving the range of
/// <see cref="long"/> throws <see cref="OverflowException"/>. The default value has no currency.
/// </remarks>
/// <param name="Minor">Minor units, from <see cref="long.MinValue"/> + 1 to <see cref="long.MaxValue"/>.</param>
/// <param name="Currency">The currency.</param>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Whether the amount is nothing.</summary>
    public bool IsZero => Minor == 0;

    /// <summary>The sum; both must be in one currency.</summary>
    public static Money operator +(Money left, Money right) =>
        new(checked(left.Minor + right.Minor), Same(left, right));

    /// <summary>The difference; both must be in one currency.</summary>
    public static Money operator -(Money left, Money right) =>
        new(checked(left.Minor - right.Minor), Same(left, right));

    /// <summary>The amount with its sign turned.</summary>
    public static Money operator -(Money money) => new(checked(-money.Minor), money.Currency);

    /// <summary>The sum; both must be in one currency.</summary>
    public static Money Add(Money left, Money right) => left + right;

    /// <summary>The difference; both must be in one currency.</summary>
    public static Money Subtract(Money left, Money right) => left - right;

    /// <summary>The amount with its sign turned.</summary>
    public Money Negate() => -this;

    /// <summary>
    /// Reads an amount in units with a point (or, where told, a comma) before the fraction: <c>-1234.50</c>.
    /// Digits beyond the currency's exponent are accepted if they are zero.
    /// </summary>
    /// <param name="text">An optional sign, digits, and at most one decimal mark. No grouping, no spaces.</param>
    /// <param name="currency">The currency, whose exponent counts.</param>
    /// <param name="money">The amount, where the text is one.</param>
    /// <param name="problem">Why not, otherwise.</param>
    /// <param name="decimalMark">The decimal mark, a point unless told.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text, Currency currency, out Money money, out MoneyProblem problem, char decimalMark = '.')
    {
        money = Zero(currency);
        problem = MoneyProblem.None;
        var rest = text;
        var negative = false;
        if (rest.Length > 0 && rest[0] is '-' or '+' or '\u2212')
        {
            negative = rest[0] != '+';
            rest = rest[1..];
        }
        var mark = rest.IndexOf(decimalMark);
        var whole = mark < 0 ? rest : rest[..mark];
        var fraction = mark < 0 ? [] : rest[(mark + 1)..];
        if (whole.Length + fraction.Length == 0)
        {
            problem = MoneyProblem.NotANumber;
            return false;
        }

        Int128 minor = 0;
        foreach (var digit in whole)
        {
            if (!char.IsAsciiDigit(digit)) { problem = MoneyProblem.NotANumber; return false; }
            minor = minor * 10 + (digit - '0');
            if (minor > long.MaxValue) { problem = MoneyProblem.TooLarge; return false; }
        }
        for (var place = 0; place < Math.Max(fraction.Length, currency.Exponent); place++)
        {
            var digit = place < fraction.Length ? fraction[place] : '0';
            if (!char.IsAsciiDigit(digit)) { problem = MoneyProblem.NotANumber; return false; }
            if (place < currency.Exponent) minor = minor * 10 + (digit - '0');
            else if (digit != '0') { problem = MoneyProblem.TooManyDigits; return false; }
        }
        if (minor > long.MaxValue) { problem = MoneyProblem.TooLarge; return false; }
        money = new Money(negative ? -(long)minor : (long)minor, currency);
        return true;
    }

    /// <summary>The amount as people read it in plain text, with a point and the currency's code: <c>-1234.50 EUR</c>.</summary>
    public override string ToString() => $"{ToUnits()} {Currency.Code}";

    /// <summary>The amount in units, with a point and no grouping: <c>-1234.50</c>. Read back by <see cref="TryParse"/>.</summary>
    public string ToUnits()
    {
        var magnitude = UInt128.CreateChecked(Int128.Abs(Minor));
        var units = (magnitude / (ulong)Currency.MinorPerUnit).ToString(CultureInfo.InvariantCulture);
        if (Currency.Exponent > 0)
            units += "." + ((ulong)(magnitude % (ulong)Currency.MinorPerUnit))
                .ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Exponent, '0');
        return Minor < 0 ? "-" + units : units;
    }

    private static Currency Same(Money left, Money right) => left.Currency == right.Currency
        ? left.Currency
        : throw new InvalidOperationException($"{left} and {right} are of two currencies and can't be added.");
}

/// <summary>Why a text is no amount of money.</summary>
public enum MoneyProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It has something other than a sign, digits and one decimal mark, or no digit.</summary>
    NotANumber,

    /// <summary>It has digits beyond the currency's exponent that are not zero.</summary>
    TooManyDigits,

    /// <summary>It is beyond what can be kept: 9,223,372,036,854,775,807 minor units.</summary>
    TooLarge,
}
