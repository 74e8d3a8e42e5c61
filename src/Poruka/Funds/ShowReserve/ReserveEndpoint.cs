using System.Collections.Concurrent;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Charts;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.ShowReserve;

/// <summary>The page of the reserve.</summary>
public sealed record ReservePageModel(Page Page, string Address, string Back, bool IsEnough, int Months, ChartPicture Chart, IReadOnlyList<string> Answers, Table Table, Table Figures,
    IReadOnlyList<Field> Fields);

/// <summary>How many arrests can this fund carry: the fan chart, the probability of running dry, what is needed, what sharing saves.</summary>
internal static class ReserveEndpoint
{
    /// <summary>Enough for a page: the probability of one in a hundred is then known to a fifth of it.</summary>
    internal const int Paths = 20_000;

    private const int DuesPaths = 4_000;

    /// <summary>A page and its picture want the same paths, and reloading them too.</summary>
    private static readonly ConcurrentQueue<(ReserveModel Model, int Months, ReserveForecast Forecast)> Recent = new();

    public static void MapReserve(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/reserve", Show).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapGet("/groups/{group}/funds/{fund}/reserve.svg", Draw).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
    }

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Reserve.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var group = Visit.Required(context).Here!.Organisation;
        var estimate = ReserveRows.Estimate(connection, fund, page.Today, ReserveRows.Given);
        var asked = ReserveAsked.Of(context.Request.Query, fund, estimate.Model);
        var forecast = Forecast(asked);
        var address = FundOfGroup.AddressOf(group, fund);
        string Say(double minor) => page.Money(new Money(Round(minor, fund.Currency), fund.Currency), true);
        var answers = new List<string>
        {
            page.Text("Funds.Reserve.Ruin", asked.Months, Percent(page, forecast.RuinBy[^1]), Percent(page, forecast.Uncertainty(asked.Months - 1))),
            page.Text("Funds.Reserve.Needed", Say(forecast.NeededReserve), Say(asked.Model.Start)),
        };
        if (asked.Model.Payers > 0 || asked.Model.Join > 0)
            answers.Add(ReserveSimulation.NeededDues(asked.Model, asked.Months, DuesPaths, 1) is { } dues
                ? page.Text("Funds.Reserve.DuesNeeded", page.Money(new Money((long)Math.Ceiling(dues), fund.Currency)), page.Money(new Money((long)Math.Round(asked.Model.Dues), fund.Currency)))
                : page["Funds.Reserve.NoDues"]);
        if (asked.Model.ArrestsNow == 0)
        {
            var storm = ReserveSimulation.Run(asked.Model with { ArrestsNow = 10 }, Math.Min(12, asked.Months), Paths / 4, 1);
            answers.Add(page.Text("Funds.Reserve.Ten", Percent(page, storm.RuinBy[^1])));
        }
        var others = FundOfGroup.List(connection, group).Where(f => f.Number != fund.Number && f.Currency == fund.Currency)
            .Select(f => ReserveRows.Estimate(connection, f, page.Today, ReserveRows.Given)).Where(e => e.IsEnough).Select(e => e.Model).Take(8).ToList();
        if (others.Count > 0)
        {
            var alone = forecast.NeededReserve + others.Sum(m => ReserveSimulation.Run(m, asked.Months, DuesPaths, 1).NeededReserve);
            var together = ReserveSimulation.Run([asked.Model, .. others], asked.Months, DuesPaths, 1).NeededReserve;
            answers.Add(page.Text("Funds.Reserve.Shared", others.Count + 1, Say(alone), Say(together)));
        }
        double unit = fund.Currency.MinorPerUnit;
        return TypedResults.RazorSlice(ReservePage.Create(new ReservePageModel(page, address + "/reserve", address, estimate.IsEnough, estimate.Months,
            new ChartPicture($"{address}/reserve.svg?lang={page.Language.Name}&{asked.Query}", page["Funds.Reserve.Chart"]), answers,
            Table(page, fund, forecast, asked.Months),
            new Table(page.Plural("Funds.Reserve.FromBooks", estimate.Months), [new(page["Funds.Reserve.Figure"]), new(page["Funds.Reserve.Value"], true), new(page["Funds.Reserve.Sure"], true)],
                [.. estimate.Figures.Select(f => (IReadOnlyList<Cell>)[new(page["Funds.Reserve.Figure." + f.Name]), new(Shown(page, fund, f, f.Value)), new(double.IsNaN(f.PlusMinus) ? "–" : "± " + Shown(page, fund, f, f.PlusMinus))])]),
            [.. ReserveAsked.Names.Select(name => new Field(FieldKind.Line, name, page["Funds.Reserve." + name]) { Value = ReserveAsked.Value(asked, name, unit), MaxLength = 16, InputMode = "decimal" })])));
    }

    private static IResult Draw(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var query = context.Request.Query;
        if (FundOfGroup.Find(connection, context) is not { } fund || Languages.OfTag(query["lang"].ToString()) is not { } language
            || ChartLook.Read(query["look"].ToString(), query["width"].ToString()) is not { } look) return Results.NotFound();
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var asked = ReserveAsked.Of(query, fund, ReserveRows.Estimate(connection, fund, today, ReserveRows.Given).Model);
        var forecast = Forecast(asked);
        var every = asked.Months <= 12 ? 1 : asked.Months <= 48 ? 6 : 12;
        var chart = new Chart(asked.Months, place => (place + 1) % every == 0 ? (place + 1).ToString(language) : null,
            (minor, topmost) => topmost ? Written.Money(language, new Money((long)minor, fund.Currency), true) : Written.Amount(language, new Money((long)minor, fund.Currency), true),
            fund.Currency.MinorPerUnit)
        {
            Bands =
            [
                new ChartBand(ChartTone.Green, forecast.Quantiles[0], forecast.Quantiles[4]),
                new ChartBand(ChartTone.Green, forecast.Quantiles[1], forecast.Quantiles[3]),
            ],
            Lines = [new ChartLine("", ChartTone.Green, forecast.Quantiles[2], Dots: false)],
        };
        return Results.Text(chart.Draw(look), "image/svg+xml");
    }

    private static Table Table(Page page, Fund fund, ReserveForecast forecast, int months)
    {
        var shown = Enumerable.Range(1, months).Where(m => m == months || (months <= 12 ? true : m % 6 == 0)).ToList();
        string Say(double minor) => page.Money(new Money(Round(minor, fund.Currency), fund.Currency), true);
        return new Table(page["Funds.Reserve.Table"],
            [new(page["Funds.Reserve.AfterMonths"]), new(page["Funds.Reserve.Dry"], true), new(page["Funds.Reserve.Low"], true), new(page["Funds.Reserve.Middle"], true), new(page["Funds.Reserve.High"], true)],
            [.. shown.Select(m => (IReadOnlyList<Cell>)[new(page.Count(m)), new(Percent(page, forecast.RuinBy[m - 1])), new(Say(forecast.Quantiles[0][m - 1])), new(Say(forecast.Quantiles[2][m - 1])), new(Say(forecast.Quantiles[4][m - 1]))])]);
    }

    private static ReserveForecast Forecast(ReserveAsked asked)
    {
        foreach (var (model, months, known) in Recent)
            if (months == asked.Months && model.Costs.SequenceEqual(asked.Model.Costs) && model with { Costs = asked.Model.Costs } == asked.Model) return known;
        var forecast = ReserveSimulation.Run(asked.Model, asked.Months, Paths, 1);
        Recent.Enqueue((asked.Model, asked.Months, forecast));
        while (Recent.Count > 16) Recent.TryDequeue(out _);
        return forecast;
    }

    private static string Shown(Page page, Fund fund, EstimatedFigure figure, double value) =>
        figure.IsMoney ? page.Money(new Money((long)Math.Round(value), fund.Currency)) : value.ToString("0.##", page.Language);

    private static string Percent(Page page, double share) => share.ToString(share is > 0 and < 0.1 ? "P1" : "P0", page.Language);

    /// <summary>To three digits that count: more would say more than is known.</summary>
    private static long Round(double minor, Currency currency)
    {
        double step = currency.MinorPerUnit;
        while (step * 1_000 < Math.Abs(minor)) step *= 10;
        return (long)(Math.Round(minor / step) * step);
    }
}
