using System.Data.Common;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.KeepBenefits;

/// <summary>What the fund pays to everybody who is held, and to whom.</summary>
public sealed record BenefitsModel(Page Page, string Address, string Back, string Sentence, Table Entitled, FormSheet Register, FormSheet? Schedule, string? Said)
{
    /// <summary>Whether there is a schedule to be entitled under.</summary>
    public bool MayRegister { get; init; }
}

/// <summary>One who is entitled.</summary>
public sealed record EntitlementModel(Page Page, string Address, string Back, Entitlement Entitlement, RequestDetails? Details, bool MayConfirm, IReadOnlyList<string> Due, FormSheet Release);

/// <summary>A schedule, who is entitled under it, and their release.</summary>
internal static class BenefitsEndpoint
{
    private static readonly AccountClass[] Purposes = [AccountClass.Family, AccountClass.Parcel, AccountClass.Medical, AccountClass.Legal];

    public static void MapBenefits(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/benefits", (HttpContext context, ServeOptions options) => List(context, options, null)).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/benefits", Register).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/benefits/schedule", SetSchedule).ForGroup(Role.Trustee);
        routes.MapGet("/groups/{group}/funds/{fund}/benefits/{entitlement}", (string entitlement, HttpContext context, ServeOptions options) => One(context, options, entitlement)).ForGroup(Role.Trustee, Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/benefits/{entitlement}", (string entitlement, HttpContext context, ServeOptions options) => One(context, options, entitlement)).ForGroup(Role.Trustee, Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/benefits/{entitlement}/confirm", Confirm).ForGroup(Role.Trustee, Role.Treasurer);
    }

    private static IResult Register(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Benefit.Title");
        var input = new FormInput(context, page, "Funds.Benefit");
        var from = input.Day("from", required: true);
        if (from > page.Today) input.Wrong("from", "Funds.Pay.NoDay");
        var details = new RequestDetails
        {
            What = input.Text("what", required: true, 4_000), Consent = input.Text("consent", required: true, 1_000), Payee = input.Text("payee", required: true, 70),
            Account = input.Text("account", maxLength: 60), Country = input.Text("country", maxLength: 2).ToUpperInvariant(),
        };
        if (BenefitRows.Newest(connection, fund) is not { } schedule || RoomRows.Find(connection, visit.Here!.Organisation.Number, RoomKind.Trustees) is not { } room) return Results.NotFound();
        if (input.IsWrong || from is not { } first) return List(context, options, input);
        var entitlement = new Entitlement(Ids.Draw(), "B" + RequestDesk.DrawReference()[1..], schedule.Version, visit.Member.Id, first, null, null);
        using var transaction = connection.BeginTransaction();
        BenefitRows.Save(connection, transaction, fund, entitlement);
        RequestSecrets.Put(options.Installation, connection, transaction, room, RoomRows.PublicKeyOf(connection, room, transaction), entitlement.Id, details);
        transaction.Commit();
        return TypedResults.Redirect(FundOfGroup.AddressOf(visit.Here.Organisation, fund) + "/benefits?said=Registered");
    }

    private static IResult SetSchedule(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Benefit.Title");
        var input = new FormInput(context, page, "Funds.Benefit");
        var grant = input.Amount("grant", fund.Currency, required: false);
        var monthly = input.Amount("monthly", fund.Currency, required: false);
        var months = input.Number("months", 0, 600);
        if (!Enum.TryParse<AccountClass>(input.Raw("purpose"), out var purpose) || !Purposes.Contains(purpose)) input.Wrong("purpose", "Shell.Form.Missing");
        if (grant is null && monthly is null) input.Wrong("grant", "Shell.Form.Missing");
        if (input.IsWrong) return List(context, options, input);
        BenefitRows.TryAdd(connection, fund, new BenefitSchedule((BenefitRows.Newest(connection, fund)?.Version ?? 0) + 1, grant, monthly, purpose, months), visit.Member.Id, page.Today);
        return TypedResults.Redirect(FundOfGroup.AddressOf(visit.Here!.Organisation, fund) + "/benefits?said=Schedule");
    }

    private static IResult List(HttpContext context, ServeOptions options, FormInput? posted)
    {
        var visit = Visit.Required(context);
        var here = visit.Here!;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(here.Organisation, fund);
        var page = Page.Of(context, "Funds.Benefit.Title") with { Entry = NavigationEntry.Home, Path = address + "/benefits" };
        var input = posted ?? new FormInput(context, page, "Funds.Benefit");
        var schedule = BenefitRows.Newest(connection, fund);
        var reads = RequestDesk.Reads(visit);
        var rows = BenefitRows.List(connection, fund).Where(e => reads || e.RegisteredBy == visit.Member.Id).ToList();
        return TypedResults.RazorSlice(BenefitsPage.Create(new BenefitsModel(page, address + "/benefits", address, BenefitSentences.Of(page, schedule),
            new Table(page["Funds.Benefit.Entitled"], [new(page["Funds.Request.Reference"]), new(page["Funds.Benefit.from"]), new(page["Funds.Benefit.until"]), new(page["Funds.Request.State"])],
                [.. rows.Select(e => (IReadOnlyList<Cell>)[new(e.Reference, here.Is(Role.Trustee) || here.Is(Role.Treasurer) ? $"{address}/benefits/{Ids.Text(e.Id)}" : null), new(page.Day(e.From)),
                    new(e.Until is { } until ? page.Day(until) : "–"), new(page["Funds.Benefit.State." + (e.ConfirmedBy is null ? "Waits" : e.Until is null ? "Runs" : "Over")])])]),
            new FormSheet(page, address + "/benefits",
            [
                input.Field(FieldKind.Day, "from", required: true), input.Field(FieldKind.Lines, "what", required: true, maxLength: 4_000) with { Rows = 3 },
                input.Field(FieldKind.Lines, "consent", required: true) with { Rows = 2 }, input.Field(FieldKind.Line, "payee", required: true, maxLength: 70),
                input.Field(FieldKind.Line, "account", maxLength: 60), input.Field(FieldKind.Line, "country", maxLength: 2),
            ], page["Funds.Benefit.Register"]),
            here.Is(Role.Trustee) ? new FormSheet(page, address + "/benefits/schedule",
            [
                input.Field(FieldKind.Line, "grant", schedule?.Grant?.ToUnits() ?? "", maxLength: 20) with { InputMode = "decimal" },
                input.Field(FieldKind.Line, "monthly", schedule?.Monthly?.ToUnits() ?? "", maxLength: 20) with { InputMode = "decimal" },
                input.Field(FieldKind.Line, "months", (schedule?.MostMonths ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture), required: true, maxLength: 3),
                input.Field(FieldKind.Choice, "purpose", (schedule?.Purpose ?? AccountClass.Family).ToString(), choices: [.. Purposes.Select(p => new Choice(p.ToString(), page["Funds.Account." + p]))]),
            ], page["Funds.Benefit.SetSchedule"]) : null,
            context.Request.Query["said"].ToString() is "Registered" or "Schedule" or "Saved" ? page["Funds.Benefit.Said." + context.Request.Query["said"]] : null)
            { MayRegister = schedule is not null }), input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, id) is not { } entitlement) return Results.NotFound();
        var page = Page.Of(context, "Funds.Benefit.One", entitlement.Reference) with { Entry = NavigationEntry.Home };
        var address = FundOfGroup.AddressOf(group, fund) + "/benefits";
        var input = new FormInput(context, page, "Funds.Benefit");
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var until = input.Day("until");
            if (until < entitlement.From) input.Wrong("until", "Funds.Benefit.TooEarly");
            if (!input.IsWrong)
            {
                BenefitRows.Save(connection, null, fund, entitlement with { Until = until });
                return TypedResults.Redirect(address + "?said=Saved");
            }
        }
        using var room = HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Trustees, page.Today);
        if (room is not null) RoomRecord.AddOnce(connection, room, visit.Session, visit.Member.Id, entitlement.Reference, options.Clock.GetCurrentInstant());
        var schedule = BenefitRows.Schedules(connection, fund).First(s => s.Version == entitlement.Version);
        return TypedResults.RazorSlice(EntitlementPage.Create(new EntitlementModel(page, $"{address}/{id}", address, entitlement, room is null ? null : RequestSecrets.Read(connection, room, entitlement.Id),
            MayConfirm(connection, visit, entitlement), [.. Benefits.DueUntil(schedule, entitlement.From, entitlement.Until, page.Today).Select(d => $"{page.Day(d.Day)}: {page.Money(d.Amount)}")],
            new FormSheet(page, $"{address}/{id}", [input.Field(FieldKind.Day, "until", entitlement.Until is { } on ? Written.IsoDay(on) : "")], page["Funds.Bail.Save"]))),
            input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>Somebody who didn't register it has read the evidence: from now on it falls due.</summary>
    private static IResult Confirm(string entitlement, HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, entitlement) is not { } found || !MayConfirm(connection, visit, found)) return Results.NotFound();
        BenefitRows.Save(connection, null, fund, found with { ConfirmedBy = visit.Member.Id });
        BenefitDesk.LookAtAll(options.Installation, options.Clock.GetCurrentInstant());
        return TypedResults.Redirect($"{FundOfGroup.AddressOf(visit.Here!.Organisation, fund)}/benefits?said=Saved");
    }

    /// <summary>In a group of fewer than three, who registered it may confirm it too.</summary>
    private static bool MayConfirm(DbConnection connection, Visit visit, Entitlement entitlement) =>
        entitlement.ConfirmedBy is null && (entitlement.RegisteredBy != visit.Member.Id || MemberRows.CountOf(connection, visit.Here!.Organisation) < 3);

    private static Entitlement? Find(DbConnection connection, Fund fund, string id) => Ids.Parse(id) is { } key ? BenefitRows.List(connection, fund).FirstOrDefault(e => e.Id == key) : null;
}
