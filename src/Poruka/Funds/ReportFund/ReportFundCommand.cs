using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ReportFund;

/// <summary>What a report is asked for.</summary>
/// <param name="By">Which sums.</param>
/// <param name="From">From this day on; null from the beginning.</param>
/// <param name="To">Up to this day; null to the end.</param>
internal sealed record ReportRequest(SumsBy By, LocalDate? From, LocalDate? To);

/// <summary><c>poruka fund report</c></summary>
internal static class ReportFundCommand
{
    private const int LinesOfPage = 50;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var balance = CommandLine.Flag("--balance");
        var income = CommandLine.Flag("--income");
        var byCampaign = CommandLine.Flag("--by-campaign");
        var register = line.AccountOption("--register", required: false);
        var from = line.Span("--from");
        var to = line.Span("--to");
        var page = line.Count("--page");
        var lines = line.Count("--lines");
        var format = line.OneOf("--format", "text", "csv", "json");
        return new Verb("report", run => run.InFund(fund, (installation, found) =>
        {
            var asked = new[] { run.Get(balance), run.Get(income), run.Get(byCampaign), run.Get(register) is not null }.Count(a => a);
            if (asked > 1) return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundReport.OneAtATime"));
            var (first, last) = (run.Get(from)?.First, run.Get(to)?.Last);
            if (first > last) return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundReport.FromAfterTo", first, last));
            if (run.Get(register) is { } account)
            {
                var pageOf = run.Has(page) || run.Has(lines)
                    ? new RegisterPage(Math.Max(1, run.Get(page)), run.Has(lines) ? run.Get(lines) : LinesOfPage)
                    : null;
                return Task.FromResult(RegisterReport.Run(
                    run, installation.Database, found, new RegisterRequest(account, first, last, pageOf), run.Get(format) ?? "text"));
            }
            if (first is { Day: not 1 } || last is { } day && day != day.With(DateAdjusters.EndOfMonth))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundReport.WholeMonths"));
            var by = run.Get(income) ? SumsBy.Month : run.Get(byCampaign) ? SumsBy.Campaign : SumsBy.Account;
            if (by == SumsBy.Account && first is not null)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundReport.BalanceHasNoFrom"));
            return Task.FromResult(Run(run, installation.Database, found, new ReportRequest(by, first, last), run.Get(format) ?? "text"));
        }), fund, balance, income, byCampaign, register, from, to, page, lines, format)
        {
            Examples =
            [
                "fund report winter-help",
                "fund report winter-help --income --from 2026-01 --to 2026-06",
                "fund report winter-help --by-campaign --format csv",
                "fund report winter-help --register bank --from 2026-03 --page 1",
            ],
        };
    }

    private static int Run(CommandRun run, Database database, Fund fund, ReportRequest request, string format)
    {
        IReadOnlyList<Sum> sums;
        IReadOnlyList<Campaign> campaigns;
        using (DbConnection connection = database.Open())
        {
            sums = SumRows.Load(connection, fund.Number, request.By, request.From, request.To);
            campaigns = request.By == SumsBy.Campaign ? FundRows.Campaigns(connection, fund.Number) : [];
        }
        string CampaignOf(CampaignId id) => campaigns.FirstOrDefault(c => c.Id == id)?.Slug ?? "";
        if (format == "json") return ReportData.Json(run, fund, request, sums, CampaignOf);
        if (format == "csv") ReportData.Csv(run, request, sums, CampaignOf);
        else ReportText.Write(run, fund, request, sums, campaigns);
        return ExitCode.Done;
    }
}
