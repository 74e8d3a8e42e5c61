using Poruka.Ledger.Statements;

namespace Poruka.Ledger;

/// <summary>Which way a bank's line goes.</summary>
public enum LineDirection
{
    /// <summary>Either way.</summary>
    Either = 0,

    /// <summary>Money came in.</summary>
    In = 1,

    /// <summary>Money went out.</summary>
    Out = -1,
}

/// <summary>Where a recognised line belongs.</summary>
/// <param name="Account">An account of income, expenses, or another of the fund's own.</param>
/// <param name="Campaign">The campaign that it is restricted to, if any.</param>
public readonly record struct Recognition(Account Account, CampaignId Campaign = default);

/// <summary>A treasurer's rule: lines that look so belong there. The first rule that fits counts.</summary>
/// <param name="Payer">A part of the other side's name or account, upper or lower case alike; empty fits any.</param>
/// <param name="Text">A part of the references or the remittance text, upper or lower case alike; empty fits any.</param>
/// <param name="Direction">Which way the money goes.</param>
/// <param name="LeastMinor">At least so many minor units, without sign; null for no bound.</param>
/// <param name="MostMinor">At most so many; null for no bound.</param>
/// <param name="Recognition">Where such lines belong.</param>
public sealed record MatchRule(
    string Payer, string Text, LineDirection Direction, long? LeastMinor, long? MostMinor, Recognition Recognition)
{
    /// <summary>Whether a line fits. Reversals never do: they belong where the line they take back was put.</summary>
    public bool Fits(StatementLine line)
    {
        var minor = line.Amount.Minor;
        if (line.Reversal || minor == 0 || minor == long.MinValue) return false;
        if (Direction != LineDirection.Either && Math.Sign(minor) != (int)Direction) return false;
        if (Math.Abs(minor) < LeastMinor || Math.Abs(minor) > MostMinor) return false;
        return (Payer.Length == 0 || Has(line.CounterpartyName, Payer) || Has(line.CounterpartyAccount, Payer))
            && (Text.Length == 0 || Has(line.Remittance, Text) || Has(line.Reference, Text) || Has(line.EndToEndId, Text));
    }

    /// <summary>Where the first rule that fits puts a line; null where none fits.</summary>
    public static Recognition? Recognise(StatementLine line, IReadOnlyList<MatchRule> rules)
    {
        foreach (var rule in rules)
            if (rule.Fits(line)) return rule.Recognition;
        return null;
    }

    private static bool Has(string? text, string part) =>
        text is not null && text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
