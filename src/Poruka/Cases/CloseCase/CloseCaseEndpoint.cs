using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Cases.CloseCase;

/// <summary>Closes a case, opens it again, and shreds it before its time.</summary>
internal static class CloseCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}";

    private const string Outcome = "outcome", Code = "code";

    public static void MapCloseCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address + "/close", Ask).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/close", Close).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/reopen", Reopen).ForGroup(Role.Caseworker);
        routes.MapGet(Address + "/shred", (HttpContext context) => AskToShred(context, null)).ForGroupWithProof(Role.Caseworker);
        routes.MapPost(Address + "/shred", Shred).ForGroupWithProof(Role.Caseworker);
    }

    private static IResult Ask(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context, CaseState.Open) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Close.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var days = CaseRetention.DaysOf(desk.Installation);
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, address + "/close", page["Cases.Close.Submit"],
            [new(FieldKind.Lines, Outcome, page["Cases.Close.Outcome"]) { Rows = 3, MaxLength = Fact.MaxText }], address, page["Cases.Show.Back"])
        {
            Lead = days is { } number ? page.Plural("Cases.Close.Lead", number) : page["Cases.Close.LeadNoEnd"],
        }.Show();
    }

    private static IResult Close(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context, CaseState.Open) is not { } file) return Results.NotFound();
        Turn(desk, file, CaseState.Closed, context.Request.Form[Outcome].ToString().Trim());
        return Results.Redirect(desk.Address);
    }

    private static IResult Reopen(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context, CaseState.Closed) is not { } file) return Results.NotFound();
        Turn(desk, file, CaseState.Open, "");
        return Results.Redirect(desk.AddressOf(file.Row));
    }

    private static void Turn(CaseDesk desk, CaseFile file, CaseState state, string outcome)
    {
        var section = file.Sections.First(s => s.Held is not null).Section;
        var shred = state == CaseState.Closed && CaseRetention.DaysOf(desk.Installation) is { } days ? desk.Today.PlusDays(days) : (NodaTime.LocalDate?)null;
        CaseBook.Change(desk, file, (transaction, newest) =>
        {
            CaseBook.Put(desk, transaction, newest,
            [
                CaseBook.NewFact(section, FactKind.Work, Moment.At(desk.Now), Texts.Get(desk.Language, state == CaseState.Closed ? "Cases.Close.Done" : "Cases.Reopen.Done")) with
                {
                    Source = SourceKind.Member, Certainty = Certainty.Confirmed, Outcome = outcome,
                },
            ]);
            CaseRows.SetState(desk.Connection, transaction, file.Row.Id, state, state == CaseState.Closed ? desk.Today : null, shred);
        });
    }

    private static IResult AskToShred(HttpContext context, string? problem)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context, CaseState.Closed) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Shred.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, address + "/shred", page["Cases.Shred.Submit"],
            [new(FieldKind.Line, Code, page.Text("Cases.Shred.Code", file.Row.Code)) { Required = true, MaxLength = 20, AutoComplete = "off", Error = problem is null ? null : page[problem] }],
            address, page["Cases.Show.Back"]) { Warning = page["Cases.Shred.Warning"] }.Show();
    }

    private static IResult Shred(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context, CaseState.Closed) is not { } file) return Results.NotFound();
        if (!context.Request.Form[Code].ToString().Trim().Equals(file.Row.Code, StringComparison.OrdinalIgnoreCase)) return AskToShred(context, "Cases.Shred.WrongCode");
        CaseRetention.Shred(desk.Installation, desk.Connection, file.Row);
        return Results.Redirect(desk.Address + "?state=closed");
    }

    /// <summary>A case that is whole before the visitor: who lacks a room of it decides nothing about all of it.</summary>
    private static CaseFile? Find(CaseDesk desk, HttpContext context, CaseState state) =>
        desk.Find(context) is { } row && row.State == state && CaseFile.Read(desk, row) is var file && file.Open(Section.Basic) is not null ? file : null;
}
