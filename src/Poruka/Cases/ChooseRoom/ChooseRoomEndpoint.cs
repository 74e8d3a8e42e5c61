using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.ChooseRoom;

/// <summary>Seals a section of a case to another room, and says whether others are told that it is there.</summary>
internal static class ChooseRoomEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/rooms/{section}";

    private const string RoomField = "room", KnownField = "known";

    public static void MapChooseRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Show).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Save).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, view)) return Results.NotFound();
        var page = Page.Of(context, "Cases.RoomOf.Title", Texts.Get(desk.Language, "Cases.Section." + view.Section)) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, $"{address}/rooms/{CaseRows.Word(view.Section)}", page["Cases.RoomOf.Submit"],
        [
            new(FieldKind.Choice, RoomField, page["Cases.Room"])
            {
                Value = Ids.Text(view.Room.Id.Value), Choices = [.. desk.RoomsToChoose().Select(r => new Choice(Ids.Text(r.Room.Id.Value), $"{r.Name} ({r.Room.Code})"))],
            },
            new(FieldKind.Check, KnownField, page["Cases.RoomOf.Known"]) { Help = page["Cases.RoomOf.Known.Help"], Value = view.Row.IsKnown ? "1" : "" },
        ], address, page["Cases.Show.Back"])
        {
            Lead = page["Cases.RoomOf.Lead"],
        }.Show();
    }

    private static IResult Save(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, view)
            || (Ids.Parse(context.Request.Form[RoomField]) is { } id ? desk.Room(new RoomId(id)) : null) is not { Room.Kind: RoomKind.Team or RoomKind.Named } room) return Results.NotFound();
        var known = context.Request.Form[KnownField] == "1";
        CaseBook.Change(desk, file, (transaction, newest) =>
        {
            var now = newest.Of(view.Section)!;
            CaseRows.PutSection(desk.Connection, transaction, newest.Row.Id, now.Row with { Room = room.Room.Id, IsKnown = known });
        });
        // Under the case's version again: what was written before the room changed is moved, what comes after goes there itself.
        if (room.Room.Id != view.Row.Room)
        {
            var opened = CaseMove.Open(desk, file.Row, view.Section, view.Held!);
            using var transaction = desk.Connection.BeginTransaction();
            CaseMove.Seal(desk, transaction, file.Row, room, opened);
            transaction.Commit();
        }
        return Results.Redirect($"{desk.AddressOf(file.Row)}#{view.Section}");
    }

    private static (CaseFile File, SectionView View)? Find(CaseDesk desk, HttpContext context) =>
        Enum.TryParse<Section>(context.GetRouteValue("section") as string, ignoreCase: true, out var section)
        && desk.Find(context) is { State: CaseState.Open } row && CaseFile.Read(desk, row) is var file && file.Open(section) is { } view ? (file, view) : null;
}
