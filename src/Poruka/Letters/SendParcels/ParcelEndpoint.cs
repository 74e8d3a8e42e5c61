using System.Globalization;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.SendParcels;

/// <summary>A parcel as the server knows it, with what is sealed of it.</summary>
internal sealed record Parcel(UInt128 Id, string State, LocalDate MadeOn, LocalDate? SentOn, long Version, ParcelFacts Facts)
{
    public LocalDate Day => SentOn ?? MadeOn;
}

/// <summary>Parcels and books to somebody inside: what may be sent, what was, who sends it, what it cost.</summary>
internal static class ParcelEndpoint
{
    private const string Base = "/groups/{group}/letters/recipients/{recipient}/parcels";

    private static readonly string[] States = ["planned", "sent", "arrived", "returned"];

    public static void MapParcels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, string recipient, ServeOptions options) => One(context, options, recipient, (c, d, r) => List(c, d, r))).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, string recipient, ServeOptions options) => One(context, options, recipient, Add)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{parcel}", (HttpContext context, string recipient, string parcel, ServeOptions options) => One(context, options, recipient, (c, d, r) => Move(c, d, r, parcel))).ForGroup(Role.Coordinator);
    }

    private static SealedPlace FactsOf(UInt128 id) => new("letter-parcel", id, "facts");

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, RecipientRow, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(known)) is { } row ? work(context, desk, row) : Results.NotFound());

    private static List<Parcel> Of(LettersDesk desk, RecipientId recipient) =>
    [
        .. LetterRows.Read(desk.Connection, null, "select parcel, state, made_on, sent_on, version from letter_parcel where recipient = @recipient order by made_on desc, parcel",
                row => (Id: LetterRows.Id(row, 0)!.Value, State: row.GetString(1), MadeOn: LetterRows.Day(row, 2)!.Value, SentOn: LetterRows.Day(row, 3), Version: row.GetInt64(4)), ("recipient", Ids.Bytes(recipient.Value)))
            .Select(p => (Parcel: p, Facts: desk.Read(FactsOf(p.Id), LettersJson.Default.ParcelFacts))).Where(p => p.Facts is not null)
            .Select(p => new Parcel(p.Parcel.Id, p.Parcel.State, p.Parcel.MadeOn, p.Parcel.SentOn, p.Parcel.Version, p.Facts!)),
    ];

    private static LetterFields Read(Page page, HttpRequest request, out ParcelFacts facts)
    {
        var fields = LetterFields.Of(page, request, _ => "");
        var contents = fields.Lines("contents", true, 2_000, 3);
        var by = fields.Line("sender");
        var (grams, books) = (fields.Number("weight", 0, 100_000, 0), fields.Number("bookcount", 0, 1_000, 0));
        var (cost, currency) = (fields.Line("cost", maxLength: 20), fields.Line("currency", maxLength: 3).ToUpperInvariant());
        Money money = default;
        if (cost.Length > 0 && !Currency.TryParse(currency, out _)) fields.Fail("currency", page["Letters.Wrong.Cost"]);
        else if (cost.Length > 0 && (!Money.TryParse(cost.Replace(',', '.'), Currency.Parse(currency), out money, out _) || money.Minor < 0)) fields.Fail("cost", page["Letters.Wrong.Cost"]);
        facts = new ParcelFacts(contents, by, grams, books, money.Minor, cost.Length > 0 ? currency : "");
        return fields;
    }

    private static IResult List(HttpContext context, LettersDesk desk, RecipientRow row, LetterFields? wrong = null)
    {
        var page = Page.Of(context, "Letters.Parcels.Of", desk.NameOf(row.Id)) with { Entry = NavigationEntry.Home, Wide = true };
        var parcels = Of(desk, row.Id);
        var stored = row.Facility is { } facility ? FacilityRules.Find(desk.Connection, facility) : null;
        var rules = stored is null ? null : FacilityRules.Of(stored);
        var fields = wrong ?? new LetterFields(page, _ => "").Fresh();
        if (wrong is null)
        {
            fields.Lines("contents", true, 2_000, 3);
            fields.Line("sender");
            fields.Number("weight", 0, 100_000, 0);
            fields.Number("bookcount", 0, 1_000, 0);
            fields.Line("cost", maxLength: 20);
            fields.Line("currency", maxLength: 3);
        }
        var view = PartsView.Of(page, page["Letters.Parcels.Lead"], new Way(desk.Address("recipients/" + row.Id), desk.NameOf(row.Id)),
            row.Facility is { } known ? new Way(desk.Address("rules/" + known), page["Letters.Rules"]) : new Way(desk.Address("rules"), page["Letters.Rules"])) with { Errors = wrong?.Errors ?? new ErrorSummary("", []) };
        view = view.With(new Part { Heading = page["Letters.Parcels.Rules"], Items = [.. Limits(page, rules, parcels, desk.Today)] });
        view = view.With(parcels.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Parcels.Empty"], page["Letters.Parcels.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Parcels"], [new(page["Letters.Field.contents"]), new(page["Letters.State"]), new(page["Letters.MadeOn"]), new(page["Letters.Field.sender"]), new(page["Letters.Field.weight"], true), new(page["Letters.Field.cost"], true), new(page["Letters.Check"])],
                    [
                        .. parcels.Select(p => (IReadOnlyList<Cell>)
                        [
                            new(p.Facts.Contents), new(page["Letters.Parcel.State." + p.State]), new(page.Day(p.Day)), new(p.Facts.By), new(p.Facts.Grams == 0 ? "" : page.Count(p.Facts.Grams)),
                            new(p.Facts.Currency.Length == 0 ? "" : page.Money(new Money(p.Facts.CostMinor, Currency.Parse(p.Facts.Currency)))), new(string.Join(" ", Findings(page, rules, parcels, p))),
                        ]),
                    ]),
            });
        var open = parcels.Where(p => p.State is "planned" or "sent").ToList();
        if (open.Count > 0)
            view = view.With(new Part
            {
                Heading = page["Letters.Parcel.Move"],
                Forms =
                [
                    .. open.Select(p => new PartForm(desk.Address($"recipients/{row.Id}/parcels/{Ids.Text(p.Id)}"), page.Text("Letters.Parcel.Move.Submit", Short(p.Facts.Contents)),
                        [new Field(FieldKind.Choice, "state-" + Ids.Text(p.Id)[..8], page["Letters.State"]) { Choices = [.. States.SkipWhile(s => s != p.State).Skip(1).Select(s => new Choice(s, page["Letters.Parcel.State." + s]))] }])
                    {
                        Hidden = [("version", p.Version.ToString(CultureInfo.InvariantCulture))],
                    }),
                ],
            });
        return view.With(new Part { Heading = page["Letters.Parcels.Add"], Forms = [new PartForm(desk.Address($"recipients/{row.Id}/parcels"), page["Letters.Parcels.Add"], fields.All)] })
            .Show(wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static string Short(string text) => text.ReplaceLineEndings(" ") is { Length: > 40 } longer ? longer[..40] + "…" : text.ReplaceLineEndings(" ");

    private static int WithinYear(IReadOnlyList<Parcel> parcels, LocalDate day, UInt128 without) =>
        parcels.Count(p => p.Id != without && p.State is "sent" or "arrived" && p.Day <= day && p.Day > day.PlusYears(-1) && p.Id != without);

    private static IEnumerable<string> Limits(Page page, LetterRules? rules, IReadOnlyList<Parcel> parcels, LocalDate today)
    {
        yield return page.Text("Letters.Parcels.Year", WithinYear(parcels, today, 0), rules?.MaxParcelsPerYear is { } most ? page.Count(most) : page["Letters.Rules.Unknown"]);
        yield return page.Text("Letters.Parcels.Grams", rules?.MaxParcelGrams is { } grams ? page.Count(grams) : page["Letters.Rules.Unknown"]);
        yield return page.Text("Letters.Parcels.Books", rules?.MaxBooks is { } books ? page.Count(books) : page["Letters.Rules.Unknown"]);
        if (rules is null || rules.IsDoubtful(today)) yield return page["Letters.Parcel.Finding.RulesDoubtful"];
        foreach (var group in parcels.Where(p => p.Facts.Currency.Length > 0 && p.State != "planned").GroupBy(p => p.Facts.Currency))
            yield return page.Text("Letters.Parcels.Cost", page.Money(new Money(group.Sum(p => p.Facts.CostMinor), Currency.Parse(group.Key))));
    }

    private static IEnumerable<string> Findings(Page page, LetterRules? rules, IReadOnlyList<Parcel> parcels, Parcel parcel) =>
        parcel.State is "arrived" or "returned" ? [] : ParcelCheck.Run(parcel.Facts.Grams, parcel.Facts.Books, WithinYear(parcels, parcel.Day, parcel.Id), rules, parcel.Day)
            .Where(f => f.Finding != ParcelFinding.RulesDoubtful).Select(f => page.Text("Letters.Parcel.Finding." + f.Finding, page.Count(f.Limit)));

    private static IResult Add(HttpContext context, LettersDesk desk, RecipientRow row)
    {
        var fields = Read(Page.Of(context, "Letters.Parcels"), context.Request, out var facts);
        if (!fields.Ok) return List(context, desk, row, fields);
        var id = Ids.Draw();
        using var transaction = desk.Connection.BeginTransaction();
        Sql.Run(desk.Connection, transaction, "insert into letter_parcel (parcel, organisation, recipient, state, made_on, sent_on, version) values (@parcel, @organisation, @recipient, 'planned', @today, null, 1)",
            ("parcel", Ids.Bytes(id)), ("organisation", desk.Group.Number), ("recipient", Ids.Bytes(row.Id.Value)), ("today", LetterRows.Number(desk.Today)));
        desk.Write(transaction, id, FactsOf(id), facts, LettersJson.Default.ParcelFacts);
        transaction.Commit();
        return Results.Redirect(desk.Address($"recipients/{row.Id}/parcels"));
    }

    private static IResult Move(HttpContext context, LettersDesk desk, RecipientRow row, string parcel)
    {
        if (Of(desk, row.Id).Find(p => Ids.Text(p.Id) == parcel) is not { } found) return Results.NotFound();
        var state = context.Request.Form["state-" + parcel[..8]].ToString();
        if (Array.IndexOf(States, state) > Array.IndexOf(States, found.State))
            Sql.Run(desk.Connection, null, "update letter_parcel set state = @state, sent_on = coalesce(sent_on, @today), version = version + 1 where parcel = @parcel and version = @version",
                ("state", state), ("today", LetterRows.Number(desk.Today)), ("parcel", Ids.Bytes(found.Id)),
                ("version", long.TryParse(context.Request.Form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0));
        return Results.Redirect(desk.Address($"recipients/{row.Id}/parcels"));
    }
}
