namespace Poruka.Ledger;

/// <summary>What a group holds in a fund that several keep together.</summary>
/// <param name="Share">Its share, in parts of all shares; above zero.</param>
/// <param name="Given">What it gave into the fund.</param>
/// <param name="Drawn">What it drew out.</param>
public readonly record struct GeneralShare(long Share, Money Given, Money Drawn);

/// <summary>
/// Drawing rights in a fund that groups keep together: nobody asks before drawing, and nobody can take what is others'.
/// </summary>
/// <remarks>
/// The right of a group is its share of all that there is to draw from (what is free now and what was drawn), less what it drew
/// itself, and never more than what is free. So drawing doesn't lessen what others may draw but by the limit of what is there:
/// who drew its share waits until gifts fill the fund again.
/// </remarks>
public static class GeneralFund
{
    /// <summary>How much a group may draw now.</summary>
    /// <param name="mine">What it holds.</param>
    /// <param name="all">What all hold, itself included.</param>
    /// <param name="free">What is free in the fund.</param>
    /// <exception cref="OverflowException">A sum leaves the range of money.</exception>
    public static Money RightOf(GeneralShare mine, IEnumerable<GeneralShare> all, Money free)
    {
        if (free.Minor <= 0) return Money.Zero(free.Currency);
        Int128 shares = 0, drawn = 0;
        foreach (var (share, _, took) in all)
        {
            shares += share;
            drawn += took.Minor;
        }
        if (shares <= 0) return Money.Zero(free.Currency);
        var right = (free.Minor + drawn) * mine.Share / shares - mine.Drawn.Minor;
        return new Money((long)Int128.Clamp(right, 0, free.Minor), free.Currency);
    }
}
