using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.EditWriter;

/// <summary>Who writes: the list, adding and changing them.</summary>
internal static class WriterEndpoint
{
    private const string Base = "/groups/{group}/letters/writers";

    private static readonly string[] States = ["active", "paused", "left"];

    public static void MapWriters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{writer}", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, writer))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{writer}", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, writer))).ForGroup(Role.Coordinator);
    }

    private static IResult List(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Writers") with { Entry = NavigationEntry.Home, Wide = true };
        var all = LetterRows.Writers(desk.Connection, desk.Group.Number);
        var view = LettersView.Of(page, page["Letters.Writers.Lead"], new Way(desk.Address("writers/new"), page["Letters.Writers.Add"], Main: true), new Way(desk.Address("writers/import"), page["Letters.Import.Writers"]), new Way(desk.Address(), page["Letters.Title"]));
        return view.With(all.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Writers.Empty"], page["Letters.Writers.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Writers"], [new(page["Letters.Field.name"]), new(page["Letters.Field.languages"]), new(page["Letters.Field.perperiod"], true), new(page["Letters.State"])],
                    [
                        .. all.Select(w => (Row: w, Facts: desk.Facts(w.Id))).OrderBy(w => w.Facts?.Name, StringComparer.Ordinal).Select(w => (IReadOnlyList<Cell>)
                        [
                            new(w.Facts?.Name ?? "", desk.Address("writers/" + w.Row.Id)), new(string.Join(' ', w.Facts?.Languages ?? [])), new(page.Count(w.Row.Letters)),
                            new(page["Letters.Writer.State." + w.Row.State]),
                        ]),
                    ]),
            }).Show();
    }

    private static IResult Edit(HttpContext context, LettersDesk desk, string address)
    {
        WriterRow? row = null;
        if (address != "new" && (Ids.Parse(address) is not { } known || (row = LetterRows.Writer(desk.Connection, desk.Group.Number, new WriterId(known))) is null)) return Results.NotFound();
        var page = Page.Of(context, row is null ? "Letters.Writers.Add" : "Letters.Writer") with { Entry = NavigationEntry.Home };
        var stored = row is null ? null : desk.Facts(row.Id);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var fields = LetterFields.Of(page, context.Request, name => name switch
        {
            "name" => stored?.Name ?? "", "languages" => string.Join(' ', stored?.Languages ?? []), "contact" => stored?.Contact ?? "", "topics" => stored?.Topics ?? "",
            "perperiod" => (row?.Letters ?? 1).ToString(CultureInfo.InvariantCulture), "state" => row?.State ?? "active",
            "until" => row?.PausedUntil is { } day ? Written.IsoDay(day) : "", _ => "",
        }).Fresh(!isPost);
        var facts = new WriterFacts(fields.Line("name", true), fields.Languages("languages"), fields.Lines("contact", rows: 2), fields.Lines("topics", rows: 2));
        var letters = fields.Number("perperiod", 0, 100, 1);
        var state = fields.Choice("state", [.. States.Select(s => new Choice(s, page["Letters.Writer.State." + s]))]);
        var until = fields.Day("until");
        if (isPost && fields.Ok)
        {
            using var transaction = desk.Connection.BeginTransaction();
            var id = row?.Id ?? new WriterId(Ids.Draw());
            LetterRows.Put(desk.Connection, transaction, desk.Group.Number, new WriterRow(id, row?.Member, state, state == "paused" ? until : null, letters, 1));
            desk.Write(transaction, id.Value, WriterRow.FactsOf(id), facts, LettersJson.Default.WriterFacts);
            transaction.Commit();
            return Results.Redirect(desk.Address("writers"));
        }
        return (LettersView.Of(page, page["Letters.Writer.Why"], new Way(desk.Address("writers"), page["Letters.Writers"])) with { Errors = fields.Errors })
            .With(new Part { Forms = [new LettersForm(desk.Address("writers/" + (row?.Id.ToString() ?? "new")), page["Letters.Save"], fields.All)] })
            .Show(isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
