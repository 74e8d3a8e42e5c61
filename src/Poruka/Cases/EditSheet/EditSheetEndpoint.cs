using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Cases.EditSheet;

/// <summary>
/// Edits the sheet of a section. Two who edit at once lose nothing: the second sees what the first wrote beside each field that
/// differs, keeps their own text, and decides.
/// </summary>
internal static class EditSheetEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/sheets/{section}";

    private const string VersionField = "version";

    public static void MapEditSheet(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Show).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Save).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        return Find(desk, context) is var (file, view) ? Form(context, desk, file, view, view.Sheet, null) : Results.NotFound();
    }

    private static IResult Save(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, view)) return Results.NotFound();
        var form = context.Request.Form;
        var sheet = new Sheet();
        foreach (var field in CaseFields.Of(view.Section))
            if (form[field.Name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim() is { Length: > 0 } value) sheet[field.Name] = value;
        if (view.Section == Section.Basic && sheet.Get("zone") is { Length: > 0 } zone && CaseFields.ZoneOf(zone) is null) return Form(context, desk, file, view, sheet, null, badZone: true);
        var asked = view.Section == Section.Basic && sheet.Get("risks") != view.Sheet.Get("risks") ? CasePublicity.PostOf(desk, file.Row.Id) : null;
        var isSaved = false;
        CaseBook.Change(desk, file, (transaction, newest) =>
        {
            if (!long.TryParse(form[VersionField], out var version) || newest.Open(view.Section) is not { } now
                || !CaseRows.TryTurn(desk.Connection, transaction, file.Row.Id, view.Section, version)) return;
            CaseBook.PutSheet(desk, transaction, now.Held!, file.Row.Id, view.Section, sheet);
            if (view.Section == Section.Basic)
            {
                if (asked is { } post) CasePublicity.AskAgain(desk, transaction, post);
                CaseBook.PutHead(desk, transaction, now.Held!, file.Row.Id, CaseHead.Of(sheet, newest.Name ?? file.Row.Code));
                // Another zone or another law counts otherwise: what is due is counted anew.
                var own = newest.Own with { Sections = [.. newest.Sections.Select(s => s.Section == Section.Basic ? s with { Sheet = sheet } : s)] };
                CaseBook.Put(desk, transaction, new CaseFile(own, newest.Head, newest.Joined), []);
            }
            isSaved = true;
        });
        if (isSaved) return Results.Redirect($"{desk.AddressOf(file.Row)}#{view.Section}");
        // Somebody was quicker: read what they wrote.
        return Find(desk, context) is var (newer, theirs) ? Form(context, desk, newer, theirs, sheet, theirs.Sheet) : Results.NotFound();
    }

    private static (CaseFile File, SectionView View)? Find(CaseDesk desk, HttpContext context) =>
        Enum.TryParse<Section>(context.GetRouteValue("section") as string, ignoreCase: true, out var section)
        && desk.Find(context) is { State: CaseState.Open } row && CaseFile.Read(desk, row) is var file && file.Open(section) is { } view ? (file, view) : null;

    private static IResult Form(HttpContext context, CaseDesk desk, CaseFile file, SectionView view, Sheet own, Sheet? theirs, bool badZone = false)
    {
        var page = Page.Of(context, "Cases.SheetEdit.Title", Texts.Get(desk.Language, "Cases.Section." + view.Section), file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        var fields = CaseFields.Of(view.Section).Select(f =>
        {
            var value = own.Get(f.Name);
            var field = f.Name switch
            {
                "country" => CaseFields.Country(page, value),
                "zone" => CaseFields.Zone(page, value, badZone),
                _ => new Field(f.Kind, f.Name, page["Cases.Sheet." + f.Name])
                {
                    Value = value, Rows = f.Rows, MaxLength = Fact.MaxText,
                    Help = Texts.Has(page.Language, $"Cases.Sheet.{f.Name}.Help") ? page[$"Cases.Sheet.{f.Name}.Help"] : null,
                },
            };
            return theirs is null || theirs.Get(f.Name) == value ? field
                : field with { Error = page.Text("Cases.SheetEdit.Theirs", theirs.Get(f.Name) is { Length: > 0 } text ? text : page["Cases.SheetEdit.Nothing"]) };
        });
        return new CaseForm(page, $"{address}/sheets/{CaseRows.Word(view.Section)}", page["Cases.SheetEdit.Submit"], [.. fields], address, page["Cases.Show.Back"])
        {
            Warning = theirs is null ? null : page["Cases.SheetEdit.Conflict"],
            Hidden = [(VersionField, view.Row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        }.Show();
    }
}
