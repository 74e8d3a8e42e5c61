using NodaTime;
using Poruka.Cases;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Letters.ListStopped;

/// <summary>Whose mail stopped arriving: it came back, is held, or nothing is answered any more. A sign for whoever watches over them.</summary>
internal static class StoppedEndpoint
{
    private const int SilentDays = 90, ReturnedDays = 180;

    public static void MapStopped(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/groups/{group}/letters/stopped", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Stopped") with { Entry = NavigationEntry.Home, Wide = true };
        var returned = LetterRows.Read(desk.Connection, null, """
            select recipient, cast(count(*) as bigint), max(posted_on) from letter where organisation = @organisation and state = 'returned' and posted_on >= @since group by recipient
            """, row => (Recipient: new RecipientId(LetterRows.Id(row, 0)!.Value), Letters: row.GetInt64(1), Last: LetterRows.Day(row, 2)!.Value),
            ("organisation", desk.Group.Number), ("since", LetterRows.Number(desk.Today.PlusDays(-ReturnedDays)))).ToDictionary(r => r.Recipient);
        var unanswered = LetterRows.Read(desk.Connection, null, """
            select l.recipient, cast(count(*) as bigint) from letter l join letter_recipient r on r.recipient = l.recipient
            where l.organisation = @organisation and l.posted_on > r.last_reply and r.last_reply < @silent group by l.recipient having count(*) >= 2
            """, row => (Recipient: new RecipientId(LetterRows.Id(row, 0)!.Value), Letters: row.GetInt64(1)),
            ("organisation", desk.Group.Number), ("silent", LetterRows.Number(desk.Today.PlusDays(-SilentDays)))).ToDictionary(r => r.Recipient, r => r.Letters);
        var isCaseworker = Visit.Required(context).Here!.Is(Role.Caseworker);
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var row in LetterRows.Recipients(desk.Connection, desk.Group.Number))
        {
            var why = new List<string>();
            if (row.State is not "waiting") why.Add(page["Letters.Recipient.State." + row.State]);
            if (returned.TryGetValue(row.Id, out var back)) why.Add(page.Plural("Letters.Stopped.Returned", back.Letters, page.Day(back.Last)));
            if (unanswered.TryGetValue(row.Id, out var letters)) why.Add(page.Plural("Letters.Stopped.Unanswered", letters, page.Day(row.LastReply!.Value)));
            if (why.Count == 0 || row.State == "released" || desk.Facts(row.Id) is not { } facts) continue;
            var found = isCaseworker && Ids.Parse(facts.Case) is { } id ? CaseRows.Find(desk.Connection, new CaseId(id)) : null;
            rows.Add(
            [
                new(facts.Name, desk.Address("recipients/" + row.Id)), new(string.Join("; ", why)), new(row.LastLetter is { } letter ? page.Day(letter) : ""), new(row.LastReply is { } reply ? page.Day(reply) : ""),
                found is null ? new("") : new(found.Code, $"/groups/{desk.Group.Slug}/cases/{found.Code}"),
            ]);
        }
        var view = PartsView.Of(page, page["Letters.Stopped.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        return view.With(rows.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Stopped.Empty"], page["Letters.Stopped.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Stopped"], [new(page["Letters.Field.name"]), new(page["Letters.Stopped.Why"]), new(page["Letters.Stopped.Letter"]), new(page["Letters.LastReply"]), new(page["Letters.Stopped.Case"])], rows),
            }).Show();
    }
}
