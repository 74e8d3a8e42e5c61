using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.ShowStatistics;

/// <summary>Silence, and letters and replies by month.</summary>
internal static class StatisticsEndpoint
{
    private static readonly int[] Limits = [30, 60, 90, 180];

    public static void MapStatistics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/groups/{group}/letters/statistics", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Statistics") with { Entry = NavigationEntry.Home };
        var waiting = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None).Select(r => Period.DaysBetween(r.WaitsSince, desk.Today)).ToList();
        var posted = Days(desk, "select posted_on from letter where organisation = @organisation and posted_on is not null");
        var replies = Days(desk, "select received_on from letter_reply where organisation = @organisation");
        var returned = Days(desk, "select posted_on from letter where organisation = @organisation and state = 'returned' and posted_on is not null");
        var view = LettersView.Of(page, page["Letters.Statistics.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        if (posted.Count == 0) view = view.With(new Part { Empty = new Empty(page["Letters.Statistics.Empty"], page["Letters.Batches.First"]) });
        var months = posted.Concat(replies).Select(d => d.ToYearMonth()).Distinct().OrderDescending().Take(24).ToList();
        return view.With(
            new Part
            {
                Table = new Table(page["Letters.Statistics.Silence"], [new(page["Letters.Statistics.Longer"]), new(page["Letters.Statistics.People"], true)],
                    [.. Limits.Select(limit => (IReadOnlyList<Cell>)[new(page.Plural("Letters.Statistics.Days", limit)), new(page.Count(waiting.Count(w => w > limit)))])]),
            },
            new Part
            {
                Table = months.Count == 0 ? null : new Table(page["Letters.Statistics.Months"], [new(page["Letters.Statistics.Month"]), new(page["Letters.Sent"], true), new(page["Letters.Statistics.Replies"], true), new(page["Letters.Statistics.Returned"], true)],
                    [
                        .. months.Select(month => (IReadOnlyList<Cell>)
                        [
                            new(page.Month(month)), new(page.Count(posted.Count(d => d.ToYearMonth() == month))), new(page.Count(replies.Count(d => d.ToYearMonth() == month))),
                            new(page.Count(returned.Count(d => d.ToYearMonth() == month))),
                        ]),
                    ]),
            }).Show();
    }

    private static List<LocalDate> Days(LettersDesk desk, string sql) => LetterRows.Read(desk.Connection, null, sql, row => LetterRows.Day(row, 0)!.Value, ("organisation", desk.Group.Number));
}
