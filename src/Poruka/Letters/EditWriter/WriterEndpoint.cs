using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters.EditWriter;

/// <summary>Who writes and translates: the list, adding and changing them, whom they must not write to, handing on.</summary>
internal static class WriterEndpoint
{
    private const string Base = "/groups/{group}/letters/writers";

    private static readonly string[] States = ["active", "paused", "left"];

    public static void MapWriters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{writer}", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, writer))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{writer}", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, writer))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{writer}/exclude", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => Exclude(context, desk, writer))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{writer}/hand-on", (HttpContext context, string writer, ServeOptions options) => LettersDesk.At(context, options, desk => HandOn(context, desk, writer))).ForGroup(Role.Coordinator);
    }

    private static IResult List(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Writers") with { Entry = NavigationEntry.Home, Wide = true };
        var all = LetterRows.Writers(desk.Connection, desk.Group.Number);
        var view = PartsView.Of(page, page["Letters.Writers.Lead"], new Way(desk.Address("writers/new"), page["Letters.Writers.Add"], Main: true), new Way(desk.Address("writers/import"), page["Letters.Import.Writers"]), new Way(desk.Address(), page["Letters.Title"]));
        return view.With(all.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Writers.Empty"], page["Letters.Writers.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Writers"], [new(page["Letters.Field.name"]), new(page["Letters.Field.languages"]), new(page["Letters.Field.translates"]), new(page["Letters.Field.perperiod"], true), new(page["Letters.State"])],
                    [
                        .. all.Select(w => (Row: w, Facts: desk.Facts(w.Id))).OrderBy(w => w.Facts?.Name, StringComparer.Ordinal).Select(w => (IReadOnlyList<Cell>)
                        [
                            new(w.Facts?.Name ?? "", desk.Address("writers/" + w.Row.Id)), new(page.NamesOf(w.Facts?.Languages ?? [])), new(Translates(page, w.Facts?.Translates ?? [])), new(page.Count(w.Row.Letters)),
                            new(page["Letters.Writer.State." + w.Row.State]),
                        ]),
                    ]),
            }).Show();
    }

    /// <summary>What somebody translates, in words that can be typed in again.</summary>
    private static string Translates(Page page, IReadOnlyList<string> pairs) =>
        string.Join(", ", pairs.Select(p => string.Join(" → ", p.Split('-').Select(code => page.NamesOf(code)))));

    private static IResult Edit(HttpContext context, LettersDesk desk, string address)
    {
        WriterRow? row = null;
        if (address != "new" && (row = Find(desk, address)) is null) return Results.NotFound();
        var page = Page.Of(context, row is null ? "Letters.Writers.Add" : "Letters.Writer") with { Entry = NavigationEntry.Home };
        var stored = row is null ? null : desk.Facts(row.Id);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var fields = LetterFields.Of(page, context.Request, name => name switch
        {
            "name" => stored?.Name ?? "", "languages" => page.NamesOf(stored?.Languages ?? []), "contact" => stored?.Contact ?? "", "topics" => stored?.Topics ?? "",
            "translates" => Translates(page, stored?.Translates ?? []), "member" => row?.Member?.ToString() ?? "",
            "translations" => (stored?.Translations ?? 2).ToString(CultureInfo.InvariantCulture), "perperiod" => (row?.Letters ?? 1).ToString(CultureInfo.InvariantCulture), "state" => row?.State ?? "active",
            "until" => row?.PausedUntil is { } day ? Written.IsoDay(day) : "", _ => "",
        }).Fresh(!isPost);
        var members = MemberRows.Of(desk.Connection, desk.Group);
        var facts = new WriterFacts(fields.Line("name", true), fields.Languages("languages"), "", "");
        var member = fields.Choice("member", [new("", page["Letters.Writer.Outside"]), .. members.Select(m => new Choice(m.Id.ToString(), m.Name))]);
        facts = facts with { Translates = fields.Pairs("translates"), Translations = fields.Number("translations", 0, 100, 2), Contact = fields.Lines("contact", rows: 2), Topics = fields.Lines("topics", rows: 2) };
        var letters = fields.Number("perperiod", 0, 100, 1);
        var state = fields.Choice("state", [.. States.Select(s => new Choice(s, page["Letters.Writer.State." + s]))]);
        var until = fields.Day("until");
        if (isPost && fields.Ok)
        {
            var id = row?.Id ?? new WriterId(Ids.Draw());
            using var transaction = desk.Connection.BeginTransaction();
            LetterRows.Put(desk.Connection, transaction, desk.Group.Number, new WriterRow(id, Ids.Parse(member) is { } known ? new MemberId(known) : null, state, state == "paused" ? until : null, letters, 1));
            desk.Write(transaction, id.Value, WriterRow.FactsOf(id), facts, LettersJson.Default.WriterFacts);
            transaction.Commit();
            return Results.Redirect(desk.Address("writers"));
        }
        var view = (PartsView.Of(page, page["Letters.Writer.Why"], new Way(desk.Address("writers"), page["Letters.Writers"])) with { Errors = fields.Errors })
            .With(new Part { Forms = [new PartForm(desk.Address("writers/" + (row?.Id.ToString() ?? "new")), page["Letters.Save"], fields.All)] });
        if (row is not null) view = view.With(Standing(page, desk, row)).With(Exclusions(page, desk, row));
        return view.Show(isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static WriterRow? Find(LettersDesk desk, string id) => Ids.Parse(id) is { } known ? LetterRows.Writer(desk.Connection, desk.Group.Number, new WriterId(known)) : null;

    private static Part[] Standing(Page page, LettersDesk desk, WriterRow row)
    {
        var standing = Correspondences.Of(desk.Connection, row.Id);
        if (standing.Count == 0) return [];
        var fields = new LetterFields(page, _ => "");
        fields.Choice("recipient", [.. standing.Select(c => new Choice(c.Recipient.ToString(), desk.NameOf(c.Recipient)))]);
        return
        [
            new Part
            {
                Heading = page["Letters.HandOn"], Paragraphs = ["Letters.HandOn.Lead"],
                Table = new Table(page["Letters.Writer.Standing"], [new(page["Letters.To"]), new(page["Letters.Mine.LastLetter"])],
                    [.. standing.Select(c => (IReadOnlyList<Cell>)[new(desk.NameOf(c.Recipient), desk.Address("recipients/" + c.Recipient)), new(page.Day(c.LastLetter))])]),
                Forms = [new PartForm(desk.Address($"writers/{row.Id}/hand-on"), page["Letters.HandOn.Submit"], fields.All)],
            },
        ];
    }

    private static Part Exclusions(Page page, LettersDesk desk, WriterRow row)
    {
        var excluded = LetterRows.Read(desk.Connection, null, "select recipient from letter_exclusion where writer = @writer", r => new RecipientId(LetterRows.Id(r, 0)!.Value), ("writer", Ids.Bytes(row.Id.Value)));
        var others = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => !excluded.Contains(r.Id)).ToList();
        var forms = new List<PartForm>();
        if (others.Count > 0)
        {
            var add = new LetterFields(page, _ => "");
            add.Choice("excluded", [.. others.Select(r => new Choice(r.Id.ToString(), desk.NameOf(r.Id)))]);
            forms.Add(new PartForm(desk.Address($"writers/{row.Id}/exclude"), page["Letters.Exclude.Add"], add.All));
        }
        if (excluded.Count > 0)
        {
            var remove = new LetterFields(page, _ => "");
            remove.Choice("allowed", [.. excluded.Select(r => new Choice(r.ToString(), desk.NameOf(r)))]);
            forms.Add(new PartForm(desk.Address($"writers/{row.Id}/exclude"), page["Letters.Exclude.Remove"], remove.All));
        }
        return new Part { Heading = page["Letters.Exclude"], Paragraphs = ["Letters.Exclude.Lead"], Items = [.. excluded.Select(r => desk.NameOf(r))], Forms = forms };
    }

    private static IResult Exclude(HttpContext context, LettersDesk desk, string writer)
    {
        var form = context.Request.Form;
        var isNew = form.ContainsKey("excluded");
        if (Find(desk, writer) is not { } row || Ids.Parse(form[isNew ? "excluded" : "allowed"]) is not { } id
            || LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(id)) is not { } recipient) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        Sql.Run(desk.Connection, transaction, isNew
                ? "insert into letter_exclusion (recipient, writer) values (@recipient, @writer) on conflict (recipient, writer) do nothing"
                : "delete from letter_exclusion where recipient = @recipient and writer = @writer",
            ("recipient", Ids.Bytes(recipient.Id.Value)), ("writer", Ids.Bytes(row.Id.Value)));
        // Who must not write to somebody doesn't go on writing to them either.
        if (isNew) Correspondences.HandOn(desk.Connection, transaction, desk.Group.Number, recipient.Id, row.Id, desk.Today);
        transaction.Commit();
        return Results.Redirect(desk.Address("writers/" + row.Id));
    }

    private static IResult HandOn(HttpContext context, LettersDesk desk, string writer)
    {
        if (Find(desk, writer) is not { } row || Ids.Parse(context.Request.Form["recipient"]) is not { } id) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        if (!Correspondences.HandOn(desk.Connection, transaction, desk.Group.Number, new RecipientId(id), row.Id, desk.Today)) return Results.NotFound();
        transaction.Commit();
        return Results.Redirect(desk.Address("writers/" + row.Id));
    }
}
