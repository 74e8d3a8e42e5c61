using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;

namespace Poruka.Publishing.ListPosts;

/// <summary>Where the work for the public begins: what is being written, what waits for whom, which consents run out.</summary>
internal static class ListPostsEndpoint
{
    /// <summary>So many days before its end a consent is near it.</summary>
    private const int NearDays = 30;

    public static void MapListPosts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/groups/{group}/press", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => Show(context, desk))).ForGroup();

    private static IResult Show(HttpContext context, PressDesk desk)
    {
        var page = Page.Of(context, "Publishing.Desk.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var rows = PostRows.Of(desk.Connection, desk.Group.Number).Select(row => (Row: row, Draft: desk.Read(row.Id))).ToList();
        var view = PartsView.Of(page, page["Publishing.Desk.Lead"],
            new Way(desk.Address("new"), page["Publishing.New"], Main: true), new Way(desk.Address("subscribers"), page["Publishing.Subscribers.Title"]),
            new Way(desk.Address("site"), page["Publishing.Site.Title"]), new Way("/", page["Publishing.Desk.Site"]));

        var soon = desk.Today.PlusDays(NearDays);
        var consents = (from row in rows
                        where row.Row.Kind == PostKind.Person
                        from consent in PublicPosts.Consents(desk.Connection, row.Row.Id)
                        where consent.Until <= soon
                        orderby consent.Until
                        select page.Text(consent.Until < desk.Today ? "Publishing.Consent.Over" : consent.AskAgain ? "Publishing.Consent.Ask" : "Publishing.Consent.Near",
                            PressDesk.TitleOf(page, row.Row, row.Draft), page["Publishing.Item." + consent.Item], page.Day(consent.Until))).ToList();
        if (consents.Count > 0)
            view = view.With(new Part { Heading = page["Publishing.Consent.Heading"], Warns = true, Paragraphs = ["Publishing.Consent.Lead"], Items = consents });

        var members = MemberRows.Of(desk.Connection, desk.Group).ToDictionary(m => m.Id, m => m.Name);
        return view.With(rows.Count == 0
            ? new Part { Empty = new Empty(page["Publishing.Desk.Empty"], page["Publishing.Desk.First"]) }
            : new Part
            {
                Table = new Table(page["Publishing.Desk.Posts"],
                    [new(page["Publishing.Head.Title"]), new(page["Publishing.Head.Kind"]), new(page["Publishing.Head.State"]), new(page["Publishing.Head.By"]), new(page["Publishing.Head.Languages"])],
                    [
                        .. rows.OrderBy(r => r.Row.State is PostState.Published or PostState.Withdrawn).Take(500).Select(r => (IReadOnlyList<Cell>)
                        [
                            new(PressDesk.TitleOf(page, r.Row, r.Draft), desk.Address(r.Row)), new(page["Publishing.Kind." + r.Row.Kind]),
                            new(page["Publishing.State." + (PublicPosts.Of(desk.Connection, r.Row.Id) is { State: "held" } ? "Held" : r.Row.State.ToString())]),
                            new(members.GetValueOrDefault(r.Row.Author, "")), new(r.Draft is null ? "" : string.Join(' ', r.Draft.Texts.Keys)),
                        ]),
                    ]),
            }).Show();
    }
}
