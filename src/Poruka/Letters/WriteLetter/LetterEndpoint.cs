using System.Globalization;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.WriteLetter;

/// <summary>A letter: what is written, what the check finds, the translation, the second reader's word.</summary>
internal static class LetterEndpoint
{
    private const string Base = "/groups/{group}/letters/letters/{letter}";

    private static readonly string[] Returns = ["moved", "released", "refused", "unknown"];

    public static void MapLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, (c, d, l) => Show(c, d, l, null, false))).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Save)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/decide", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Decide)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/assign", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Assign)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, LetterRow, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && LetterRows.Letter(desk.Connection, null, desk.Group.Number, known) is { } row ? work(context, desk, row) : Results.NotFound());

    private static bool CanWrite(LetterRow row) => row.State is "offered" or "assigned" or "drafted" or "changes";

    private static IResult Show(HttpContext context, LettersDesk desk, LetterRow row, LetterText? typed, bool meanwhile)
    {
        var stored = desk.Text(row.Id);
        var text = typed ?? stored ?? new LetterText("");
        var facts = row.Recipient is { } r ? desk.Facts(r) : null;
        var page = Page.Of(context, "Letters.Letter", facts?.Name ?? Texts.Get(Page.LanguageOf(context.Request), "Letters.Anybody")) with { Entry = NavigationEntry.Home };
        var view = LettersView.Of(page,
            page.Text("Letters.Letter.Lead", page["Letters.State." + row.State], row.Language, row.Writer is null ? page["Letters.FromOutside"] : desk.NameOf(row.Writer)), new Way(desk.Address(), page["Letters.Title"]));
        if (meanwhile) view = view.With(new Part { Warns = true, Paragraphs = ["Letters.Letter.Meanwhile"], Quoted = [stored?.Printed ?? ""] });
        if (text.Remark.Length > 0) view = view.With(new Part { Heading = page["Letters.Letter.Remark"], Warns = true, Quoted = [text.Remark] });
        if (row.Recipient is null) view = view.With(AssignPart(page, desk, row));
        var findings = LetterCheck.Run(Draft(desk, row, text, facts), Rules(desk, row), desk.Today);
        if (text.Printed.Length > 0)
            view = view.With(new Part
            {
                Heading = page["Letters.Check"], Paragraphs = [findings.Count == 0 ? "Letters.Check.Nothing" : "Letters.Check.Lead"],
                Items = [.. findings.Select(f => CheckSentences.Say(page, f))], Warns = findings.Any(f => f.Weight != CheckWeight.Hint),
            });
        if (CanWrite(row))
        {
            var fields = new LetterFields(page, name => name switch { "text" => text.Text, "translation" => text.Translation, "signature" => text.Signature, _ => "" }).Fresh();
            fields.Lines("text", maxLength: MaxLength, rows: 16);
            fields.Lines("translation", maxLength: MaxLength, rows: 8);
            fields.Line("signature", maxLength: 60);
            view = view.With(new Part
            {
                Forms = [new LettersForm(desk.Address("letters/" + Ids.Text(row.Id)), page["Letters.Letter.Save"], fields.All) { Hidden = [("version", row.Version.ToString(CultureInfo.InvariantCulture))] }],
            });
        }
        else view = view.With(new Part { Quoted = [text.Printed] });
        return view.With(Decisions(page, desk, row, text)).Show(meanwhile ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }

    /// <summary>The longest letter: some fifty pages.</summary>
    private const int MaxLength = 150_000;

    private static LetterDraft Draft(LettersDesk desk, LetterRow row, LetterText text, RecipientFacts? facts) =>
        new(text.Printed, row.Language, facts?.Name ?? "", facts?.Number ?? "")
        {
            Pages = LetterPrint.PagesOf(text.Printed), IsFirst = row.Recipient is { } r && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r) is { Letters: 0 },
        };

    private static LetterRules? Rules(LettersDesk desk, LetterRow row) =>
        row.Recipient is { } r && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r)?.Facility is { } facility && FacilityRules.Find(desk.Connection, facility) is { } rules
            ? FacilityRules.Of(rules) : null;

    private static Part[] Decisions(Page page, LettersDesk desk, LetterRow row, LetterText text)
    {
        LettersForm Button(string decision, IReadOnlyList<Field>? fields = null) =>
            new(desk.Address($"letters/{Ids.Text(row.Id)}/decide"), page["Letters.Decide." + decision], fields ?? [])
            {
                Hidden = [("version", row.Version.ToString(CultureInfo.InvariantCulture)), ("decision", decision)],
            };
        var remark = new LetterFields(page, _ => "");
        remark.Lines("remark", rows: 3, maxLength: 2_000);
        return row.State switch
        {
            "drafted" or "changes" or "offered" when text.Printed.Length > 0 && row.Recipient is not null =>
                [new Part { Heading = page["Letters.Decide"], Paragraphs = ["Letters.Decide.Lead"], Forms = [Button("approve"), Button("changes", remark.All), Button("withdraw")] }],
            "assigned" or "offered" => [new Part { Forms = [Button("withdraw")] }],
            "approved" => [new Part { Forms = [Button("reopen")] }],
            "posted" or "replied" => [new Part { Heading = page["Letters.After"], Forms = [ReplyForm(page, desk, row), ReturnForm(page, desk, row)] }],
            _ => [],
        };
    }

    private static LettersForm ReplyForm(Page page, LettersDesk desk, LetterRow row)
    {
        var fields = new LetterFields(page, _ => "").Fresh();
        fields.Lines("reply", maxLength: MaxLength, rows: 8);
        fields.Lines("replytranslation", maxLength: MaxLength, rows: 4);
        return new LettersForm(desk.Address($"letters/{Ids.Text(row.Id)}/reply"), page["Letters.Reply.Submit"], fields.All);
    }

    private static LettersForm ReturnForm(Page page, LettersDesk desk, LetterRow row)
    {
        var fields = new LetterFields(page, _ => "");
        fields.Choice("why", [.. Returns.Select(w => new Choice(w, page["Letters.Return." + w]))]);
        return new LettersForm(desk.Address($"letters/{Ids.Text(row.Id)}/returned"), page["Letters.Return.Submit"], fields.All);
    }

    private static Part AssignPart(Page page, LettersDesk desk, LetterRow row)
    {
        var waiting = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None)
            .Select(r => (Row: r, Facts: desk.Facts(r.Id))).Where(r => r.Facts is not null && r.Facts.Languages.Contains(row.Language)).ToList();
        if (waiting.Count == 0) return new Part { Empty = new Empty(page["Letters.Assign.Nobody"], page["Letters.Empty.Recipients"]) };
        var fields = new LetterFields(page, _ => "");
        fields.Choice("recipient", [.. waiting.Select(r => new Choice(r.Row.Id.ToString(), r.Facts!.Name))]);
        return new Part { Heading = page["Letters.Assign"], Forms = [new LettersForm(desk.Address($"letters/{Ids.Text(row.Id)}/assign"), page["Letters.Assign.Submit"], fields.All)] };
    }

    private static IResult Save(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var form = context.Request.Form;
        var stored = desk.Text(row.Id);
        var typed = (stored ?? new LetterText("")) with
        {
            Text = form["text"].ToString().ReplaceLineEndings("\n"), Translation = form["translation"].ToString().ReplaceLineEndings("\n"), Signature = form["signature"].ToString(),
        };
        if (typed.Text.Length > MaxLength || typed.Translation.Length > MaxLength) return Show(context, desk, row, typed, true);
        // Somebody saved from another tab: both texts are shown, and saving again puts this one in front of the other.
        if (!CanWrite(row) || form["version"] != row.Version.ToString(CultureInfo.InvariantCulture)) return Show(context, desk, row, typed, true);
        using var transaction = desk.Connection.BeginTransaction();
        if (!LetterRows.TryMove(desk.Connection, transaction, row, row.State is "assigned" or "changes" ? "drafted" : row.State))
        {
            transaction.Rollback();
            return Show(context, desk, row, typed, true);
        }
        desk.Write(transaction, row.Id, LetterRow.TextOf(row.Id), typed with { Earlier = stored?.Text ?? "" }, LettersJson.Default.LetterText);
        transaction.Commit();
        return Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)));
    }

    private static IResult Decide(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var form = context.Request.Form;
        var state = (form["decision"].ToString(), row.State) switch
        {
            ("approve", "drafted" or "changes" or "offered") when row.Recipient is not null => "approved",
            ("changes", "drafted" or "changes" or "offered") => "changes",
            ("withdraw", "offered" or "assigned" or "drafted" or "changes") => "withdrawn",
            ("reopen", "approved") => "drafted",
            _ => null,
        };
        if (state is null || form["version"] != row.Version.ToString(CultureInfo.InvariantCulture)) return Show(context, desk, row, null, true);
        var text = desk.Text(row.Id) ?? new LetterText("");
        using var transaction = desk.Connection.BeginTransaction();
        if (!LetterRows.TryMove(desk.Connection, transaction, row, state))
        {
            transaction.Rollback();
            return Show(context, desk, row, null, true);
        }
        desk.Write(transaction, row.Id, LetterRow.TextOf(row.Id), text with { Remark = state == "changes" ? form["remark"].ToString() : "" }, LettersJson.Default.LetterText);
        transaction.Commit();
        return Results.Redirect(desk.Address(state == "approved" ? "batches" : "letters/" + Ids.Text(row.Id)));
    }

    private static IResult Assign(HttpContext context, LettersDesk desk, LetterRow row)
    {
        if (row.Recipient is not null || Ids.Parse(context.Request.Form["recipient"]) is not { } id
            || LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(id)) is not { } recipient) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        if (!LetterRows.TryMove(desk.Connection, transaction, row with { Recipient = recipient.Id }, row.State))
        {
            transaction.Rollback();
            return Show(context, desk, row, null, true);
        }
        transaction.Commit();
        return Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)));
    }
}
