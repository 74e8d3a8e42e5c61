using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Publishing.BringWord;

/// <summary>The texts of a group that wait, the words that are asked of the visitor, and where the signed word of an offline room is brought in.</summary>
internal static class BringWordEndpoint
{
    private const string Address = "/groups/{group}/guard", WordField = "word";
    private const int Most = 200;

    public static void MapBringWord(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, "", null, null)).ForGroup();
        routes.MapPost(Address, Bring).ForGroup();
        routes.MapGet(Address + "/{ask}/{code}/text.age", Take).ForGroup();
    }

    private static IResult Show(HttpContext context, string typed, string? error, string? said)
    {
        var desk = GuardDesk.Of(context);
        var page = Page.Of(context, "Guard.Title") with { Entry = NavigationEntry.Home, Path = desk.Address() };
        var me = desk.Visit.Member.Id;
        var asks = GuardRows.Open(desk.Connection, desk.Visit.Here!.Organisation.Number, Most);
        var standings = asks.Select(a => GuardGate.Standing(desk.Connection, a, desk.Now)).ToList();
        var asked = standings.SelectMany(s => s.Words.Where(w => w.State == GuardWordState.Found && w.Room.Kind != RoomKind.Offline && desk.Room(w.Room.Id) is not null).Select(w => (s.Ask, w.Room))).ToList();
        var offline = standings.SelectMany(s => s.Words.Where(w => w.Room.Kind == RoomKind.Offline && w.State is GuardWordState.Waits or GuardWordState.Found).Select(w => (s.Ask, w.Room))).ToList();
        var word = new Field(FieldKind.Lines, WordField, page["Guard.Bring.Word"]) { Help = page["Guard.Bring.Word.Help"], Value = typed, MaxLength = 400, Rows = 3, Error = error is null ? null : page[error] };
        var view = PartsView.Of(page, page["Guard.Lead"]) with { Errors = new ErrorSummary(page["Shell.Form.NotAccepted"], [word]) };
        if (said is not null) view = view.With(new Part { Items = [page[said]] });
        view = view with { Ways = [.. asked.Select(a => new Way($"{desk.Address(a.Ask)}/{a.Room.Code}", page.Text("Guard.Asked.Look", page["Guard.Kind." + a.Ask.Kind], a.Room.Code), true))] };
        if (asked.Count > 0) view = view.With(new Part { Heading = page["Guard.Asked"], Items = [page.Plural("Guard.Asked.Count", asked.Count)], Warns = true });
        view = view.With(asks.Count == 0
            ? new Part { Empty = new Empty(page["Guard.Empty"], page["Guard.Empty.First"]) }
            : new Part { Heading = page["Guard.Waiting"], Table = Waiting(page, desk, standings, me) });
        if (offline.Count > 0 || typed.Length > 0)
            view = view.With(new Part { Heading = page["Guard.Offline"], Paragraphs = ["Guard.Offline.What"], Table = Offline(page, desk, offline), Forms = [new PartForm(desk.Address(), page["Guard.Bring.Do"], [word])] });
        return view.Show(error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Bring(HttpContext context)
    {
        var desk = GuardDesk.Of(context);
        var typed = context.Request.Form[WordField].ToString();
        var outcome = SignedWords.Take(desk.Connection, SignedWord.Read(typed), desk.Visit.Here!.Organisation.Number, desk.Now);
        return outcome == SignedWordOutcome.Taken ? Show(context, "", null, "Guard.Bring.Taken") : Show(context, typed, "Guard.Bring." + outcome, null);
    }

    /// <summary>Gives out a text as it is sealed to an offline room.</summary>
    private static async Task Take(HttpContext context)
    {
        var desk = GuardDesk.Of(context);
        if (desk.Find(context.GetRouteValue("ask") as string) is not { State: "open" } ask || GuardRows.Words(desk.Connection, ask.Id).FirstOrDefault(w => w.Room.Code == context.GetRouteValue("code") as string) is not { } word
            || GuardRows.BodyOf(desk.Connection, ask.Id, word.Room.Id) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await Downloads.Send(context, $"{word.Room.Code}-guard.txt.age", body.Length, stream => stream.WriteAsync(body, context.RequestAborted).AsTask());
    }

    private static Table Waiting(Page page, GuardDesk desk, List<TextStanding> standings, Vault.MemberId me) => new(page["Guard.Waiting"],
        [new(page["Guard.What"]), new(page["Guard.Author"]), new(page["Guard.Since"]), new(page["Guard.How"])],
        [.. standings.OrderBy(s => s.Ask.Author == me ? 0 : 1).Select(IReadOnlyList<Cell> (s) =>
        [
            new(page.Text("Guard.Version", page["Guard.Kind." + s.Ask.Kind], s.Ask.Version)) { Address = desk.Address(s.Ask) },
            new(MemberRows.Find(desk.Connection, s.Ask.Author)?.Name ?? ""), new(page.Day(s.Ask.AskedAt.InUtc().Date)), new(page["Guard.Short." + s.State]),
        ])]);

    private static Table Offline(Page page, GuardDesk desk, IEnumerable<(GuardAsk Ask, Room Room)> offline) => new(page["Guard.Offline"],
        [new(page["Guard.What"]), new(page["Guard.Room"]), new(page["Guard.Author"])],
        [.. offline.Select(IReadOnlyList<Cell> (o) =>
        [
            new(page.Text("Guard.Version", page["Guard.Kind." + o.Ask.Kind], o.Ask.Version)) { Address = $"{desk.Address(o.Ask)}/{o.Room.Code}/text.age" },
            new(o.Room.Code), new(MemberRows.Find(desk.Connection, o.Ask.Author)?.Name ?? ""),
        ])]);
}
