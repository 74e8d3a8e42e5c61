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
        if (Find(desk, context) is not var (file, section, view)) return Results.NotFound();
        var page = Page.Of(context, "Cases.RoomOf.Title", Texts.Get(desk.Language, "Cases.Section." + section)) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        // What leads away is best kept where the server itself can't read it.
        var offline = section == Section.Relocation ? RoomRows.Offline(desk.Connection, desk.Here.Organisation.Number) : [];
        return new CaseForm(page, $"{address}/rooms/{CaseRows.Word(section)}", page["Cases.RoomOf.Submit"],
        [
            new(FieldKind.Choice, RoomField, page["Cases.Room"])
            {
                Value = view is null ? "" : Ids.Text(view.Room.Id.Value),
                Choices =
                [
                    .. offline.Select(r => new Choice(Ids.Text(r.Id.Value), page.Text("Cases.RoomOf.Offline", r.Code))),
                    .. desk.RoomsToChoose().Select(r => new Choice(Ids.Text(r.Room.Id.Value), $"{r.Name} ({r.Room.Code})")),
                ],
            },
            new(FieldKind.Check, KnownField, page["Cases.RoomOf.Known"]) { Help = page["Cases.RoomOf.Known.Help"], Value = view is { Row.IsKnown: false } ? "" : "1" },
        ], address, page["Cases.Show.Back"])
        {
            Lead = page[section == Section.Relocation ? "Cases.RoomOf.LeadRelocation" : "Cases.RoomOf.Lead"],
            Warning = view is not null && file.Joined.Any(j => j.Sections.Any(s => s.Section == section && s.Held is null)) ? page["Cases.RoomOf.JoinedStays"] : null,
        }.Show();
    }

    private static async Task<IResult> Save(HttpContext context, CancellationToken stop)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, section, view) || Ids.Parse(context.Request.Form[RoomField]) is not { } id) return Results.NotFound();
        var (room, known) = (new RoomId(id), context.Request.Form[KnownField] == "1");
        var held = desk.Room(room) is { Room.Kind: RoomKind.Team or RoomKind.Named } open ? open : null;
        // Nothing moves into an offline room: what is in a room already is read there, what is new is put into the other.
        var isOffline = section == Section.Relocation && view is null
            && RoomRows.Find(desk.Connection, room) is { Kind: RoomKind.Offline } offline && offline.Organisation == desk.Here.Organisation.Number;
        if (held is null && !isOffline) return Results.NotFound();
        // The way to the rooms' older keys is looked up now: within the transaction nothing else is read.
        foreach (var (_, old) in Views(file, section)) old.Held!.SecretOf(desk.Connection, 1);
        CaseBook.Change(desk, file, (transaction, newest) =>
        {
            if (newest.Of(section) is null) CaseRows.PutSection(desk.Connection, transaction, newest.Row.Id, new SectionRow(section, room, known, 1));
            if (view is null) return;
            // What was joined to the case moves along, as far as the visitor holds it: it is read as one.
            foreach (var (part, now) in Views(newest, section))
            {
                CaseRows.PutSection(desk.Connection, transaction, part.Row.Id, now.Row with { Room = room, IsKnown = known });
                if (held is not null && room != now.Row.Room) CaseMove.Move(desk, transaction, part.Row, section, now.Held!, held);
            }
        });
        if (held is not null && view is not null)
            foreach (var (part, _) in Views(file, section)) await CaseFiles.Move(desk, part.Row, section, held, stop);
        return Results.Redirect($"{desk.AddressOf(file.Row)}#{section}");
    }

    /// <summary>The section in the case and in those that were joined to it, as far as the visitor holds it.</summary>
    private static IEnumerable<(CasePart Part, SectionView View)> Views(CaseFile file, Section section) =>
        from part in file.Joined.Prepend(file.Own)
        from view in part.Sections
        where view.Section == section && view.Held is not null
        select (part, view);

    /// <summary>A section that the visitor holds, or the one for relocation while it has no room.</summary>
    private static (CaseFile File, Section Section, SectionView? View)? Find(CaseDesk desk, HttpContext context)
    {
        if (!Enum.TryParse<Section>(context.GetRouteValue("section") as string, ignoreCase: true, out var section)
            || desk.Find(context) is not { State: CaseState.Open } row) return null;
        var file = CaseFile.Read(desk, row);
        if (file.Open(section) is { } view) return (file, section, view);
        return section == Section.Relocation && file.Of(section) is null && file.Open(Section.Basic) is not null ? (file, section, null) : null;
    }
}
