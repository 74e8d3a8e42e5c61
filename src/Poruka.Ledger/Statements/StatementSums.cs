using System.Globalization;

namespace Poruka.Ledger.Statements;

/// <summary>Keeps the sum of a statement's lines and checks it against what the bank says it is.</summary>
internal sealed class StatementSums
{
    private Int128 _in, _out; // minor units, both positive: no number of lines can overflow them

    /// <summary>The account's currency, as soon as anything told it.</summary>
    public Currency? Currency { get; set; }

    /// <summary>The booked balance before the first line.</summary>
    public Money? Opening { get; set; }

    /// <summary>How many lines came in.</summary>
    public int CountIn { get; private set; }

    /// <summary>How many lines went out.</summary>
    public int CountOut { get; private set; }

    public void Begin(Currency? currency, Money? opening)
    {
        (Currency, Opening) = (currency, opening);
        (_in, _out, CountIn, CountOut) = (0, 0, 0, 0);
    }

    public void Add(Money amount)
    {
        if (amount.Minor < 0) { _out -= amount.Minor; CountOut++; }
        else { _in += amount.Minor; CountIn++; }
    }

    /// <summary>Refuses the file where opening balance and lines do not make the closing balance.</summary>
    public void Check(Money closing, int fileLine, string field)
    {
        if (Opening is not { } opening) return;
        var sum = opening.Minor + _in - _out;
        if (sum != closing.Minor)
            throw new StatementRefusal(
                StatementProblemKind.DoesNotAddUp, fileLine, field, closing.ToString(),
                $"{opening.ToUnits()} + {Units(_in)} - {Units(_out)} = {Units(sum)} {closing.Currency.Code}");
    }

    /// <summary>Refuses the file where the lines that came in (or went out) do not make the total that the bank gives.</summary>
    public void CheckTotal(Money total, bool isIn, int fileLine, string field)
    {
        var sum = isIn ? _in : _out;
        if (sum != total.Minor)
            throw new StatementRefusal(
                StatementProblemKind.DoesNotAddUp, fileLine, field, total.ToString(),
                $"{Units(sum)} {total.Currency.Code} ({(isIn ? CountIn : CountOut).ToString(CultureInfo.InvariantCulture)})");
    }

    private string Units(Int128 minor)
    {
        var perUnit = (Currency ?? default).MinorPerUnit;
        var exponent = (Currency ?? default).Exponent;
        var whole = Int128.Abs(minor) / perUnit;
        var sign = minor < 0 ? "-" : "";
        return exponent == 0
            ? $"{sign}{whole.ToString(CultureInfo.InvariantCulture)}"
            : sign + whole.ToString(CultureInfo.InvariantCulture) + "." +
              (Int128.Abs(minor) % perUnit).ToString(CultureInfo.InvariantCulture).PadLeft(exponent, '0');
    }
}
