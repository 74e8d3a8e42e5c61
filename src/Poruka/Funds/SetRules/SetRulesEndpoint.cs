using System.Globalization;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.SetRules;

/// <summary>The rules of a fund: what they say, the form that changes them, and what they would have made of last year's requests.</summary>
public sealed record RulesModel(Page Page, string Address, string Back, int Version, IReadOnlyList<string> Sentences, bool IsTrial, Table? Trial,
    IReadOnlyList<Field> Fields, IReadOnlyList<string> Problems, bool MayChange, string? Said)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);
}

/// <summary>Shows the rules in sentences, tries others on last year's requests, and puts them in force for what is asked from then on.</summary>
internal static class SetRulesEndpoint
{
    private const int TierCount = 4;

    public static void MapSetRules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/rules", (HttpContext context, ServeOptions options) => Show(context, options, false)).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/rules", (HttpContext context, ServeOptions options) => Show(context, options, true)).ForGroup(Role.Trustee);
    }

    private static IResult Show(HttpContext context, ServeOptions options, bool isPosted)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(group, fund);
        var page = Page.Of(context, "Funds.Rules.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/rules" };
        var input = new FormInput(context, page, "Funds.Rules");
        var newest = RulesRows.Newest(connection, fund);
        var rules = newest;
        string[] problems = [];
        string? said = null;
        if (isPosted)
        {
            rules = Read(input, fund, newest.Version + 1);
            problems = [.. rules.Check().Select(p => page["Funds.Rules.Problem." + p])];
            if (!input.IsWrong && problems.Length == 0 && context.Request.Form["go"] == "keep")
            {
                said = page[RulesRows.TryAdd(connection, fund, rules, visit.Member.Id, page.Today) ? "Funds.Rules.Kept" : "Funds.Rules.Overtaken"];
                newest = RulesRows.Newest(connection, fund);
            }
        }
        var trial = isPosted && said is null && !input.IsWrong && problems.Length == 0 ? Try(page, RequestRows.Since(connection, fund, page.Today.PlusYears(-1)), rules) : null;
        var isWrong = input.IsWrong || problems.Length > 0;
        return TypedResults.RazorSlice(RulesPage.Create(new RulesModel(page, address + "/rules", address, newest.Version,
            RuleSentences.Of(page, fund, isWrong ? newest : rules), trial is not null, trial, Fields(input, page, fund, rules), problems, visit.Here!.Is(Role.Trustee), said)),
            isWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static FundRules Read(FormInput input, Fund fund, int version)
    {
        var tiers = new List<RuleTier>();
        for (var i = 1; i <= TierCount; i++)
        {
            var upTo = input.Amount($"tier{i}", fund.Currency, required: false);
            var isLast = input.Raw($"tier{i}").Length == 0;
            tiers.Add(new RuleTier(upTo?.Minor ?? long.MaxValue, input.Number($"approvals{i}", 1, 100), input.Check($"waits{i}")));
            if (isLast) break;
        }
        var ceilings = new Dictionary<AccountClass, long>();
        foreach (var purpose in RequestWords.Purposes)
            if (input.Amount($"ceiling{purpose}", fund.Currency, required: false) is { } ceiling) ceilings[purpose] = ceiling.Minor;
        return new FundRules
        {
            Version = version, Tiers = tiers, ObjectionDays = input.Number("objectionDays", 0, 60), UnopposedPercent = input.Number("silence", 0, 100),
            VoteDays = input.Number("voteDays", 1, 60), QuorumPercent = input.Number("quorum", 1, 100),
            EmergencyMinor = input.Amount("emergency", fund.Currency, required: false)?.Minor ?? 0, RatifyDays = input.Number("ratifyDays", 1, 60),
            SharePercent = input.Number("costShare", 1, 100), FullInHardship = input.Check("hardshipFull"), Ceilings = ceilings,
            ApplyWithinDays = input.Number("applyDays", 0, 3_650), LapseDays = input.Number("lapseDays", 1, 730),
            WhenFew = input.Raw("whenFew") == nameof(FewDeciders.Wait) ? FewDeciders.Wait : FewDeciders.AllWhoRemain, BenefitsPass = input.Check("benefitsPass"), TakesOutside = input.Check("takesOutside"),
        };
    }

    private static List<Field> Fields(FormInput input, Page page, Fund fund, FundRules rules)
    {
        string Units(long minor) => new Money(minor, fund.Currency).ToUnits();
        string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
        var fields = new List<Field>();
        for (var i = 1; i <= TierCount; i++)
        {
            var tier = i <= rules.Tiers.Count ? rules.Tiers[i - 1] : null;
            fields.Add(input.Field(FieldKind.Line, $"tier{i}", tier is null || tier.UpToMinor == long.MaxValue ? "" : Units(tier.UpToMinor), maxLength: 20) with { InputMode = "decimal" });
            fields.Add(input.Field(FieldKind.Line, $"approvals{i}", Number(tier?.Approvals ?? rules.Tiers[^1].Approvals), required: true, maxLength: 3) with { InputMode = "numeric" });
            fields.Add(input.Field(FieldKind.Check, $"waits{i}", tier?.WaitsForWindow == true ? "1" : ""));
        }
        fields.Add(input.Field(FieldKind.Line, "objectionDays", Number(rules.ObjectionDays), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Line, "silence", Number(rules.UnopposedPercent), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Line, "voteDays", Number(rules.VoteDays), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Line, "quorum", Number(rules.QuorumPercent), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Line, "emergency", rules.EmergencyMinor == 0 ? "" : Units(rules.EmergencyMinor), maxLength: 20));
        fields.Add(input.Field(FieldKind.Line, "ratifyDays", Number(rules.RatifyDays), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Line, "costShare", Number(rules.SharePercent), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Check, "hardshipFull", rules.FullInHardship ? "1" : ""));
        fields.Add(input.Field(FieldKind.Line, "applyDays", Number(rules.ApplyWithinDays), required: true, maxLength: 4));
        fields.Add(input.Field(FieldKind.Line, "lapseDays", Number(rules.LapseDays), required: true, maxLength: 3));
        fields.Add(input.Field(FieldKind.Choice, "whenFew", rules.WhenFew.ToString(),
            choices: [.. Enum.GetValues<FewDeciders>().Select(f => new Choice(f.ToString(), page["Funds.Rules.FewShort." + f]))]));
        fields.Add(input.Field(FieldKind.Check, "benefitsPass", rules.BenefitsPass ? "1" : ""));
        fields.Add(input.Field(FieldKind.Check, "takesOutside", rules.TakesOutside ? "1" : ""));
        foreach (var purpose in RequestWords.Purposes)
            fields.Add(input.Field(FieldKind.Line, $"ceiling{purpose}", rules.Ceilings.TryGetValue(purpose, out var ceiling) ? Units(ceiling) : "", maxLength: 20));
        return fields;
    }

    private static Table Try(Page page, IReadOnlyList<StoredRequest> requests, FundRules rules) => new(
        page["Funds.Rules.Trial"],
        [new(page["Funds.Request.Reference"]), new(page["Funds.Request.purpose"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Request.State"]), new(page["Funds.Rules.Trial.Under"])],
        [.. requests.Select(r =>
        {
            var trial = Trial.Of(rules, r.Request, r.Cost);
            return (IReadOnlyList<Cell>)[new(r.Reference), new(page["Funds.Account." + r.Request.Purpose]), new(page.Money(r.Request.Amount)), new(RequestWords.State(page, r.Request)),
                new(trial.Result == TrialResult.Approvals ? page.Plural("Funds.Rules.Approvals", trial.Approvals) : page["Funds.Rules.Trial." + trial.Result])];
        })]);
}
