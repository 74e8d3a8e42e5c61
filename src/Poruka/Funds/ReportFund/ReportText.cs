using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ReportFund;

/// <summary>Reports for people: one table a currency, each amount with the sign that its place gives it.</summary>
internal static class ReportText
{
    public static void Write(
        CommandRun run, Fund fund, ReportRequest request, IReadOnlyList<Sum> sums, IReadOnlyList<Campaign> campaigns)
    {
        if (sums.Count == 0)
        {
            run.Tell("Command.FundReport.Empty", fund.Name);
            return;
        }
        foreach (var currency in FundReports.Currencies(sums.Select(s => s.Amount.Currency), fund.Currency))
        {
            var ofCurrency = sums.Where(s => s.Amount.Currency == currency).ToList();
            run.Out.WriteLine(run.Text("Command.FundReport.Title", fund.Name, run.Text($"Command.FundReport.Title.{request.By}"), currency));
            if (Period(run, request) is { } period) run.Out.WriteLine(period);
            run.Out.WriteLine();
            switch (request.By)
            {
                case SumsBy.Account: Balance(run, currency, ofCurrency); break;
                case SumsBy.Month: Income(run, currency, ofCurrency); break;
                case SumsBy.Campaign: ByCampaign(run, currency, ofCurrency, campaigns); break;
            }
            run.Out.WriteLine();
        }
    }

    private static string? Period(CommandRun run, ReportRequest request) => (request.From, request.To) switch
    {
        (null, null) => null,
        (null, { } to) => run.Text("Command.FundReport.UpTo", Written.IsoDay(to)),
        ({ } from, null) => run.Text("Command.FundReport.Since", Written.IsoDay(from)),
        ({ } from, { } to) => run.Text("Command.FundReport.Between", Written.IsoDay(from), Written.IsoDay(to)),
    };

    private static void Balance(CommandRun run, Currency currency, List<Sum> sums)
    {
        var table = new TextTable(run.Text("Command.Head.Account"), run.Text("Command.Head.Amount")).Right(1);
        foreach (var kind in (ReadOnlySpan<AccountKind>)[AccountKind.Asset, AccountKind.Liability, AccountKind.NetAssets])
        {
            var lines = sums.Where(s => s.Account.Kind == kind && !s.Amount.IsZero)
                .Select(s => (Name: s.Account.Name, Amount: FundReports.Shown(s.Account, s.Amount))).ToList();
            if (kind == AccountKind.NetAssets && FundReports.Result(currency, sums) is { IsZero: false } result)
                lines.Add((run.Text("Command.FundReport.Surplus"), result));
            foreach (var (name, amount) in lines) table.Add(name, Written.Amount(run.Language, amount));
            table.AddTotal(run.Text($"Command.FundReport.Total.{kind}"),
                Written.Amount(run.Language, FundReports.Total(currency, lines.Select(l => l.Amount))));
        }
        table.Write(run.Terminal);
    }

    private static void Income(CommandRun run, Currency currency, List<Sum> sums)
    {
        var months = new TextTable(run.Text("Command.Head.Month"), run.Text("Command.Head.Income"), run.Text("Command.Head.Expenses"),
            run.Text("Command.Head.Result")).Right(1, 2, 3);
        foreach (var month in sums.GroupBy(s => s.Month).OrderBy(m => m.Key))
            months.Add(Row(Written.IsoMonth(Months.FirstDay(month.Key).ToYearMonth()), month));
        months.AddTotal(Row(run.Text("Command.Head.Total"), sums));
        months.Write(run.Terminal);
        run.Out.WriteLine();
        var accounts = new TextTable(run.Text("Command.Head.Account"), run.Text("Command.Head.Amount")).Right(1);
        foreach (var account in sums.GroupBy(s => s.Account).OrderBy(a => a.Key))
            accounts.Add(account.Key.Name, Written.Amount(run.Language,
                FundReports.Shown(account.Key, FundReports.Total(currency, account.Select(s => s.Amount)))));
        accounts.Write(run.Terminal);

        string[] Row(string head, IEnumerable<Sum> of) => [head, .. Columns(run, currency, of)];
    }

    private static void ByCampaign(CommandRun run, Currency currency, List<Sum> sums, IReadOnlyList<Campaign> campaigns)
    {
        var table = new TextTable(run.Text("Command.Head.Campaign"), run.Text("Command.Head.Name"), run.Text("Command.Head.Income"),
            run.Text("Command.Head.Expenses"), run.Text("Command.Head.Left")).Right(2, 3, 4);
        foreach (var ofCampaign in sums.GroupBy(s => s.Campaign).OrderBy(c => c.Key.Number))
        {
            var campaign = campaigns.FirstOrDefault(c => c.Id == ofCampaign.Key);
            table.Add([campaign?.Slug ?? "—", campaign?.Name ?? run.Text("Command.FundReport.NoCampaign"),
                .. Columns(run, currency, ofCampaign)]);
        }
        table.AddTotal([run.Text("Command.Head.Total"), "", .. Columns(run, currency, sums)]);
        table.Write(run.Terminal);
    }

    /// <summary>What came in, what went out, and the difference.</summary>
    private static string[] Columns(CommandRun run, Currency currency, IEnumerable<Sum> sums)
    {
        var list = sums.ToList();
        var income = -FundReports.Total(currency, list.Where(s => s.Account.Kind == AccountKind.Income).Select(s => s.Amount));
        var expenses = FundReports.Total(currency, list.Where(s => s.Account.Kind == AccountKind.Expense).Select(s => s.Amount));
        return [.. new[] { income, expenses, income - expenses }.Select(m => Written.Amount(run.Language, m))];
    }
}
