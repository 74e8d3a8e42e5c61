using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ShowReserve;

/// <summary><c>poruka fund reserve</c></summary>
internal static class ReserveCommand
{
    private const int UsualMonths = 36, UsualPaths = 100_000, LeastPaths = 1_024, MostPaths = 10_000_000;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var months = line.Count("--months");
        var paths = line.Count("--paths");
        var seed = line.Count("--seed");
        var now = line.Count("--arrests-now");
        var format = line.OneOf("--format", "text", "json");
        return new Verb("reserve", run => run.InFund(fund, (installation, found) =>
        {
            ReserveEstimate estimate;
            using (var connection = installation.Database.Open()) estimate = ReserveRows.Estimate(connection, found, run.Today, ReserveRows.Given);
            var far = Math.Min(run.Has(months) ? run.Get(months) : UsualMonths, ReserveSimulation.MaxMonths);
            var many = Math.Clamp(run.Has(paths) ? run.Get(paths) : UsualPaths, LeastPaths, MostPaths);
            var drawn = run.Has(seed) ? (ulong)run.Get(seed) : 1;
            var model = estimate.Model with { ArrestsNow = run.Has(now) ? run.Get(now) : 0 };
            var forecast = ReserveSimulation.Run(model, far, many, drawn, Math.Max(1, Environment.ProcessorCount));
            return Task.FromResult(run.Get(format) == "json" ? Json(run, found, estimate, forecast, drawn) : Text(run, found, estimate, forecast));
        }), fund, months, paths, seed, now, format)
        { Examples = ["fund reserve winter-help", "fund reserve winter-help --months 60 --arrests-now 10"] };
    }

    private static int Text(CommandRun run, Fund fund, ReserveEstimate estimate, ReserveForecast forecast)
    {
        string Say(double minor) => Written.Money(run.Language, new Money((long)Math.Round(minor / fund.Currency.MinorPerUnit) * fund.Currency.MinorPerUnit, fund.Currency), true);
        if (!estimate.IsEnough) run.Detail("Command.FundReserve.NotEnough", estimate.Months);
        var table = new TextTable(run.Text("Command.FundReserve.Month"), run.Text("Command.FundReserve.Dry"), "5 %", "50 %", "95 %").Right(0, 1, 2, 3, 4);
        for (var month = 1; month <= forecast.RuinBy.Count; month++)
            if (month <= 3 || month % 6 == 0 || month == forecast.RuinBy.Count)
                table.Add(month.ToString(run.Language), forecast.RuinBy[month - 1].ToString("P1", run.Language), Say(forecast.Quantiles[0][month - 1]), Say(forecast.Quantiles[2][month - 1]), Say(forecast.Quantiles[4][month - 1]));
        table.Write(run.Terminal);
        run.Tell("Command.FundReserve.Needed", Say(forecast.NeededReserve), Say(estimate.Model.Start));
        return ExitCode.Done;
    }

    private static int Json(CommandRun run, Fund fund, ReserveEstimate estimate, ReserveForecast forecast, ulong seed) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("fund", fund.Slug);
        json.WriteString("currency", fund.Currency.Code);
        json.WriteNumber("monthsOfBooks", estimate.Months);
        json.WriteNumber("paths", forecast.Paths);
        json.WriteString("seed", seed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("start", estimate.Model.Start);
        json.WriteNumber("neededReserve", Math.Round(forecast.NeededReserve));
        json.WriteStartArray("ruinBy");
        foreach (var ruin in forecast.RuinBy) json.WriteNumberValue(ruin);
        json.WriteEndArray();
        json.WriteStartObject("quantiles");
        for (var level = 0; level < ReserveSimulation.Levels.Count; level++)
        {
            json.WriteStartArray(ReserveSimulation.Levels[level].ToString(CultureInfo.InvariantCulture));
            foreach (var amount in forecast.Quantiles[level]) json.WriteNumberValue(Math.Round(amount));
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
