using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.StartPlaybook;

/// <summary>Starts a guide on a case: its steps become tasks with due times from the rules of law.</summary>
internal static class StartPlaybookEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/playbooks/new";

    private const string Situation = "situation", SectionField = "section", IdField = "id";

    public static void MapStartPlaybook(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Ask).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Start).ForGroup(Role.Caseworker);
    }

    private static IResult Ask(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Sections.All(s => s.Held is null)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Playbook.Title") with { Entry = NavigationEntry.Home };
        var library = CasePlaybooks.Library(desk.Installation);
        var guides = GuideSlugs.AllSituations.Select(s => library.Compose(file.Country, s, desk.Language)).OfType<ComposedGuide>().ToList();
        var address = desk.AddressOf(row);
        return new CaseForm(page, address + "/playbooks/new", page["Cases.Playbook.Start"],
        [
            new(FieldKind.Choice, Situation, page["Cases.Playbook.Guide"])
            {
                Value = Usual(file, desk).Slug(), Choices = [.. guides.Select(g => new Choice(g.Situation.Slug(), g.Local is null ? page.Text("Cases.Playbook.General", g.Title) : g.Title))],
                Help = file.Country.IsAny ? page["Cases.Playbook.NoCountry"] : page.Text("Cases.Playbook.Country", library.NameOf(file.Country, desk.Language)),
            },
            .. GuideSlugs.AllParts.Select(p => new Field(FieldKind.Check, "part-" + p.Slug(), page["Cases.Playbook.Part." + p]) { Value = p is Part.Friends or Part.Lawyer ? "1" : "" }),
            new(FieldKind.Choice, SectionField, page["Cases.Fact.section"])
            {
                Help = page["Cases.Fact.section.Help"],
                Choices = [.. file.Sections.Where(s => s.Held is not null).Select(s => new Choice(s.Section.ToString(), $"{page["Cases.Section." + s.Section]} ({s.Room.Code})"))],
            },
        ], address, page["Cases.Show.Back"]) { Lead = page["Cases.Playbook.Lead"], Hidden = [(IdField, Ids.Text(Ids.Draw()))] }.Show();
    }

    private static IResult Start(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file
            || !GuideSlugs.TryParse(form[Situation], out Situation situation) || CasePlaybooks.Library(desk.Installation).Compose(file.Country, situation, desk.Language) is null
            || !Enum.TryParse<Section>(form[SectionField], out var section) || file.Open(section) is null || Ids.Parse(form[IdField]) is not { } id) return Results.NotFound();
        var parts = GuideSlugs.AllParts.Where(p => form["part-" + p.Slug()] == "1").ToList();
        if (parts.Count == 0) return Ask(context);
        var isStarted = Sql.Number(desk.Connection, null, "select cast(count(*) as bigint) from case_playbook where playbook = @playbook", ("playbook", Ids.Bytes(id))) > 0;
        if (!isStarted)
            CaseBook.Change(desk, file, (transaction, newest) =>
            {
                CasePlaybooks.Start(desk, transaction, newest, section, id, situation, parts);
                CaseRows.RefreshDue(desk.Connection, transaction, row.Id);
            });
        return Results.Redirect(desk.AddressOf(row));
    }

    /// <summary>The guide that fits how far the case has come.</summary>
    private static Situation Usual(CaseFile file, CaseDesk desk) => Standing.Of(file.Timeline, desk.Now).Stage switch
    {
        Stage.Detained => Casework.Situation.SomeoneArrested,
        Stage.Remand or Stage.Sentenced => Casework.Situation.Remand,
        Stage.Restricted => Casework.Situation.HearingAndBail,
        Stage.Out => Casework.Situation.Release,
        Stage.Wanted => Casework.Situation.WantedAndAsylum,
    };
}
