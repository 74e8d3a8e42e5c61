using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.OpenWill;

/// <summary>A will that names the visitor: shares are handed over, and it is opened, each under the eyes of its record.</summary>
internal static class OpenWillEndpoint
{
    public const string Address = "/groups/{group}/wills/{will}";

    public static void MapOpenWill(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForGroup();
        routes.MapPost(Address + "/hand", Hand).ForGroupWithProof();
        routes.MapPost(Address + "/open", Open).ForGroupWithProof();
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? problem)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, visit) is not { } will) return Results.NotFound();
        var page = PageOf(context, connection, will);
        var address = $"/groups/{visit.Here!.Organisation.Slug}/wills";
        var handed = Wills.HandedTo(connection, will, visit.Member.Id).Select(h => h.Member).ToHashSet();
        var hasHanded = Wills.Record(connection, will).TakeWhile(d => d.What != "withdrawn").Any(d => d.What == "handed" && d.Member == visit.Member.Id);
        var named = Wills.Named(connection, will).Select(n => new WillLine(
            MemberRows.Find(connection, n.Member)!.Name,
            n.Member == visit.Member.Id ? page[hasHanded ? "Cases.Will.You.Handed" : "Cases.Will.You"] : handed.Contains(n.Member) ? page["Cases.Will.HandedToYou"] : null));
        var isReleased = will.ArrestedAt is not null;
        var canOpen = isReleased && handed.Count + 1 >= will.Needed;
        var part = new WillPart(page["Cases.Will.NamedAre"], [.. named])
        {
            Buttons =
            [
                .. isReleased && will.Needed > 1 && !hasHanded ? [new Choice($"{address}/{Ids.Text(will.Id)}/hand", page["Cases.Will.Hand"])] : Array.Empty<Choice>(),
                .. canOpen ? [new Choice($"{address}/{Ids.Text(will.Id)}/open", page["Cases.Will.Open"])] : Array.Empty<Choice>(),
            ],
            Links = isReleased ? [] : [new($"{address}/arrests/{will.Writer}", page.Text("Cases.Arrest.Title", MemberRows.Find(connection, will.Writer)!.Name))],
        };
        return new WillView(page, [part], address, page["Cases.Wills.Title"])
        {
            Lead = page[!isReleased ? "Cases.Will.Waits" : will.Needed > 1 && !canOpen ? "Cases.Will.WantsAnother" : "Cases.Will.Ready"],
            Warning = problem is null ? null : page[problem],
        }.Show(problem is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static IResult Hand(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, visit) is not { } will) return Results.NotFound();
        return Wills.Hand(connection, will, visit, options.Clock.GetCurrentInstant())
            ? Results.Redirect($"/groups/{visit.Here!.Organisation.Slug}/wills/{Ids.Text(will.Id)}")
            : Show(context, options, will.ArrestedAt is null ? "Cases.Will.Waits" : "Cases.Will.OtherKeys");
    }

    private static IResult Open(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, visit) is not { } will) return Results.NotFound();
        switch (Wills.Open(options.Installation, connection, will, visit, options.Clock.GetCurrentInstant()))
        {
            case WillOpening.Opened opened:
                var page = PageOf(context, connection, will);
                return new WillView(page, [], $"/groups/{visit.Here!.Organisation.Slug}/wills", page["Cases.Wills.Title"])
                {
                    Lead = page.Text("Cases.Will.WrittenOn", page.Day(will.WrittenOn)), Warning = page["Cases.Will.Opened"], Contents = WillText.Of(page, opened.Contents),
                }.Show();
            case WillOpening.NoArrest:
                return Show(context, options, "Cases.Will.Waits");
            case WillOpening.WantsAnother:
                return Show(context, options, "Cases.Will.WantsAnother");
            default:
                return Show(context, options, "Cases.Will.OtherKeys");
        }
    }

    /// <summary>A will of the group that names the visitor; for all others there is none.</summary>
    private static Will? Find(HttpContext context, System.Data.Common.DbConnection connection, Visit visit) =>
        Ids.Parse(context.GetRouteValue("will") as string) is { } id
            ? Wills.Naming(connection, visit.Here!.Organisation.Number, visit.Member.Id).FirstOrDefault(w => w.Id == id) : null;

    private static Page PageOf(HttpContext context, System.Data.Common.DbConnection connection, Will will) =>
        Page.Of(context, "Cases.Will.Of", MemberRows.Find(connection, will.Writer)!.Name) with { Entry = NavigationEntry.Home };
}
