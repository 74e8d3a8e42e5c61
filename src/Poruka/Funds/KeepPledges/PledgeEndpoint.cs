using System.Data.Common;
using System.Globalization;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.KeepPledges;

/// <summary>The pledges of a fund.</summary>
public sealed record PledgesModel(Page Page, string Address, string Back, Table Pledges, bool HoldsRoom, FormSheet? New, FormSheet Ways);

/// <summary>How somebody pays: what to hand to them.</summary>
public sealed record PledgeModel(Page Page, string Back, string Who, StoredPledge Stored, PledgeStanding Standing, string Payee, string? Iban, string? QrPath, string Ways, FormSheet Change, string RemindAddress);

/// <summary>Pledges and dues: expected against received, and the sheet with the reference and the code that a banking app reads.</summary>
internal static class PledgeEndpoint
{
    private const int MaxWays = 2_000;

    private static readonly int[] Cadences = [1, 3, 6, 12, 0];

    public static void MapPledges(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/pledges", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/pledges", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/pledges/ways", SetWays).ForGroup(Role.Treasurer);
        routes.MapGet("/groups/{group}/funds/{fund}/pledges/{pledge}", (string pledge, HttpContext context, ServeOptions options) => One(context, options, pledge)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/pledges/{pledge}", (string pledge, HttpContext context, ServeOptions options) => One(context, options, pledge)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/pledges/{pledge}/reminded", (string pledge, HttpContext context, ServeOptions options) => Reminded(context, options, pledge)).ForGroup(Role.Treasurer);
    }

    /// <param name="context">The request.</param>
    /// <param name="options">What is served.</param>
    /// <param name="refused">The form for ways to pay, where something in it is wrong.</param>
    private static IResult List(HttpContext context, ServeOptions options, FormInput? refused = null)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Pledge.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        using var room = Donors.OpenFor(context, options, connection, RoomRows.Find(connection, Visit.Required(context).Here!.Organisation.Number, RoomKind.Donors), fund);
        var names = room is null ? [] : Donors.Names(room, connection);
        var input = new FormInput(context, page, "Funds.Pledge");
        if (HttpMethods.IsPost(context.Request.Method) && refused is null && room is not null && Add(connection, fund, room, input) is { } added)
            return TypedResults.Redirect($"{address}/pledges/{Ids.Text(added)}");

