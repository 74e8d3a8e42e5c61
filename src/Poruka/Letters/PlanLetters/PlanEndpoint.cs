using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.PlanLetters;

/// <summary>The plan of a period: a preview with reasons, what-if, editing by hand, carrying out.</summary>
internal static class PlanEndpoint
{
    private const string Base = "/groups/{group}/letters/plan";

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Preview(context, desk))).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Keep(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet("/groups/{group}/letters/plans/{plan}", (HttpContext context, string plan, ServeOptions options) => One(context, options, plan, Edit)).ForGroup(Role.Coordinator);
        routes.MapPost("/groups/{group}/letters/plans/{plan}/change", (HttpContext context, string plan, ServeOptions options) => One(context, options, plan, Change)).ForGroup(Role.Coordinator);
        routes.MapPost("/groups/{group}/letters/plans/{plan}/lock", (HttpContext context, string plan, ServeOptions options) => One(context, options, plan, Lock)).ForGroup(Role.Coordinator);
        routes.MapPost("/groups/{group}/letters/plans/{plan}/carry-out", (HttpContext context, string plan, ServeOptions options) => One(context, options, plan, CarryOut)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, KeptPlan, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && KeptPlan.Find(desk, known) is { } plan ? work(context, desk, plan) : Results.NotFound());

    private static ulong SeedOf(HttpRequest request) =>
        ulong.TryParse(request.HasFormContentType ? request.Form["seed"].ToString() : request.Query["seed"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    private static IResult Preview(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Plan") with { Entry = NavigationEntry.Home, Wide = true };
        var seed = SeedOf(context.Request);
        var request = PlanInputs.Of(desk, seed);
        var plan = Planner.Make(request);
        var words = new PlanWords(page, desk);
        var view = PartsView.Of(page, page.Plural("Letters.Plan.Letters", plan.Pairings.Count) + " · " + page.Plural("Letters.Plan.Missing", plan.Unmet.Sum(u => u.Letters)), new Way(desk.Address(), page["Letters.Title"]));
        if (plan.Pairings.Count == 0 && plan.Unmet.Count == 0)
            view = view.With(new Part { Empty = new Empty(page["Letters.Plan.Empty"], page[request.Needs.Count == 0 ? "Letters.Empty.Recipients" : "Letters.Plan.NothingDue"]) });
        if (plan.Pairings.Count > 0)
            view = view.With(new Part { Table = words.Letters(KeptPlan.Planned(plan)), Forms = [new PartForm(desk.Address("plan"), page["Letters.Plan.Keep"], []) { Hidden = [("seed", seed.ToString(CultureInfo.InvariantCulture))] }] });
        if (plan.Unmet.Count > 0) view = view.With(new Part { Heading = page["Letters.Plan.Unmet"], Items = [.. KeptPlan.MissingOf(plan).Select(words.Missing)] });
        if (plan.Lapsed.Count > 0)
            view = view.With(new Part { Heading = page["Letters.Plan.Lapsed"], Items = [.. plan.Lapsed.Select(l => page.Text("Letters.Plan.LapsedOne", desk.NameOf(l.Writer), desk.NameOf(l.Recipient), page.Day(l.LastLetter)))] });
        if (KeptPlan.Open(desk) is { Count: > 0 } kept)
            view = view.With(new Part
            {
                Heading = page["Letters.Plan.Kept"],
                Table = new Table(page["Letters.Plan.Kept"], [new(page["Letters.MadeOn"]), new(page["Letters.State"])],
                    [.. kept.Select(k => (IReadOnlyList<Cell>)[new(page.Day(k.Day), desk.Address("plans/" + Ids.Text(k.Id))), new(page["Letters.Plan.State." + k.State])])]),
            });
        return view.With(WhatIf(context, page, desk, request, plan)).Show();
    }

    private static Part WhatIf(HttpContext context, Page page, LettersDesk desk, PlanRequest request, LetterPlan plan)
    {
        var query = context.Request.Query;
        var fields = new LetterFields(page, name => query[name].ToString());
        var more = fields.Number("more", 0, 1_000, 0);
        var languages = fields.Languages("language", required: false);
        var away = fields.Choice("away", [new("", page["Letters.Plan.NobodyAway"]), .. request.Capacities.Select(c => new Choice(c.Writer.ToString(), desk.NameOf(c.Writer)))]);
        var items = new List<string>();
        if (fields.Ok && (more > 0 || away.Length > 0))
        {
            var other = Planner.Make(request with
            {
                Capacities =
                [
                    .. request.Capacities.Where(c => c.Writer.ToString() != away),
                    .. Enumerable.Range(1, more).Select(i => new Capacity(new WriterId(UInt128.MaxValue - (UInt128)i), languages.Count > 0 ? languages : ["en"], 1)),
                ],
            });
            items.Add(page.Text("Letters.Plan.WhatIf.Result", plan.Pairings.Count, other.Pairings.Count, plan.LongestUnmetDays, other.LongestUnmetDays));
        }
        return new Part { Heading = page["Letters.Plan.WhatIf"], Items = items, Forms = [new PartForm(desk.Address("plan"), page["Letters.Plan.WhatIf.Submit"], fields.All) { Asks = true }] };
    }

    private static IResult Keep(HttpContext context, LettersDesk desk)
    {
        var seed = SeedOf(context.Request);
        var plan = Planner.Make(PlanInputs.Of(desk, seed));
        var id = KeptPlan.Add(desk, new PlanFacts(KeptPlan.Planned(plan), KeptPlan.MissingOf(plan), seed));
        return Results.Redirect(desk.Address("plans/" + Ids.Text(id)));
    }

    private static IResult Edit(HttpContext context, LettersDesk desk, KeptPlan plan) => Show(context, desk, plan, null);

    private static IResult Show(HttpContext context, LettersDesk desk, KeptPlan plan, string? problem)
    {
        var page = Page.Of(context, "Letters.Plan.Of", Written.Day(Page.LanguageOf(context.Request), plan.Day)) with { Entry = NavigationEntry.Home, Wide = true };
        var words = new PlanWords(page, desk);
        var view = PartsView.Of(page, page.Plural("Letters.Plan.Letters", plan.Facts.Letters.Count), new Way(desk.Address(), page["Letters.Title"]));
        if (problem is not null) view = view.With(new Part { Warns = true, Paragraphs = [problem] });
        view = view.With(new Part { Table = words.Letters(plan.Facts.Letters) });
        if (plan.Facts.Missing.Count > 0) view = view.With(new Part { Heading = page["Letters.Plan.Unmet"], Items = [.. plan.Facts.Missing.Select(words.Missing)] });
        if (plan.State == "done") return view.With(new Part { Paragraphs = ["Letters.Plan.Done"] }).Show(problem is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
        IReadOnlyList<Choice> writers = [new("", page["Letters.Plan.TakeOut"]), .. LetterRows.Writers(desk.Connection, desk.Group.Number).Where(w => w.State == "active").Select(w => new Choice(w.Id.ToString(), desk.NameOf(w.Id)))];
        IReadOnlyList<Choice> recipients = [.. LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None).Select(r => new Choice(r.Id.ToString(), desk.NameOf(r.Id)))];
        var fields = new LetterFields(page, _ => "");
        if (plan.State == "open" && recipients.Count > 0)
        {
            fields.Choice("recipient", recipients);
            fields.Choice("writer", writers);
            view = view.With(new Part
            {
                Heading = page["Letters.Plan.Change"], Paragraphs = ["Letters.Plan.Change.Lead"],
                Forms = [new PartForm(desk.Address($"plans/{Ids.Text(plan.Id)}/change"), page["Letters.Plan.Change.Submit"], fields.All) { Hidden = [("version", plan.Version.ToString(CultureInfo.InvariantCulture))] }],
            });
        }
        var isLocked = plan.State == "locked";
        view = view.With(new Part
        {
            Heading = page["Letters.Plan.Lock"], Paragraphs = [isLocked ? "Letters.Plan.Locked" : "Letters.Plan.Lock.Lead"],
            Forms = [new PartForm(desk.Address($"plans/{Ids.Text(plan.Id)}/lock"), page[isLocked ? "Letters.Plan.Unlock" : "Letters.Plan.Lock.Submit"], []) { Hidden = [("version", plan.Version.ToString(CultureInfo.InvariantCulture))] }],
        });
        return view.With(new Part
        {
            Heading = page["Letters.Plan.CarryOut"], Paragraphs = ["Letters.Plan.CarryOut.Lead"],
            Forms = [new PartForm(desk.Address($"plans/{Ids.Text(plan.Id)}/carry-out"), page["Letters.Plan.CarryOut.Submit"], []) { Hidden = [("version", plan.Version.ToString(CultureInfo.InvariantCulture))] }],
        }).Show(problem is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static IResult Change(HttpContext context, LettersDesk desk, KeptPlan plan)
    {
        var form = context.Request.Form;
        if (plan.State != "open" || form["version"] != plan.Version.ToString(CultureInfo.InvariantCulture)) return Show(context, desk, plan, "Letters.Wrong.Meanwhile");
        if (Ids.Parse(form["recipient"]) is not { } recipient || LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(recipient)) is not { } row) return Results.NotFound();
        var letters = plan.Facts.Letters.Where(l => l.Recipient != recipient).ToList();
        if (form["writer"].ToString().Length > 0)
        {
            if (Ids.Parse(form["writer"]) is not { } writer || desk.Facts(new WriterId(writer)) is not { } facts) return Results.NotFound();
            var reads = desk.Facts(row.Id)!.Languages;
            letters.Add(new PlannedLetter(recipient, writer, reads.Concat(facts.Languages).First(facts.Languages.Contains), PairingCause.Further, NodaTime.Period.DaysBetween(row.WaitsSince, desk.Today), 0));
        }
        plan.Change(desk, plan.Facts with { Letters = letters, Missing = [.. plan.Facts.Missing.Where(m => m.Recipient != recipient)] });
        return Results.Redirect(desk.Address("plans/" + Ids.Text(plan.Id)));
    }

    private static IResult Lock(HttpContext context, LettersDesk desk, KeptPlan plan)
    {
        var (from, to) = plan.State == "open" ? ("open", "locked") : ("locked", "open");
        return context.Request.Form["version"] == plan.Version.ToString(CultureInfo.InvariantCulture) && plan.TrySet(desk, from, to)
            ? Results.Redirect(desk.Address("plans/" + Ids.Text(plan.Id))) : Show(context, desk, plan, "Letters.Wrong.Meanwhile");
    }

    private static IResult CarryOut(HttpContext context, LettersDesk desk, KeptPlan plan)
    {
        if (context.Request.Form["version"] != plan.Version.ToString(CultureInfo.InvariantCulture) || !plan.TryCarryOut(desk)) return Show(context, desk, plan, "Letters.Wrong.Meanwhile");
        return Results.Redirect(desk.Address());
    }
}
