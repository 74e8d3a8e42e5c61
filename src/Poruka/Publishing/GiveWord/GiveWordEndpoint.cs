using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Publishing.GiveWord;

/// <summary>What the guard found, for somebody who holds the room; and their word on it.</summary>
internal static class GiveWordEndpoint
{
    private const string Address = "/groups/{group}/guard/{ask}/{code}";
    private const int Around = 60, MostFact = 400;

    public static void MapGiveWord(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context)).ForGroup();
        routes.MapPost(Address + "/allow", (HttpContext context) => Say(context, GuardWordState.Allowed)).ForGroupWithProof();
        routes.MapPost(Address + "/refuse", (HttpContext context) => Say(context, GuardWordState.Refused)).ForGroup();
    }

    private static IResult Show(HttpContext context)
    {
        var desk = GuardDesk.Of(context);
        if (Find(context, desk) is not var (ask, word, held) || GuardGate.Look(desk, ask, held) is not var (text, findings)) return Results.NotFound();
        // What is shown is what the room knows: its keepers see that it was opened.
        RoomRecord.Add(desk.Connection, held, desk.Visit.Member.Id, RoomAct.Opened, "guard", desk.Now);
        var page = Page.Of(context, "Guard.Look.Title", held.Room.Code) with { Entry = NavigationEntry.Home, Path = AddressOf(desk, ask, held) };
        var view = PartsView.Of(page, page[findings.Count == 0 ? "Guard.Look.Nothing" : "Guard.Look.Lead"], new Way(desk.Address(ask), page["Guard.Text.Title"]));
        if (findings.Count > 0)
            view = view.With(new Part { Heading = page["Guard.Findings"], Items = [.. findings.Select(f => page.Text("Guard.Finding", page["Guard.Finds." + f.Kind], Quoted(text, f), Short(f.Fact.Text, page)))] });
        view = view.With(new Part { Heading = page["Guard.WholeText"], Quoted = [text] });
        return view.With(new Part
        {
            Heading = page["Guard.YourWord"], Paragraphs = ["Guard.YourWord.What"], Warns = true,
            Forms =
            [
                new PartForm(AddressOf(desk, ask, held) + "/allow", page["Guard.Allow"], []) { Hidden = [("seen", word.State.ToString())] },
                new PartForm(AddressOf(desk, ask, held) + "/refuse", page["Guard.Refuse"], []) { Hidden = [("seen", word.State.ToString())] },
            ],
        }).Show();
    }

    private static IResult Say(HttpContext context, GuardWordState state)
    {
        var desk = GuardDesk.Of(context);
        if (Find(context, desk) is not var (ask, word, held)) return Results.NotFound();
        // What somebody else said meanwhile is read first.
        if (context.Request.Form["seen"].ToString() != word.State.ToString()) return Results.Redirect(AddressOf(desk, ask, held));
        if (word.State != state && GuardRows.TrySay(desk.Connection, null, ask.Id, held.Room.Id, word.State, state, desk.Visit.Member.Id, desk.Now))
            RoomRecord.Add(desk.Connection, held, desk.Visit.Member.Id, RoomAct.Opened, state == GuardWordState.Allowed ? "guard: allowed" : "guard: refused", desk.Now);
        return Results.Redirect(desk.Address(ask));
    }

    /// <summary>The asking and a room of the address that the visitor holds and where something was found.</summary>
    private static (GuardAsk Ask, GuardWordRow Word, HeldRoom Held)? Find(HttpContext context, GuardDesk desk) =>
        desk.Find(context.GetRouteValue("ask") as string) is { State: "open" } ask
        && GuardRows.Words(desk.Connection, ask.Id).FirstOrDefault(w => w.Room.Code == context.GetRouteValue("code") as string) is { State: not GuardWordState.Waits } word
        && desk.Room(word.Room.Id) is { } held ? (ask, word, held) : null;

    private static string AddressOf(GuardDesk desk, GuardAsk ask, HeldRoom held) => $"{desk.Address(ask)}/{held.Room.Code}";

    private static string Quoted(string text, GuardFinding finding)
    {
        var (from, to) = (Math.Max(0, finding.Start - Around), Math.Min(text.Length, finding.Start + finding.Length + Around));
        return (from > 0 ? "…" : "") + text[from..finding.Start] + "[" + text.Substring(finding.Start, finding.Length) + "]" + text[(finding.Start + finding.Length)..to] + (to < text.Length ? "…" : "");
    }

    private static string Short(string fact, Page page) => fact.Length == 0 ? page["Guard.Finding.Day"] : fact.Length > MostFact ? fact[..MostFact] + "…" : fact;
}
