using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>Says in a sentence what a fund pays to everybody who is held.</summary>
internal static class BenefitSentences
{
    public static string Of(Page page, BenefitSchedule? schedule)
    {
        if (schedule is null) return page["Funds.Benefit.None"];
        var said = new List<string>();
        if (schedule.Grant is { } grant) said.Add(page.Text("Funds.Benefit.Says.Grant", page.Money(grant)));
        if (schedule.Monthly is { } monthly)
            said.Add(schedule.MostMonths == 0 ? page.Text("Funds.Benefit.Says.Monthly", page.Money(monthly)) : page.Plural("Funds.Benefit.Says.Months", schedule.MostMonths, page.Money(monthly)));
        return string.Join(' ', said);
    }
}
