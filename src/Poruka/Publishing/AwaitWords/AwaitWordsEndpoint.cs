using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Publishing.AwaitWords;

/// <summary>How a text stands that somebody wants to let go out: which rooms were asked, whose word is missing, and what one can do.</summary>
internal static class AwaitWordsEndpoint
{
    private const string Address = "/groups/{group}/guard/{ask}";

    public static void MapAwaitWords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context)).ForGroup();
        routes.MapPost(Address + "/unheard", Agree).ForGroupWithProof();
    }

    private static IResult Show(HttpContext context)
    {
        var desk = GuardDesk.Of(context);
        if (desk.Find(context.GetRouteValue("ask") as string) is not { } ask) return Results.NotFound();
        var page = Page.Of(context, "Guard.Text.Title") with { Entry = NavigationEntry.Home, Path = desk.Address(ask) };
        var standing = GuardGate.Standing(desk.Connection, ask, desk.Now);
        var isMine = ask.Author == desk.Visit.Member.Id;
        List<Way> ways = [new(isMine ? GuardedForm.BackTo(desk.Connection, ask) : ask.Back, page[isMine ? standing.IsOpen ? "Guard.GoOn" : "Guard.ToText" : "Guard.ToText"], isMine && standing.IsOpen), new(desk.Address(), page["Guard.Title"])];
        var state = ask.State == "out" ? "Out" : ask.State == "over" ? "Over" : standing.State.ToString();
        var view = PartsView.Of(page, page["Guard.State." + state], ways).With(new Part
        {
            Items =
            [
                page.Text("Guard.Text.What", page["Guard.Kind." + ask.Kind], ask.Version, MemberRows.Find(desk.Connection, ask.Author)?.Name ?? "", Moment(page, ask.AskedAt)),
                CasesOf(page, desk, ask),
            ],
        });
        if (standing.Words.Count > 0) view = view.With(new Part { Heading = page["Guard.Rooms"], Table = Rooms(page, desk, standing) });
        var mine = standing.Words.Where(w => w.State is GuardWordState.Found or GuardWordState.Allowed or GuardWordState.Refused && desk.Room(w.Room.Id) is not null).ToList();
        if (ask.State == "open" && mine.Count > 0)
            view = view with { Ways = [.. view.Ways, .. mine.Select(w => new Way($"{desk.Address(ask)}/{w.Room.Code}", page.Text("Guard.Look", w.Room.Code), w.State == GuardWordState.Found))] };
        if (standing.Agreed.Count > 0)
            view = view.With(new Part { Items = [page.Text("Guard.Unheard.Agreed", string.Join(", ", standing.Agreed.Select(m => MemberRows.Find(desk.Connection, m)?.Name ?? "")))] });
        if (ask.State == "open" && standing.State == GateState.WaitsForTwo && !standing.Agreed.Contains(desk.Visit.Member.Id))
            view = view.With(new Part
            {
                Heading = page["Guard.Unheard"], Paragraphs = ["Guard.Unheard.What"], Warns = true,
                Forms = [new PartForm(desk.Address(ask) + "/unheard", page["Guard.Unheard.Do"], [])],
            });
        return view.Show();
    }

    private static IResult Agree(HttpContext context)
    {
        var desk = GuardDesk.Of(context);
        if (desk.Find(context.GetRouteValue("ask") as string) is not { State: "open" } ask) return Results.NotFound();
        if (GuardGate.Standing(desk.Connection, ask, desk.Now).State == GateState.WaitsForTwo) GuardRows.AddAgreement(desk.Connection, null, ask.Id, desk.Visit.Member.Id, desk.Now);
        return Results.Redirect(desk.Address(ask));
    }

    private static string CasesOf(Page page, GuardDesk desk, GuardAsk ask)
    {
        var codes = GuardRows.Cases(desk.Connection, ask.Id).Select(c => CaseRows.Find(desk.Connection, c)?.Code).OfType<string>().Order(StringComparer.Ordinal).ToList();
        return codes.Count == 0 ? page["Guard.Cases.None"] : page.Text("Guard.Cases", string.Join(", ", codes));
    }

    private static Table Rooms(Page page, GuardDesk desk, TextStanding standing) => new(page["Guard.Rooms"],
        [new(page["Guard.Room"]), new(page["Guard.Word"]), new(page["Guard.Whose"])],
        [.. standing.Words.Select(IReadOnlyList<Cell> (w) => [new(w.Room.Code), new(page["Guard.Said." + w.State]), new(Whose(page, desk, standing, w))])]);

    /// <summary>Who has spoken, or whose word is missing.</summary>
    private static string Whose(Page page, GuardDesk desk, TextStanding standing, GuardWordRow word)
    {
        if (word.State is not (GuardWordState.Waits or GuardWordState.Found))
            return word.SaidBy is { } by ? page.Text("Guard.By", MemberRows.Find(desk.Connection, by)?.Name ?? "", Moment(page, word.SaidAt ?? standing.Ask.AskedAt)) : page["Guard.BySignedWord"];
        if (word.Room.Kind == RoomKind.Offline) return page["Guard.ByKeeper"];
        var members = RoomRows.Grants(desk.Connection, word.Room).Where(g => !(g.Grant.LastDay < desk.Today)).Select(g => MemberRows.Find(desk.Connection, g.Grant.To))
            .OfType<Member>().Where(m => m.State == MemberState.Active).Select(m => m.Name).Order(StringComparer.CurrentCulture).ToList();
        return members.Count == 0 ? page["Guard.Nobody"] : page.Text("Guard.OneOf", string.Join(", ", members));
    }

    private static string Moment(Page page, NodaTime.Instant at) => $"{page.Day(at.InUtc().Date)} {at.InUtc().TimeOfDay.ToString("HH:mm", page.Language)} UTC";
}
