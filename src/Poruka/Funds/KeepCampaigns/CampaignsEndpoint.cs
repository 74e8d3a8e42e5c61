using System.Data.Common;
using Poruka.Casework;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;
using CampaignProgress = Poruka.Ledger.CampaignProgress;

namespace Poruka.Funds.KeepCampaigns;

/// <summary>The campaigns of a fund.</summary>
public sealed record CampaignsModel(Page Page, string Address, string Back, Table Campaigns, FormSheet New);

/// <summary>One campaign: how far it has come, what it promises, and its end.</summary>
public sealed record CampaignModel(Page Page, string Address, string Back, Fund Fund, StoredCampaign Stored, CampaignProgress Progress, bool PromiseStands, FormSheet Change, string? Said)
{
    /// <summary>Whether something would be set free by closing it.</summary>
    public bool SetsFree => Stored.Terms is { IsRestricted: true, Surplus: not Surplus.StaysBound } && Progress.Left.Minor > 0;
}

/// <summary>The treasurer keeps campaigns: target, last day, whether the money is bound, and what becomes of what is left.</summary>
internal static class CampaignsEndpoint
{
    private const int MaxName = 100, MaxStory = 4_000;

    private static readonly string[] Bounds = ["bound", "free"];

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/campaigns", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/campaigns", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer);
        routes.MapGet("/groups/{group}/funds/{fund}/campaigns/{campaign}", (string campaign, HttpContext context, ServeOptions options) => One(context, options, campaign)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/campaigns/{campaign}", (string campaign, HttpContext context, ServeOptions options) => One(context, options, campaign)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/campaigns/{campaign}/close", Close).ForGroup(Role.Treasurer);
    }

    private static IResult List(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Campaign.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/campaigns" };
        var guarded = new GuardedForm(context, GuardDesk.Of(context), OutgoingKind.Campaign, null);
        var input = new FormInput(context, page, "Funds.Campaign", guarded.Typed);
        if (HttpMethods.IsPost(context.Request.Method) && Read(input, fund, null) is { } wanted && ReadCases(context, input, connection) is { } cases)
            return Add(context, connection, fund, wanted, guarded, cases, address + "/campaigns");
        var sums = PublicSums.Of(connection, fund);
        return TypedResults.RazorSlice(CampaignsPage.Create(new CampaignsModel(page, address + "/campaigns", address,
            new Table(page["Funds.Campaign.Title"],
                [new(page["Funds.Campaign.name"]), new(page["Funds.Campaign.Received"], true), new(page["Funds.Campaign.target"], true), new(page["Funds.Campaign.Left"], true), new(page["Funds.Campaign.ends"]), new(page["Funds.Request.State"])],
                [.. CampaignRows.List(connection, fund).Select(c =>
                {
                    var progress = CampaignProgress.Of(c.Campaign.Id, fund.Currency, sums);
                    return (IReadOnlyList<Cell>)[new(c.Campaign.Name, $"{address}/campaigns/{c.Campaign.Slug}"), new(page.Money(progress.Received)),
                        new(c.Terms.Target is { } target ? page.Money(target) : "–"), new(page.Money(progress.Left)), new(c.Terms.EndsOn is { } day ? page.Day(day) : "–"), new(page[StateKey(c, page.Today)])];
                })]),
            Form(input, page, fund, address + "/campaigns" + guarded.Query, null, false, "Funds.Campaign.Add"))), input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static IResult Add(HttpContext context, DbConnection connection, Fund fund, StoredCampaign wanted, GuardedForm guarded, IReadOnlyList<CaseId> cases, string address)
    {
        if (guarded.Ask(context.Request.Form, FundWords.Of(wanted), "", cases, address) is { } waits) return waits;
        using var transaction = connection.BeginTransaction();
        var campaign = FundRows.AddCampaign(connection, fund.Number, DrawSlug(connection, transaction, fund, wanted.Campaign.Name), wanted.Campaign.Name, transaction);
        CampaignRows.Save(connection, transaction, fund, wanted with { Campaign = campaign });
        var item = FundWords.ItemOf(fund, campaign.Id);
        if (!guarded.TryGoOut(connection, transaction, item)) return guarded.Waits();
        transaction.Commit();
        guarded.WentOut(item);
        return TypedResults.Redirect($"{address}/{campaign.Slug}");
    }

    private static IResult One(HttpContext context, ServeOptions options, string campaign)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, campaign) is not { } stored) return Results.NotFound();
        var page = Page.Of(context, "Funds.Campaign.One", stored.Campaign.Name) with { Entry = NavigationEntry.Home };
        var guarded = new GuardedForm(context, GuardDesk.Of(context), OutgoingKind.Campaign, FundWords.ItemOf(fund, stored.Campaign.Id));
        var input = new FormInput(context, page, "Funds.Campaign", guarded.Typed);
        if (HttpMethods.IsPost(context.Request.Method) && Read(input, fund, stored) is { } wanted && ReadCases(context, input, connection) is { } cases)
        {
            var address = $"{FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund)}/campaigns/{campaign}";
            if (guarded.Ask(context.Request.Form, FundWords.Of(wanted), FundWords.Of(stored), cases, address) is { } waits) return waits;
            if (Change(options, fund, stored, wanted, guarded, input)) return TypedResults.Redirect(address + "?said=Saved");
            if (!input.IsWrong) return guarded.Waits();
        }
        return Show(context, connection, fund, stored, page, input, context.Request.Query["said"].ToString() switch
        {
            "Saved" => page["Funds.Campaign.Saved"],
            "Closed" when stored.ClosedOn is not null => page["Funds.Campaign.Closed." + (stored.Terms.IsRestricted ? stored.Terms.Surplus : Surplus.BecomesFree)],
            _ => null,
        });
    }

    private static IResult Show(HttpContext context, DbConnection connection, Fund fund, StoredCampaign stored, Page page, FormInput input, string? said)
    {
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var stands = CampaignRows.HasPostings(connection, null, fund, stored.Campaign.Id);
        var at = $"{address}/campaigns/{stored.Campaign.Slug}";
        return TypedResults.RazorSlice(CampaignPage.Create(new CampaignModel(page, at, address + "/campaigns", fund, stored,
            CampaignProgress.Of(stored.Campaign.Id, fund.Currency, PublicSums.Of(connection, fund)), stands, Form(input, page, fund, at, stored, stands, "Funds.Bail.Save"), said)),
            input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>Keeps other terms. What givers relied on can't change any more; looked at under the fund's lock, as a gift may come meanwhile.</summary>
    private static bool Change(ServeOptions options, Fund fund, StoredCampaign seen, StoredCampaign wanted, GuardedForm guarded, FormInput input)
    {
        using var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number);
        var before = CampaignRows.List(transaction.Connection, fund, transaction.Transaction).First(c => c.Campaign.Id == seen.Campaign.Id);
        if (!wanted.Terms.MayReplace(before.Terms, CampaignRows.HasPostings(transaction.Connection, transaction.Transaction, fund, seen.Campaign.Id)))
        {
            input.Wrong("surplus", "Funds.Campaign.Promised");
            return false;
        }
        CampaignRows.Save(transaction.Connection, transaction.Transaction, fund, wanted with { Campaign = before.Campaign with { Name = wanted.Campaign.Name }, ClosedOn = before.ClosedOn });
        if (!guarded.TryGoOut(transaction.Connection, transaction.Transaction)) return false;
        transaction.Commit();
        guarded.WentOut();
        return true;
    }

    /// <summary>Ends a campaign, and does with what is left what was said before the first gift. May be done again when more came.</summary>
    private static IResult Close(string campaign, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, campaign) is not { } seen) return Results.NotFound();
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        using (var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number))
        {
            var stored = CampaignRows.List(transaction.Connection, fund, transaction.Transaction).First(c => c.Campaign.Id == seen.Campaign.Id);
            var left = CampaignProgress.Of(stored.Campaign.Id, fund.Currency, PublicSums.Of(transaction.Connection, fund)).Left;
            if (stored.Terms is { IsRestricted: true, Surplus: not Surplus.StaysBound } && left.Minor > 0)
                transaction.MustPost(fund, CampaignBooking.Unbind(fund.Id, new EntryId(Ids.Draw(), 0), today, stored.Campaign.Id, left));
            CampaignRows.Save(transaction.Connection, transaction.Transaction, fund, stored with { ClosedOn = stored.ClosedOn ?? today });
            transaction.Commit();
        }
        return TypedResults.Redirect($"{FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund)}/campaigns/{campaign}?said=Closed");
    }

    private static StoredCampaign? Read(FormInput input, Fund fund, StoredCampaign? before)
    {
        var name = input.Text("name", required: true, MaxName);
        var target = input.Amount("target", fund.Currency, required: false);
        var ends = input.Day("ends");
        var story = input.Text("story", maxLength: MaxStory);
        if (!Enum.TryParse<Surplus>(input.Raw("surplus"), out var surplus) || !Enum.IsDefined(surplus)) input.Wrong("surplus", "Shell.Form.Missing");
        if (surplus == Surplus.GoesElsewhere && story.Length == 0) input.Wrong("story", "Funds.Campaign.WhichFund");
        return input.IsWrong ? null : new StoredCampaign((before?.Campaign ?? new Campaign(CampaignId.None, "", "")) with { Name = name },
            new CampaignTerms(target, ends, input.Raw("bound") != "free", surplus), story.ReplaceLineEndings("\n"), input.Check("public"), before?.ClosedOn);
    }

    /// <summary>The cases that the author ticked; null where something in the form is wrong.</summary>
    private static IReadOnlyList<CaseId>? ReadCases(HttpContext context, FormInput input, DbConnection connection)
    {
        var cases = GuardedForm.ReadCases(input, connection, Visit.Required(context).Here!.Organisation);
        return input.IsWrong ? null : cases;
    }

    private static FormSheet Form(FormInput input, Page page, Fund fund, string action, StoredCampaign? stored, bool promiseStands, string submit)
    {
        var terms = stored?.Terms ?? new CampaignTerms(null, null, true, Surplus.BecomesFree);
        IReadOnlyList<Choice> surplus = [.. Enum.GetValues<Surplus>().Where(s => !promiseStands || s == terms.Surplus).Select(s => new Choice(s.ToString(), page["Funds.Campaign.Surplus." + s]))];
        IReadOnlyList<Choice> bound = [.. Bounds.Where(b => !promiseStands || (b == "bound") == terms.IsRestricted).Select(b => new Choice(b, page["Funds.Campaign.Bound." + b]))];
        return new FormSheet(page, action,
        [
            input.Field(FieldKind.Line, "name", stored?.Campaign.Name ?? "", required: true, maxLength: MaxName),
            input.Field(FieldKind.Lines, "story", stored?.Story ?? "", maxLength: MaxStory),
            input.Field(FieldKind.Line, "target", terms.Target?.ToUnits() ?? "", maxLength: 20) with { InputMode = "decimal" },
            input.Field(FieldKind.Day, "ends", terms.EndsOn is { } day ? Written.IsoDay(day) : ""),
            input.Field(FieldKind.Choice, "bound", terms.IsRestricted ? "bound" : "free", choices: bound),
            input.Field(FieldKind.Choice, "surplus", terms.Surplus.ToString(), choices: surplus),
            input.Field(FieldKind.Check, "public", stored is null or { IsPublic: true } ? "1" : ""),
            GuardedForm.Cases(input, page),
        ], page[submit]);
    }

    /// <summary>A campaign's name in addresses: it says nothing, as a name may be written in any letters.</summary>
    private static string DrawSlug(DbConnection connection, DbTransaction transaction, Fund fund, string name)
    {
        var plain = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        while (plain.Contains("--", StringComparison.Ordinal)) plain = plain.Replace("--", "-", StringComparison.Ordinal);
        var taken = FundRows.Campaigns(connection, fund.Number, transaction).Select(c => c.Slug).ToHashSet(StringComparer.Ordinal);
        if (plain.Length is < 3 or > 40) plain = "campaign";
        if (!taken.Contains(plain) && plain != "campaign") return plain;
        for (var i = 1; ; i++)
            if (!taken.Contains($"{plain}-{i}")) return $"{plain}-{i}";
    }

    private static StoredCampaign? Find(DbConnection connection, Fund fund, string slug) => CampaignRows.List(connection, fund).FirstOrDefault(c => c.Campaign.Slug == slug);

    private static string StateKey(StoredCampaign c, NodaTime.LocalDate today) =>
        c.ClosedOn is not null ? "Funds.Campaign.State.Closed" : c.Terms.EndsOn < today ? "Funds.Campaign.State.Over" : c.IsPublic ? "Funds.Campaign.State.Open" : "Funds.Campaign.State.Hidden";
}
