using NodaTime;

namespace Poruka.Ledger;

/// <summary>What was spent on a purpose.</summary>
/// <param name="Class">The purpose; <see cref="AccountClass.None"/>: several together, as one of them alone would tell too much.</param>
/// <param name="Minor">How much, rounded.</param>
public sealed record ReportedPurpose(AccountClass Class, long Minor);

/// <summary>
/// What a fund tells about a month: never payees, donors, ways of payment, health, or facts of a case, and no figure so small that
/// somebody could be told from it.
/// </summary>
/// <param name="Month">The month.</param>
/// <param name="Currency">The currency of all amounts, by its code.</param>
/// <param name="Collected">What came in, rounded.</param>
/// <param name="Spent">What went out by purpose, the largest first.</param>
/// <param name="Helped">How many were helped, to a multiple of five; null: fewer than five.</param>
/// <param name="AtEnd">What there is at the end, rounded.</param>
/// <param name="BailOut">Bail that courts hold, rounded; null: fewer than three, or nothing.</param>
/// <param name="BailBack">Bail that came back in the month, rounded; null likewise.</param>
public sealed record MonthlyReport(
    YearMonth Month, string Currency, long Collected, IReadOnlyList<ReportedPurpose> Spent, int? Helped, long AtEnd, long? BailOut, long? BailBack)
{
    /// <summary>With fewer payments, bails or people than this a figure would speak of somebody.</summary>
    public const int FewestPayments = 3;

    private const int PeopleStep = 5;

    /// <summary>Makes it.</summary>
    /// <param name="accounts">The fund's accounts.</param>
    /// <param name="month">The month.</param>
    /// <param name="rounding">How the fund rounds what it makes public.</param>
    /// <param name="payments">How many payments there were for each purpose in the month, and how much in all.</param>
    /// <param name="helped">For how many requests money was paid.</param>
    /// <param name="bailOut">How many bails are out, and how much.</param>
    /// <param name="bailBack">How many came back in the month, and how much.</param>
    public static MonthlyReport Of(
        PublicAccounts accounts, YearMonth month, PublicRounding rounding, IReadOnlyList<(AccountClass Class, long Minor, int Payments)> payments,
        int helped, (int Count, long Minor) bailOut, (int Count, long Minor) bailBack)
    {
        long Round(long minor) => rounding.Round(new Money(minor, accounts.Currency)).Minor;
        var row = accounts.Months.FirstOrDefault(m => m.Month == month);
        return new MonthlyReport(month, accounts.Currency.Code, Round(row?.CameIn.Minor ?? 0), Purposes(accounts.Currency, rounding, payments), People(helped), Round(row?.AtEnd.Minor ?? 0),
            bailOut.Count < FewestPayments ? null : Round(bailOut.Minor), bailBack.Count < FewestPayments ? null : Round(bailBack.Minor));
    }

    /// <summary>A count of people to a multiple of five; null below that.</summary>
    internal static int? People(int count) => count < PeopleStep ? null : (int)Math.Round(count / (double)PeopleStep, MidpointRounding.AwayFromZero) * PeopleStep;

    /// <summary>What was spent by purpose, rounded, the largest first; purposes with few payments together at the end.</summary>
    internal static IReadOnlyList<ReportedPurpose> Purposes(Currency currency, PublicRounding rounding, IReadOnlyList<(AccountClass Class, long Minor, int Payments)> payments)
    {
        long Round(long minor) => rounding.Round(new Money(minor, currency)).Minor;
        var spent = payments.Where(p => p.Minor != 0 && p.Payments >= FewestPayments).ToList();
        var few = payments.Where(p => p.Minor != 0 && p.Payments < FewestPayments).ToList();
        // One purpose alone under "others" would be no cover: the smallest of the rest goes in with it.
        if (few.Count == 1 && spent.Count > 0)
        {
            var smallest = spent.MinBy(p => p.Minor);
            spent.Remove(smallest);
            few.Add(smallest);
        }
        var purposes = spent.OrderByDescending(p => p.Minor).Select(p => new ReportedPurpose(p.Class, Round(p.Minor))).ToList();
        if (few.Count > 0) purposes.Add(new ReportedPurpose(AccountClass.None, Round(few.Sum(p => p.Minor))));
        return purposes;
    }
}
