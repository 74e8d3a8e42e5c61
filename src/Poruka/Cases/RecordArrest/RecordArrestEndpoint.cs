using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.RecordArrest;

/// <summary>The wills of a group that name the visitor, and the record that a member was arrested: said by two, taken back by one.</summary>
internal static class RecordArrestEndpoint
{
    public const string Address = "/groups/{group}/wills";

    public static void MapRecordArrest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, List).ForGroup();
        routes.MapGet(Address + "/arrests/{member}", Ask).ForGroup();
        routes.MapPost(Address + "/arrests/{member}", Say).ForGroupWithProof();
        routes.MapPost(Address + "/arrests/{member}/back", TakeBack).ForGroupWithProof();
    }

    private static IResult List(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, "Cases.Wills.Title") with { Entry = NavigationEntry.Home };
        var address = $"/groups/{group.Slug}/wills";
        var naming = Wills.Naming(connection, group.Number, visit.Member.Id).Select(w => new WillLine(
            page.Text("Cases.Will.Of", MemberRows.Find(connection, w.Writer)!.Name), page[w.ArrestedAt is null ? "Cases.Wills.Closed" : "Cases.Wills.Released"],
            $"{address}/{Ids.Text(w.Id)}"));
        var members = MemberRows.Of(connection, group).Where(m => m.Id != visit.Member.Id).Select(m => new WillLine(
            m.Name, StateOf(page, connection, group, m), $"{address}/arrests/{m.Id}"));
        return new WillView(page,
        [
            new(page["Cases.Wills.Naming"], [.. naming], page["Cases.Wills.Naming.Empty"]),
            new(page["Cases.Arrest.List"], [.. members], page["Cases.Arrest.List.Empty"]),
            new(page["Cases.Will.Yours"], [new(page["Cases.Will.Link"], null, "/me/will")]),
        ], $"/groups/{group.Slug}", group.Name) { Lead = page["Cases.Wills.What"] }.Show();
    }

    private static IResult Ask(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        if (About(context, connection, visit) is not { } about) return Results.NotFound();
        var page = Page.Of(context, "Cases.Arrest.Title", about.Name) with { Entry = NavigationEntry.Home };
        var address = $"/groups/{group.Slug}/wills";
        var words = Arrests.Words(connection, group, about.Id, page.Today);
        var recorded = Arrests.RecordedAt(connection, group, about.Id);
        var said = new WillPart(page["Cases.Arrest.Said"], [.. words.Select(w => new WillLine(MemberRows.Find(connection, w.Voter)!.Name, page.Day(w.GivenOn)))],
            recorded is { } at ? page.Text("Cases.Arrest.RecordedAt", CaseTimes.Text(page, at, DateTimeZone.Utc)) : page["Cases.Arrest.Nobody"])
        {
            Buttons =
            [
                .. recorded is null && words.All(w => w.Voter != visit.Member.Id) ? [new Shell.Forms.Choice($"{address}/arrests/{about.Id}", page["Cases.Arrest.Say"])] : Array.Empty<Shell.Forms.Choice>(),
                .. recorded is not null || words.Count > 0 ? [new Shell.Forms.Choice($"{address}/arrests/{about.Id}/back", page["Cases.Arrest.TakeBack"])] : Array.Empty<Shell.Forms.Choice>(),
            ],
        };
        return new WillView(page, [said], address, page["Cases.Wills.Title"])
        {
            Lead = page[Arrests.NeededFor(connection, group, about.Id) > 1 ? "Cases.Arrest.Lead" : "Cases.Arrest.Lead.Alone"],
        }.Show();
    }

    private static IResult Say(HttpContext context, ServeOptions options) => Carry(context, (connection, group, about, visit) =>
    {
        if (Arrests.RecordedAt(connection, group, about.Id) is null) Arrests.Say(options.Installation, connection, group, about, visit.Member, options.Clock.GetCurrentInstant());
    }, options);

    private static IResult TakeBack(HttpContext context, ServeOptions options) => Carry(context, (connection, group, about, visit) =>
        Arrests.TakeBack(connection, group, about, visit.Member, options.Clock.GetCurrentInstant()), options);

    private static IResult Carry(HttpContext context, Action<System.Data.Common.DbConnection, Organisation, Member, Visit> step, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var visit = Visit.Required(context);
        if (About(context, connection, visit) is not { } about) return Results.NotFound();
        step(connection, visit.Here!.Organisation, about, visit);
        return Results.Redirect($"/groups/{visit.Here.Organisation.Slug}/wills/arrests/{about.Id}");
    }

    /// <summary>Another member of the group; about oneself nobody speaks.</summary>
    private static Member? About(HttpContext context, System.Data.Common.DbConnection connection, Visit visit) =>
        Ids.Parse(context.GetRouteValue("member") as string) is { } id && id != visit.Member.Id.Value
            ? MemberRows.Of(connection, visit.Here!.Organisation).FirstOrDefault(m => m.Id == new MemberId(id)) : null;

    private static string? StateOf(Page page, System.Data.Common.DbConnection connection, Organisation group, Member member) =>
        Arrests.RecordedAt(connection, group, member.Id) is { } at ? page.Text("Cases.Arrest.RecordedAt", CaseTimes.Text(page, at, DateTimeZone.Utc))
        : Arrests.Words(connection, group, member.Id, page.Today) is { Count: > 0 } words ? page.Plural("Cases.Arrest.Words", words.Count) : null;
}
