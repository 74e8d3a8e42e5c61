using Poruka.Cases;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Letters.TakeFromCase;

/// <summary>
/// Has somebody from a case written to, with their consent. A caseworker sees what is handed over and changes it; it is put into the
/// room for letters, which they need not hold. Nothing else of the case goes along.
/// </summary>
internal static class TakeFromCaseEndpoint
{
    private const string Address = "/groups/{group}/cases/{case}/letters";

    public static void MapTakeFromCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Show).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Show).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Open(Section.Basic) is not { } basic) return Results.NotFound();
        var page = Page.Of(context, "Letters.FromCase") with { Entry = NavigationEntry.Home };
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var now = Standing.Of(file.Timeline, desk.Now).Now;
        var fields = LetterFields.Of(page, context.Request, name => name switch
        {
            "name" => (basic.Sheet.Get("names") ?? "").Split('\n')[0], "languages" => basic.Sheet.Get("languages") ?? "", "facility" => now?.Facility ?? "",
            "country" => (basic.Sheet.Get("country") ?? "").ToUpperInvariant() is { Length: 2 } country ? country : "", "wishes" => basic.Sheet.Get("wish-letters") ?? "", _ => "",
        }).Fresh(!isPost);
        var facts = new RecipientFacts(fields.Line("name", true), fields.Line("number", maxLength: 60), fields.Languages("languages"));
        var facilities = FacilityRows.Of(desk.Connection, desk.Here.Organisation.Number);
        var facility = facilities.Count == 0 ? "" : fields.Choice("facility", [new("", page["Letters.NoFacility"]), .. facilities.Select(f => new Choice(f.Id.ToString(), f.Name))]);
        var chosen = facilities.FirstOrDefault(f => f.Id.ToString() == facility);
        facts = facts with
        {
            Address = fields.Lines("address", required: chosen is null, maxLength: 1_000, rows: 4), Country = fields.Line("country", maxLength: 2).ToUpperInvariant(),
            Wishes = fields.Lines("wishes", maxLength: 2_000, rows: 3), Consent = fields.Lines("agreed", true, 500, 2), Case = row.Id.ToString(),
        };
        var id = Ids.Parse(isPost ? context.Request.Form["id"].ToString() : "") ?? Ids.Draw();
        if (isPost && fields.Ok)
        {
            Store(desk, new RecipientId(id), facts, chosen?.Id);
            return Results.Redirect(desk.AddressOf(row));
        }
        return (PartsView.Of(page, page["Letters.FromCase.Lead"], new Way(desk.AddressOf(row), page["Cases.Show.Back"])) with { Errors = fields.Errors })
            .With(new Part { Forms = [new PartForm($"{desk.AddressOf(row)}/letters", page["Letters.FromCase.Submit"], fields.All) { Hidden = [("id", Ids.Text(id))] }] })
            .Show(isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>Once: the form brings the id, so that sending it twice adds nobody twice.</summary>
    private static void Store(CaseDesk desk, RecipientId id, RecipientFacts facts, FacilityId? facility)
    {
        var organisation = desk.Here.Organisation.Number;
        if (LetterRows.Recipient(desk.Connection, null, organisation, id) is not null) return;
        var room = RoomRows.Find(desk.Connection, organisation, RoomKind.Letters)!;
        using var transaction = desk.Connection.BeginTransaction();
        LetterRows.Add(desk.Connection, transaction, organisation, new RecipientRow(id, facility, "waiting", desk.Today, null, null, 0, 1));
        Drops.Put(desk.Installation, desk.Connection, transaction, room, id.Value, RecipientRow.FactsOf(id), LettersJson.Bytes(facts, LettersJson.Default.RecipientFacts));
        transaction.Commit();
    }
}
