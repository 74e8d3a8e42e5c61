using System.Globalization;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Charts;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;

namespace Poruka.Letters.ShowStatistics;

/// <summary>Silence, letters and replies by month, and where letters come back from: charts with their tables.</summary>
internal static class StatisticsEndpoint
{
    private const string Base = "/groups/{group}/letters/statistics";
    private const int MostMonths = 24, SilentDays = 30;

    private static readonly int[] Limits = [30, 60, 90, 180];

    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{chart}.svg", (HttpContext context, string chart, ServeOptions options) => LettersDesk.At(context, options, desk => Draw(context, desk, chart))).ForGroup(Role.Coordinator);
    }

    /// <summary>A month, as the rows tell it.</summary>
    /// <param name="Month">Which.</param>
    /// <param name="Letters">Letters posted.</param>
    /// <param name="Replies">Replies that came.</param>
    /// <param name="Returned">Letters posted in it that came back.</param>
    /// <param name="Silent">At its end, of those who wait now and waited then: how many had no letter for over 30 days.</param>
    private sealed record MonthOfLetters(YearMonth Month, int Letters, int Replies, int Returned, int Silent);

    private static List<MonthOfLetters> Months(LettersDesk desk)
    {
        var letters = LetterRows.Read(desk.Connection, null, "select recipient, posted_on, state from letter where organisation = @organisation and posted_on is not null",
            row => (Recipient: LetterRows.Id(row, 0), Day: LetterRows.Day(row, 1)!.Value, Returned: row.GetString(2) == "returned"), ("organisation", desk.Group.Number));
        var replies = LetterRows.Read(desk.Connection, null, "select received_on from letter_reply where organisation = @organisation", row => LetterRows.Day(row, 0)!.Value, ("organisation", desk.Group.Number));
        if (letters.Count == 0) return [];
        var first = letters.Min(l => l.Day).ToYearMonth();
        var last = desk.Today.ToYearMonth();
        var byRecipient = letters.ToLookup(l => l.Recipient, l => l.Day);
        var waiting = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None).ToList();
        var months = new List<MonthOfLetters>();
        for (var month = first; month.CompareTo(last) <= 0; month = month.PlusMonths(1))
        {
            var end = month == last ? desk.Today : month.ToDateInterval().End;
            months.Add(new MonthOfLetters(
                month, letters.Count(l => l.Day.ToYearMonth() == month), replies.Count(d => d.ToYearMonth() == month), letters.Count(l => l.Returned && l.Day.ToYearMonth() == month),
                waiting.Count(r => r.Since <= end && Period.DaysBetween(byRecipient[r.Id.Value].Where(d => d <= end).DefaultIfEmpty(r.Since).Max(), end) > SilentDays)));
        }
        return months.Count > MostMonths ? months[^MostMonths..] : months;
    }

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Statistics") with { Entry = NavigationEntry.Home };
        var waiting = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None).Select(r => Period.DaysBetween(r.WaitsSince, desk.Today)).ToList();
        var months = Months(desk);
        var view = PartsView.Of(page, page["Letters.Statistics.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        if (months.Count == 0) view = view.With(new Part { Empty = new Empty(page["Letters.Statistics.Empty"], page["Letters.Batches.First"]) });
        ChartPicture? Picture(string name, string key) => months.Count < 2 ? null : new ChartPicture(desk.Address($"statistics/{name}.svg") + "?lang=" + page.Language.Name, page[key]);
        view = view.With(
            new Part
            {
                Heading = page["Letters.Statistics.Silence"], Chart = Picture("silence", "Letters.Statistics.Chart.Silence"),
                Table = new Table(page["Letters.Statistics.Silence"], [new(page["Letters.Statistics.Longer"]), new(page["Letters.Statistics.People"], true)],
                    [.. Limits.Select(limit => (IReadOnlyList<Cell>)[new(page.Plural("Letters.Statistics.Days", limit)), new(page.Count(waiting.Count(w => w > limit)))])]),
            });
        if (months.Count > 0)
            view = view.With(new Part
            {
                Heading = page["Letters.Statistics.Months"], Chart = Picture("months", "Letters.Statistics.Chart.Months"),
                Table = new Table(page["Letters.Statistics.Months"],
                    [new(page["Letters.Statistics.Month"]), new(page["Letters.Sent"], true), new(page["Letters.Statistics.Replies"], true), new(page["Letters.Statistics.Returned"], true), new(page["Letters.Statistics.Silent"], true)],
                    [
                        .. months.AsEnumerable().Reverse().Select(m => (IReadOnlyList<Cell>)
                            [new(page.Month(m.Month)), new(page.Count(m.Letters)), new(page.Count(m.Replies)), new(page.Count(m.Returned)), new(page.Count(m.Silent))]),
                    ]),
            });
        return view.With(Facilities(page, desk)).Show();
    }

    /// <summary>Where letters come back from: the facility of those they went to.</summary>
    private static Part[] Facilities(Page page, LettersDesk desk)
    {
        var counts = LetterRows.Read(desk.Connection, null, """
            select r.facility, cast(count(*) as bigint), cast(sum(case when l.state = 'returned' then 1 else 0 end) as bigint)
            from letter l join letter_recipient r on r.recipient = l.recipient where l.organisation = @organisation and l.posted_on is not null group by r.facility
            """, row => (Facility: LetterRows.Id(row, 0), Letters: row.GetInt64(1), Returned: row.GetInt64(2)), ("organisation", desk.Group.Number));
        if (counts.Count == 0) return [];
        var names = FacilityRows.Of(desk.Connection, desk.Group.Number).ToDictionary(f => f.Id.Value, f => f.Name);
        return
        [
            new Part
            {
                Heading = page["Letters.Statistics.ByFacility"],
                Table = new Table(page["Letters.Statistics.ByFacility"], [new(page["Letters.Field.facility"]), new(page["Letters.Sent"], true), new(page["Letters.Statistics.Returned"], true), new(page["Letters.Statistics.Share"], true)],
                    [
                        .. counts.OrderByDescending(c => c.Returned).ThenByDescending(c => c.Letters).Select(c => (IReadOnlyList<Cell>)
                        [
                            new(c.Facility is { } id ? names.GetValueOrDefault(id) ?? page["Letters.NoFacility"] : page["Letters.NoFacility"]), new(page.Count(c.Letters)), new(page.Count(c.Returned)),
                            new(string.Create(page.Language, $"{c.Returned * 100.0 / c.Letters:0} %")),
                        ]),
                    ]),
            },
        ];
    }

    private static IResult Draw(HttpContext context, LettersDesk desk, string chart)
    {
        var query = context.Request.Query;
        if (Languages.OfTag(query["lang"].ToString()) is not { } language || ChartLook.Read(query["look"].ToString(), query["width"].ToString()) is not { } look
            || Months(desk) is not { Count: > 1 } months) return Results.NotFound();
        IReadOnlyList<ChartLine>? lines = chart switch
        {
            "months" =>
            [
                new ChartLine(Texts.Get(language, "Letters.Sent"), ChartTone.Green, [.. months.Select(m => (double)m.Letters)]),
                new ChartLine(Texts.Get(language, "Letters.Statistics.Replies"), ChartTone.Red, [.. months.Select(m => (double)m.Replies)]),
            ],
            "silence" => [new ChartLine(Texts.Get(language, "Letters.Statistics.Silent"), ChartTone.Red, [.. months.Select(m => (double)m.Silent)])],
            _ => null,
        };
        if (lines is null) return Results.NotFound();
        var every = months.Count <= 12 ? 1 : 3;
        return Results.Text(new Chart(months.Count, place => place % every == 0 ? Name(language, months[place].Month) : null, (value, _) => value.ToString("0", language), 1) { Lines = lines }.Draw(look), "image/svg+xml");
    }

    private static string Name(CultureInfo language, YearMonth month) => language.DateTimeFormat.AbbreviatedMonthNames[month.Month - 1].TrimEnd('.');
}
