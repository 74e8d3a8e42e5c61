using System.Globalization;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.EditRules;

/// <summary>What a facility lets through: with the day on which somebody made sure, and where it was read.</summary>
internal static class RulesEndpoint
{
    private const string Base = "/groups/{group}/letters/rules";

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{facility}", (HttpContext context, string facility, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, facility))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{facility}", (HttpContext context, string facility, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, facility))).ForGroup(Role.Coordinator);
    }

    private static IResult List(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Rules") with { Entry = NavigationEntry.Home };
        var rules = FacilityRules.All(desk.Connection);
        var facilities = FacilityRows.Of(desk.Connection, desk.Group.Number);
        return PartsView.Of(page, page["Letters.Rules.Lead"], new Way(desk.Address(), page["Letters.Title"])).With(facilities.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Rules.Empty"], page["Letters.Rules.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Rules"], [new(page["Letters.Field.facility"]), new(page["Letters.Field.verified"]), new(page["Letters.Field.source"])],
                    [
                        .. facilities.Select(f => (Facility: f, Rules: rules.GetValueOrDefault(f.Id))).Select(f => (IReadOnlyList<Cell>)
                        [
                            new(f.Facility.Name, desk.Address("rules/" + f.Facility.Id)),
                            new(f.Rules?.LastVerified is { } day ? page.Day(day) + (f.Rules.IsDoubtful(desk.Today) ? ", " + page["Letters.Rules.Doubtful"] : "") : page["Letters.Rules.Unknown"]),
                            new(f.Rules?.Source ?? ""),
                        ]),
                    ]),
            }).Show();
    }

    private static IResult Edit(HttpContext context, LettersDesk desk, string address)
    {
        if (Ids.Parse(address) is not { } id || FacilityRows.Find(desk.Connection, desk.Group.Number, new FacilityId(id)) is not { } facility) return Results.NotFound();
        var page = Page.Of(context, "Letters.Rules.Of", facility.Name) with { Entry = NavigationEntry.Home };
        var stored = FacilityRules.Find(desk.Connection, facility.Id);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var fields = LetterFields.Of(page, context.Request, name => stored is null ? "" : name switch
        {
            "verified" => stored.Verified, "source" => stored.Source, "through" => page.NamesOf(stored.Languages), "pages" => Text(stored.MaxPages),
            "characters" => Text(stored.MaxCharacters), "marking" => Text(stored.Marking), "photographs" => stored.Photographs ? "1" : "", "replykit" => stored.ReplyKit ? "1" : "",
            "service" => stored.Service, "grams" => Text(stored.MaxParcelGrams), "parcels" => Text(stored.MaxParcelsPerYear), "books" => Text(stored.MaxBooks), _ => "",
        }).Fresh(!isPost);
        var verified = fields.Day("verified");
        var rules = new RulesText(verified is { } day ? Written.IsoDay(day) : "", fields.Line("source", true))
        {
            Languages = fields.Languages("through", required: false), MaxPages = fields.Limit("pages"), MaxCharacters = fields.Limit("characters"),
            Marking = int.Parse(fields.Choice("marking", [.. Enum.GetValues<PageMarking>().Select(m => new Choice(Text((int)m), page["Letters.Marking." + m]))]), CultureInfo.InvariantCulture),
            Photographs = fields.Check("photographs"), ReplyKit = fields.Check("replykit"), Service = fields.Line("service"), MaxParcelGrams = fields.Limit("grams"),
            MaxParcelsPerYear = fields.Limit("parcels"), MaxBooks = fields.Limit("books"),
        };
        if (isPost && fields.Ok)
        {
            using var transaction = desk.Connection.BeginTransaction();
            FacilityRules.Put(desk.Connection, transaction, facility.Id, rules);
            transaction.Commit();
            return Results.Redirect(desk.Address("rules"));
        }
        return (PartsView.Of(page, page["Letters.Rules.Lead"], new Way(desk.Address("rules"), page["Letters.Rules"])) with { Errors = fields.Errors })
            .With(new Part { Forms = [new PartForm(desk.Address("rules/" + facility.Id), page["Letters.Save"], fields.All)] })
            .Show(isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