        var ways = WaysToPay.Of(connection, fund);
        var waysInput = refused ?? new FormInput(context, page, "Funds.Pledge", Guarded(context, fund).Typed);
        var received = PledgeRows.Received(connection, fund);
        var all = PledgeRows.List(connection, fund);
        var codes = Donors.List(connection, Visit.Required(context).Here!.Organisation.Number).ToDictionary(d => d.Id, d => d.Code);
        string Who(DonorId donor) => names.GetValueOrDefault(donor) ?? codes.GetValueOrDefault(donor, "–");
        var model = new PledgesModel(page, address + "/pledges", address,
            new Table(page.Plural("Funds.Pledge.Count", all.Count),
                [new(page["Funds.Pledge.donor"]), new(page["Funds.Pledge.amount"], true), new(page["Funds.Pledge.Expected"], true), new(page["Funds.Pledge.Received"], true), new(page["Funds.Request.State"])],
                [.. all.Select(p =>
                {
                    var standing = Standing(p, received, page.Today);
                    return (IReadOnlyList<Cell>)[new(Who(p.Donor), $"{address}/pledges/{Ids.Text(p.Id)}"), new($"{page.Money(p.Pledge.Amount)} {page["Funds.Pledge.Every." + p.Pledge.EveryMonths.ToString(CultureInfo.InvariantCulture)]}"),
                        new(page.Money(standing.Expected)), new(page.Money(standing.Received)), new(page["Funds.Pledge.State." + standing.State] + (standing.Remind ? ", " + page["Funds.Pledge.Remind"] : ""))];
                })]),
            room is not null,
            room is null ? null : new FormSheet(page, address + "/pledges",
            [
                input.Field(FieldKind.Choice, "donor", required: true, choices: [.. codes.Select(d => new Choice(Ids.Text(d.Key.Value), $"{names.GetValueOrDefault(d.Key, "")} {d.Value}".Trim())).OrderBy(c => c.Label, StringComparer.CurrentCulture)]),
                input.Field(FieldKind.Choice, "kind", "dues", choices: [new("dues", page["Funds.Account.Dues"]), new("gift", page["Funds.Account.Gift"])]),
                input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
                input.Field(FieldKind.Choice, "every", "1", choices: [.. Cadences.Select(c => c.ToString(CultureInfo.InvariantCulture)).Select(c => new Choice(c, page["Funds.Pledge.Every." + c]))]),
                input.Field(FieldKind.Day, "first", Written.IsoDay(page.Today), required: true),
                input.Field(FieldKind.Choice, "campaign", "0", choices: [new("0", "–"), .. FundRows.Campaigns(connection, fund.Number).Select(c => new Choice(c.Id.ToString(), c.Name))]),
            ], page["Funds.Pledge.Add"]),
            new FormSheet(page, address + "/pledges/ways",
            [
                waysInput.Field(FieldKind.Lines, "ways", ways.Other, maxLength: MaxWays, label: page["Funds.Pledge.Ways"]) with { Help = page["Funds.Pledge.Ways.Help"], Rows = 3 },
                waysInput.Field(FieldKind.Check, "public", ways.IsPublic ? "1" : "", label: page["Funds.Pledge.Ways.Public"]) with { Help = page["Funds.Pledge.Ways.Public.Help"] },
                GuardedForm.Cases(waysInput, page),
            ], page["Funds.Bail.Save"]));
        return TypedResults.RazorSlice(PledgesPage.Create(model), input.IsWrong || waysInput.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>Adds a pledge, and has imports know the donor by its reference; null where something is wrong.</summary>
    private static UInt128? Add(DbConnection connection, Fund fund, HeldRoom room, FormInput input)
    {
        var amount = input.Amount("amount", fund.Currency);
        var first = input.Day("first", required: true);
        if (!int.TryParse(input.Raw("every"), NumberStyles.None, CultureInfo.InvariantCulture, out var every) || !Cadences.Contains(every)) input.Wrong("every", "Shell.Form.Missing");
        DonorDetails? details = null;
        if (Ids.Parse(input.Raw("donor")) is not { } donor || (details = Donors.DetailsOf(room, connection, new DonorId(donor))) is null) input.Wrong("donor", "Shell.Form.Missing");
        if (input.IsWrong || amount is not { } much || first is not { } from || details is null || Ids.Parse(input.Raw("donor")) is not { } id) return null;
        var campaign = int.TryParse(input.Raw("campaign"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && FundRows.Campaigns(connection, fund.Number).Any(c => c.Id.Number == number)
            ? new CampaignId(number) : CampaignId.None;
        var stored = new StoredPledge(Ids.Draw(), new DonorId(id), PledgeRows.DrawReference(), input.Raw("kind") == "dues", campaign, new Pledge(much, every, from), null);
        Donors.Save(room, connection, stored.Donor, details with { References = [.. details.References, stored.Reference], Usually = stored.IsDues ? "dues" : details.Usually });
        PledgeRows.Save(connection, null, fund, stored);
        return stored.Id;
    }

    private static IResult One(HttpContext context, ServeOptions options, string pledge)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, pledge) is not { } stored) return Results.NotFound();
        var page = Page.Of(context, "Funds.Pledge.One") with { Entry = NavigationEntry.Home };
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var input = new FormInput(context, page, "Funds.Pledge");
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var changed = stored.Pledge with
            {
                Amount = input.Amount("amount", fund.Currency) ?? stored.Pledge.Amount, PausedSince = input.Day("since"), PausedUntil = input.Day("until"), EndsOn = input.Day("ends"),
            };
            if (changed.PausedSince is null != changed.PausedUntil is null || changed.PausedUntil < changed.PausedSince) input.Wrong("until", "Funds.Pledge.PauseWrong");
            if (!input.IsWrong)
            {
                PledgeRows.Save(connection, null, fund, stored with { Pledge = changed });
                return TypedResults.Redirect(address + "/pledges");
            }
        }
        using var room = Donors.OpenFor(context, options, connection, RoomRows.Find(connection, Visit.Required(context).Here!.Organisation.Number, RoomKind.Donors), fund);
        var ways = WaysToPay.Of(connection, fund);
        string Text(NodaTime.LocalDate? day) => day is { } some ? Written.IsoDay(some) : "";
        var change = new FormSheet(page, $"{address}/pledges/{pledge}",
        [
            input.Field(FieldKind.Line, "amount", stored.Pledge.Amount.ToUnits(), required: true, maxLength: 20),
            input.Field(FieldKind.Day, "since", Text(stored.Pledge.PausedSince)), input.Field(FieldKind.Day, "until", Text(stored.Pledge.PausedUntil)),
            input.Field(FieldKind.Day, "ends", Text(stored.Pledge.EndsOn)),
        ], page["Funds.Bail.Save"]);
        return TypedResults.RazorSlice(PledgePage.Create(new PledgeModel(page, address + "/pledges", (room is null ? null : Donors.NameOf(room, connection, stored.Donor)) ?? Donors.Find(connection, stored.Donor)?.Code ?? "–",
            stored, Standing(stored, PledgeRows.Received(connection, fund), page.Today), ways.Payee, ways.Iban,
            ways.Code(fund, stored.Pledge.Amount, stored.Reference), ways.Other, change, $"{address}/pledges/{pledge}/reminded")), input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static IResult Reminded(HttpContext context, ServeOptions options, string pledge)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, pledge) is not { } stored) return Results.NotFound();
        PledgeRows.Save(connection, null, fund, stored with { RemindedOn = options.Clock.GetCurrentInstant().InUtc().Date });
        return TypedResults.Redirect(FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund) + "/pledges");
    }

    private static IResult SetWays(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var group = Visit.Required(context).Here!.Organisation;
        var input = new FormInput(context, Page.Of(context, "Funds.Pledge.Title"), "Funds.Pledge");
        var (text, cases) = (input.Text("ways", maxLength: MaxWays), GuardedForm.ReadCases(input, connection, group));
        if (input.IsWrong) return List(context, options, input);
        var (guarded, back) = (Guarded(context, fund), FundOfGroup.AddressOf(group, fund) + "/pledges");
        if (guarded.Ask(context.Request.Form, text, WaysToPay.Of(connection, fund).Other, cases, back) is { } waits) return waits;
        using var transaction = connection.BeginTransaction();
        WaysToPay.Save(connection, fund, text, input.Check("public"), transaction);
        if (!guarded.TryGoOut(connection, transaction)) return guarded.Waits();
        transaction.Commit();
        guarded.WentOut();
        return TypedResults.Redirect(back);
    }

    private static GuardedForm Guarded(HttpContext context, Fund fund) => new(context, GuardDesk.Of(context), OutgoingKind.Ways, FundWords.ItemOf(fund));

    private static StoredPledge? Find(DbConnection connection, Fund fund, string pledge) =>
        Ids.Parse(pledge) is { } id ? PledgeRows.List(connection, fund).FirstOrDefault(p => p.Id == id) : null;

    private static PledgeStanding Standing(StoredPledge stored, Dictionary<DonorId, List<(NodaTime.LocalDate Day, long Minor)>> received, NodaTime.LocalDate today) => stored.Pledge.StandingOn(
        new Money(received.GetValueOrDefault(stored.Donor, []).Where(g => g.Day >= stored.Pledge.FirstOn.PlusDays(-Pledge.GraceDays)).Sum(g => g.Minor), stored.Pledge.Amount.Currency), today, stored.RemindedOn);
}
