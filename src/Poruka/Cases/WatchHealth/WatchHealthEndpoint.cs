using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.WatchHealth;

/// <summary>Begins to watch for signs of life, and ends it.</summary>
internal static class WatchHealthEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/watches";

    private const string Expected = "expected", Days = "days", Plan = "plan", SectionField = "section", IdField = "id";

    public static void MapWatchHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address + "/new", (HttpContext context) => New(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/new", Begin).ForGroup(Role.Caseworker);
        routes.MapGet(Address + "/{watch}", Show).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/{watch}", End).ForGroup(Role.Caseworker);
    }

    private static IResult New(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Sections.All(s => s.Held is null)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Watch.New") with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(row);
        string Value(string name, string other) => form?[name].ToString() ?? other;
        return new CaseForm(page, address + "/watches/new", page["Cases.Watch.Begin"],
        [
            new(FieldKind.Line, Expected, page["Cases.Watch.Expected"]) { Required = true, Help = page["Cases.Watch.Expected.Help"], MaxLength = 120, Value = Value(Expected, ""), Error = form is not null && Value(Expected, "").Trim().Length == 0 ? page["Cases.Watch.NoExpected"] : null },
            new(FieldKind.Line, Days, page["Cases.Watch.Days"]) { Required = true, MaxLength = 3, InputMode = "numeric", Value = Value(Days, "14"), Error = form is not null && DaysOf(form) is null ? page["Cases.Watch.NoDays"] : null },
            new(FieldKind.Lines, Plan, page["Cases.Watch.Plan"]) { Rows = 3, MaxLength = 1_000, Value = Value(Plan, "") },
            new(FieldKind.Choice, SectionField, page["Cases.Fact.section"])
            {
                Help = page["Cases.Fact.section.Help"], Value = Value(SectionField, nameof(Section.Health)),
                Choices = [.. file.Sections.Where(s => s.Held is not null).Select(s => new Choice(s.Section.ToString(), $"{page["Cases.Section." + s.Section]} ({s.Room.Code})"))],
            },
        ], address, page["Cases.Show.Back"]) { Lead = page["Cases.Watch.Lead"], Hidden = [(IdField, Value(IdField, Ids.Text(Ids.Draw())))] }.Show();
    }

    private static IResult Begin(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file) return Results.NotFound();
        if (!Enum.TryParse<Section>(form[SectionField], out var section) || file.Open(section) is null || DaysOf(form) is not { } days || Ids.Parse(form[IdField]) is not { } id
            || form[Expected].ToString().Trim() is not { Length: > 0 and <= 120 } expected) return New(context, form);
        if (file.Watches.All(w => w.Id != id))
            CaseBook.Change(desk, file, (transaction, newest) =>
            {
                CaseWatches.Add(desk, transaction, newest, new CaseWatch(id, row.Id, section, HealthWatch.Begin(days, desk.Now), true, new WatchBody(expected, form[Plan].ToString().Trim())));
                CaseRows.RefreshDue(desk.Connection, transaction, row.Id);
            });
        return Results.Redirect(desk.AddressOf(row));
    }

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, watch)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Watch.Of", watch.Body!.Expected) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        var now = watch.Watch.Look(desk.Now);
        return new CaseForm(page, $"{address}/watches/{Ids.Text(watch.Id)}", page["Cases.Watch.End"], [], address, page["Cases.Show.Back"])
        {
            Lead = now.Stage > 0 ? page.Text("Cases.Watch.Missed", CaseTimes.Text(page, now.ExpectedBy, file.Zone)) : CaseTimes.Due(page, now.ExpectedBy, desk.Now, file.Zone),
            Details = [page["Cases.Watch.Stage." + now.Stage], page.Text("Cases.Watch.Since", CaseTimes.Text(page, now.Since, file.Zone)), watch.Body.Plan, page["Cases.Watch.Again"]],
        }.Show();
    }

    private static IResult End(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, watch)) return Results.NotFound();
        CaseBook.Change(desk, file, (transaction, _) =>
        {
            CaseWatches.End(desk.Connection, transaction, watch.Id);
            CaseRows.RefreshDue(desk.Connection, transaction, file.Row.Id);
        });
        return Results.Redirect(desk.AddressOf(file.Row));
    }

    private static (CaseFile File, CaseWatch Watch)? Find(CaseDesk desk, HttpContext context) =>
        Ids.Parse(context.GetRouteValue("watch") as string) is { } id && desk.Find(context) is { } row && CaseFile.Read(desk, row) is var file
        && file.Watches.FirstOrDefault(w => w.Id == id) is { Body: not null, IsWatching: true } watch ? (file, watch) : null;

    private static int? DaysOf(IFormCollection form) => int.TryParse(form[Days], out var days) && days is >= 1 and <= HealthWatch.MaxDays ? days : null;
}
