using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Cases.AddFact;

/// <summary>The page that asks what kind of thing is to be written down.</summary>
public sealed record ChooseKindModel(Page Page, string Address, string Back, IReadOnlyList<FactKind> Kinds);

/// <summary>Writes down what somebody told us: when, who says so, how sure; or puts a fact in the place of another.</summary>
internal static class AddFactEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/facts";

    public static void MapAddFact(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address + "/new", (HttpContext context) => New(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/new", Add).ForGroup(Role.Caseworker);
        routes.MapGet(Address + "/{fact}", (HttpContext context) => Correct(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/{fact}", Replace).ForGroup(Role.Caseworker);
    }

    private static IResult New(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (Writable(desk, context) is not { } file) return Results.NotFound();
        if (!FactForm.TryKind(context.Request.Query["kind"], out var kind))
        {
            var choose = Page.Of(context, "Cases.FactNew.Title") with { Entry = NavigationEntry.Home };
            return TypedResults.RazorSlice(ChooseKindPage.Create(new ChooseKindModel(
                choose, desk.AddressOf(file.Row) + "/facts/new", desk.AddressOf(file.Row), FactForm.Kinds)));
        }
        var page = Page.Of(context, "Cases.Kind." + kind) with { Entry = NavigationEntry.Home };
        return FactForm.Show(page, desk, file, kind, form, null, context.Request.Query["about"].ToString());
    }

    private static IResult Add(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Writable(desk, context) is not { } file || !FactForm.TryKind(context.Request.Query["kind"], out var kind)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Kind." + kind);
        if (FactForm.Read(page, file, kind, context.Request.Form, FactForm.IdOf(context.Request.Form)) is not { } fact) return New(context, context.Request.Form);
        return Record(desk, file, fact);
    }

    private static IResult Correct(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (Writable(desk, context) is not { } file || Earlier(context, file) is not { } earlier) return Results.NotFound();
        var page = Page.Of(context, "Cases.Correct.Title", Texts.Get(desk.Language, "Cases.Kind." + earlier.Kind)) with { Entry = NavigationEntry.Home };
        return FactForm.Show(page, desk, file, earlier.Kind, form, earlier, "");
    }

    private static IResult Replace(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Writable(desk, context) is not { } file || Earlier(context, file) is not { } earlier) return Results.NotFound();
        var page = Page.Of(context, "Cases.Kind." + earlier.Kind);
        if (FactForm.Read(page, file, earlier.Kind, context.Request.Form, FactForm.IdOf(context.Request.Form)) is not { } fact) return Correct(context, context.Request.Form);
        return Record(desk, file, fact with { Replaces = earlier.Id, About = earlier.About, Section = earlier.Section });
    }

    private static IResult Record(CaseDesk desk, CaseFile file, Fact fact)
    {
        var listed = Ids.Parse(fact.Facility) is { } id ? FacilityRows.Find(desk.Connection, desk.Here.Organisation.Number, new FacilityId(id)) : null;
        // The name as it is now: the fact still reads when the facility is renamed.
        fact = fact with { Facility = listed is null ? "" : fact.Facility, Place = listed is not null && fact.Place.Length == 0 ? listed.Name : fact.Place };
        // Sent twice, as by a second press of the button: it is there already.
        if (file.Timeline.Facts.All(f => f.Id != fact.Id)) CaseBook.Record(desk, file, [fact]);
        return Results.Redirect(desk.AddressOf(file.Row) + "#timeline");
    }

    private static CaseFile? Writable(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { State: CaseState.Open } row && CaseFile.Read(desk, row) is var file && file.Sections.Any(s => s.Held is not null) ? file : null;

    private static Fact? Earlier(HttpContext context, CaseFile file) =>
        FactId.TryParse(context.GetRouteValue("fact") as string, out var id)
        && file.Timeline.Holding().FirstOrDefault(f => f.Id == id) is { Kind: not FactKind.Work } fact && file.Open(fact.Section) is not null ? fact : null;
}
