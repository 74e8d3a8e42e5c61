using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Letters.WriteAsMember;

/// <summary>A member's own letters: whom they write to, drafts, translations, replies for them; never another's.</summary>
internal static class MyLettersEndpoint
{
    private const string Base = "/groups/{group}/my-letters";
    private const int MaxLength = 150_000;

    public static void MapMyLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => WriterDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapPost(Base + "/away", (HttpContext context, ServeOptions options) => WriterDesk.At(context, options, desk => Away(context, desk))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapPost(Base + "/hand-on", (HttpContext context, ServeOptions options) => WriterDesk.At(context, options, desk => HandOn(context, desk))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapGet(Base + "/letters/{letter}", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, (desk, found) => Letter(context, desk, found, null, null))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapPost(Base + "/letters/{letter}", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, (desk, found) => Save(context, desk, found))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapPost(Base + "/letters/{letter}/files", AddFiles).ForGroup(Role.Writer, Role.Coordinator).WithUploads(LetterFiles.MaxBytes, LetterFiles.MaxFiles);
        routes.MapGet(Base + "/replies/{reply}", (HttpContext context, string reply, ServeOptions options) => WriterDesk.At(context, options, desk => Reply(context, desk, reply))).ForGroup(Role.Writer, Role.Coordinator);
        routes.MapGet(Base + "/replies/{reply}/scans/{number}", (HttpContext context, string reply, string number, ServeOptions options) => WriterDesk.At(context, options, desk => Scan(desk, reply, number))).ForGroup(Role.Writer, Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<WriterDesk, MyLetter, IResult> work) =>
        WriterDesk.At(context, options, desk => Ids.Parse(id) is { } known && desk.Letter(known) is { } letter ? work(desk, letter) : Results.NotFound());

    /// <summary>Whether it is still written or translated. What came from the public page has no writer here, but may have a translator.</summary>
    private static bool CanWrite(MyLetter letter) => letter.Row.State is "assigned" or "drafted" or "changes" || !letter.IsMine && letter.Row.State == "offered";

    private static IResult Show(HttpContext context, WriterDesk desk)
    {
        var page = Page.Of(context, "Letters.Mine.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var view = PartsView.Of(page, page["Letters.Mine.Lead"], new Way("/groups/" + desk.Group.Slug, desk.Group.Name));
        if (desk.Mine.Count == 0) return view.With(new Part { Empty = new Empty(page["Letters.Mine.Empty"], page["Letters.Mine.NotYet"]) }).Show();
        var letters = desk.Letters();
        var toDo = letters.Where(l => l.IsMine && CanWrite(l)).ToList();
        view = view.With(toDo.Count == 0
            ? new Part { Heading = page["Letters.Mine.ToWrite"], Empty = new Empty(page["Letters.Mine.Empty"], page["Letters.Mine.NothingNow"]) }
            : new Part { Heading = page["Letters.Mine.ToWrite"], Table = Table(page, desk, page["Letters.Mine.ToWrite"], toDo) });
        // The plan asks translators before anything is written.
        var toTranslate = letters.Where(l => !l.IsMine && CanWrite(l) && (l.Copy.Text.Text.Length > 0 || l.Copy.Files.Count > 0)).ToList();
        if (toTranslate.Count > 0) view = view.With(new Part { Heading = page["Letters.Mine.ToTranslate"], Table = Table(page, desk, page["Letters.Mine.ToTranslate"], toTranslate) });
        var replies = desk.Replies();
        if (replies.Count > 0)
            view = view.With(new Part
            {
                Heading = page["Letters.Mine.Replies"],
                Table = new Table(page["Letters.Mine.Replies"], [new(page["Letters.By"]), new(page["Letters.Reply.Begins"])],
                    [.. replies.Select(r => (IReadOnlyList<Cell>)[new(r.Copy.From, desk.Address("replies/" + Ids.Text(r.Id))), new(r.Copy.Text.Length == 0 ? page["Letters.Reply.Untyped"] : r.Copy.Text[..Math.Min(60, r.Copy.Text.Length)])])]),
            });
        var sent = letters.Where(l => l.IsMine && !CanWrite(l)).Take(50).ToList();
        if (sent.Count > 0) view = view.With(new Part { Heading = page["Letters.Mine.Sent"], Table = Table(page, desk, page["Letters.Mine.Sent"], sent) });
        return view.With(Standing(page, desk, letters)).With(AwayPart(page, desk, null)).Show();
    }

    private static Table Table(Page page, WriterDesk desk, string caption, IReadOnlyList<MyLetter> letters) => new(
        caption, [new(page["Letters.To"]), new(page["Letters.State"]), new(page["Letters.Language"]), new(page["Letters.MadeOn"])],
        [
            .. letters.Select(l => (IReadOnlyList<Cell>)
            [
                new(l.Copy.To.Length > 0 ? l.Copy.To : page["Letters.Anybody"], desk.Address("letters/" + Ids.Text(l.Row.Id))), new(page["Letters.State." + l.Row.State]), new(page.NamesOf(l.Row.Language)), new(page.Day(l.Row.MadeOn)),
            ]),
        ]);

    /// <summary>Whom they write to: by the names that stand on their own letters.</summary>
    private static Part[] Standing(Page page, WriterDesk desk, IReadOnlyList<MyLetter> letters)
    {
        var names = letters.Where(l => l.IsMine && l.Row.Recipient is not null).GroupBy(l => l.Row.Recipient!.Value).ToDictionary(g => g.Key, g => g.First().Copy.To);
        var standing = desk.Mine.SelectMany(w => Correspondences.Of(desk.Connection, w.Id)).Where(c => names.ContainsKey(c.Recipient)).ToList();
        if (standing.Count == 0) return [];
        var fields = new LetterFields(page, _ => "");
        fields.Choice("recipient", [.. standing.Select(c => new Choice(c.Recipient.ToString(), names[c.Recipient]))]);
        return
        [
            new Part
            {
                Heading = page["Letters.Mine.Standing"],
                Table = new Table(page["Letters.Mine.Standing"], [new(page["Letters.To"]), new(page["Letters.Mine.LastLetter"])],
                    [.. standing.Select(c => (IReadOnlyList<Cell>)[new(names[c.Recipient]), new(page.Day(c.LastLetter))])]),
            },
            new Part { Heading = page["Letters.HandOn"], Paragraphs = ["Letters.HandOn.Lead"], Forms = [new PartForm(desk.Address("hand-on"), page["Letters.HandOn.Submit"], fields.All)] },
        ];
    }

    private static LetterFields AwayFields(HttpRequest? request, Page page, WriterDesk desk)
    {
        var mine = desk.Mine[0];
        string Stored(string name) => name == "perperiod" ? mine.Letters.ToString(CultureInfo.InvariantCulture) : mine.PausedUntil is { } day ? Written.IsoDay(day) : "";
        return request is null ? new LetterFields(page, Stored).Fresh() : LetterFields.Of(page, request, Stored);
    }

    private static Part AwayPart(Page page, WriterDesk desk, LetterFields? wrong)
    {
        var fields = wrong ?? AwayFields(null, page, desk);
        if (wrong is null)
        {
            fields.Number("perperiod", 0, 100, 1);
            fields.Day("until");
        }
        return new Part { Heading = page["Letters.Mine.Away"], Paragraphs = ["Letters.Mine.Away.Lead"], Forms = [new PartForm(desk.Address("away"), page["Letters.Save"], fields.All)] };
    }

    private static IResult Away(HttpContext context, WriterDesk desk)
    {
        if (desk.Mine.Count == 0) return Results.NotFound();
        var page = Page.Of(context, "Letters.Mine.Away") with { Entry = NavigationEntry.Home };
        var fields = AwayFields(context.Request, page, desk);
        var letters = fields.Number("perperiod", 0, 100, 1);
        var until = fields.Day("until");
        if (!fields.Ok)
            return (PartsView.Of(page, "", new Way(desk.Address(), page["Letters.Mine.Title"])) with { Errors = fields.Errors }).With(AwayPart(page, desk, fields)).Show(StatusCodes.Status400BadRequest);
        using var transaction = desk.Connection.BeginTransaction();
        foreach (var row in desk.Mine)
            LetterRows.Put(desk.Connection, transaction, desk.Group.Number, row with { Letters = letters, PausedUntil = until, State = until >= desk.Today ? "paused" : "active" });
        transaction.Commit();
        return Results.Redirect(desk.Address());
    }

    private static IResult HandOn(HttpContext context, WriterDesk desk)
    {
        if (Ids.Parse(context.Request.Form["recipient"]) is not { } id) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        var count = desk.Mine.Count(w => Correspondences.HandOn(desk.Connection, transaction, desk.Group.Number, new RecipientId(id), w.Id, desk.Today));
        transaction.Commit();
        return count > 0 ? Results.Redirect(desk.Address()) : Results.NotFound();
    }

    private static IResult Letter(HttpContext context, WriterDesk desk, MyLetter letter, LetterText? typed, string? problem, string? fileError = null)
    {
        var (row, copy) = (letter.Row, letter.Copy);
        var page = Page.Of(context, letter.IsMine ? "Letters.Letter" : "Letters.Translate.Of", copy.To) with { Entry = NavigationEntry.Home };
        var view = PartsView.Of(page, page.Text("Letters.Mine.LetterLead", page["Letters.State." + row.State], page.NamesOf(row.Language)), new Way(desk.Address(), page["Letters.Mine.Title"]));
        if (problem is not null) view = view.With(new Part { Warns = true, Paragraphs = [problem], Quoted = typed is null ? [] : [letter.IsMine ? copy.Text.Text : copy.Text.Translation] });
        if (copy.Text.Remark.Length > 0) view = view.With(new Part { Heading = page["Letters.Letter.Remark"], Warns = true, Quoted = [copy.Text.Remark] });
        if (copy.About.Length > 0) view = view.With(new Part { Heading = page["Letters.Field.wishes"], Quoted = [copy.About] });
        var text = typed ?? copy.Text;
        if (!CanWrite(letter)) view = view.With(new Part { Quoted = [text.Printed] });
        else
        {
            var fields = new LetterFields(page, name => name switch { "text" => text.Text, "translation" => text.Translation, "signature" => text.Signature, _ => "" }).Fresh();
            if (letter.IsMine)
            {
                if (text.Text.Length > 0) view = view.With(CheckPart(page, desk, row, text, copy));
                fields.Lines("text", maxLength: MaxLength, rows: 16);
                fields.Line("signature", maxLength: 60);
            }
            else
            {
                view = view.With(new Part { Items = [page.Text("Letters.Translate.Into", page.NamesOf(row.Language), page.NamesOf(copy.Reads))], Quoted = [text.Text] });
                fields.Lines("translation", maxLength: MaxLength, rows: 16);
            }
            view = view.With(new Part { Forms = [new PartForm(desk.Address("letters/" + Ids.Text(row.Id)), page["Letters.Letter.Save"], fields.All) { Hidden = [("version", row.Version.ToString(CultureInfo.InvariantCulture))] }] });
        }
        if (letter.IsMine && (CanWrite(letter) || copy.Files.Count > 0))
            view = view.With(new Part
            {
                Heading = page["Letters.Files"], Paragraphs = ["Letters.Files.Lead"], Items = copy.Files,
                Forms = CanWrite(letter) ? [new PartForm(desk.Address($"letters/{Ids.Text(row.Id)}/files"), page["Letters.File.Add"], [LetterFiles.FieldOf(page, fileError)]) { Files = true, Hidden = [("version", row.Version.ToString(CultureInfo.InvariantCulture))] }] : [],
            }) with { Errors = new ErrorSummary(page["Letters.Wrong"], [LetterFiles.FieldOf(page, fileError)]) };
        return view.Show(fileError is not null ? StatusCodes.Status400BadRequest : problem is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static Part CheckPart(Page page, WriterDesk desk, LetterRow row, LetterText text, LetterCopy copy)
    {
        var recipient = row.Recipient is { } r ? LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r) : null;
        var rules = recipient?.Facility is { } facility && FacilityRules.Find(desk.Connection, facility) is { } own ? FacilityRules.Of(own) : null;
        var findings = LetterCheck.Run(new LetterDraft(text.Text, row.Language, copy.To, "") { Pages = LetterPrint.PagesOf(text.Text) + copy.Files.Count, IsFirst = recipient is { Letters: 0 } }, rules, desk.Today);
        var unprintable = CheckSentences.Unprintable(page, text.Printed);
        return new Part
        {
            Heading = page["Letters.Check"], Paragraphs = [findings.Count == 0 && unprintable.Count == 0 ? "Letters.Check.Nothing" : "Letters.Check.Lead"],
            Items = [.. unprintable, .. findings.Select(f => CheckSentences.Say(page, f))], Warns = unprintable.Count > 0 || findings.Any(f => f.Weight != CheckWeight.Hint),
        };
    }

    private static IResult Save(HttpContext context, WriterDesk desk, MyLetter letter)
    {
        var form = context.Request.Form;
        var before = letter.Copy.Text;
        var typed = letter.IsMine
            ? before with { Text = form["text"].ToString().ReplaceLineEndings("\n"), Signature = form["signature"].ToString(), Remark = "", By = desk.Me.ToString(), Earlier = before.Text }
            : before with { Translation = form["translation"].ToString().ReplaceLineEndings("\n") };
        if (typed.Text.Length > MaxLength || typed.Translation.Length > MaxLength) return Letter(context, desk, letter, typed, "Letters.Letter.TooLong");
        return CanWrite(letter) && form["version"] == letter.Row.Version.ToString(CultureInfo.InvariantCulture) && desk.TryStore(letter, typed, letter.Copy.Files)
            ? Results.Redirect(desk.Address("letters/" + Ids.Text(letter.Row.Id)))
            : Letter(context, desk, letter, typed, "Letters.Letter.Meanwhile");
    }

    private static async Task<IResult> AddFiles(HttpContext context, string letter, ServeOptions options)
    {
        Room room;
        using (var first = WriterDesk.Open(context, options))
        {
            if (Ids.Parse(letter) is not { } known || first.Letter(known) is not { IsMine: true } mine || !CanWrite(mine)) return Results.NotFound();
            room = first.Room;
        }
        var id = Ids.Parse(letter)!.Value;
        var taken = await LetterFiles.Take(context, options, room, id, options.Clock.GetCurrentInstant().InUtc().Date);
        using var desk = WriterDesk.Open(context, options);
        var page = Page.Of(context, "Letters.File.Add");
        var error = taken.ErrorOn(page) ?? (taken.Files.Count == 0 ? page["Letters.File.None"] : null);
        if (desk.Letter(id) is not { } found) return Results.NotFound();
        if (error is null && CanWrite(found) && desk.TryStore(found, found.Copy.Text with { By = desk.Me.ToString() }, [.. found.Copy.Files, .. taken.Files.Select(f => f.Head.Name)],
            transaction => LetterFiles.Add(options.Installation, desk.Connection, transaction, room, id, taken))) return Results.Redirect(desk.Address("letters/" + letter));
        LetterFiles.Discard(options.Installation, taken.Files);
        return Letter(context, desk, found, null, null, error ?? page["Letters.Wrong.Meanwhile"]);
    }

    private static IResult Reply(HttpContext context, WriterDesk desk, string id)
    {
        if (Ids.Parse(id) is not { } known || desk.Reply(known) is not { } reply) return Results.NotFound();
        var page = Page.Of(context, "Letters.Reply.Of", reply.Copy.From) with { Entry = NavigationEntry.Home };
        var view = PartsView.Of(page, "", new Way(desk.Address("letters/" + Ids.Text(reply.Letter)), page["Letters.Reply.Letter"]), new Way(desk.Address(), page["Letters.Mine.Title"]))
            .With(new Part { Quoted = [reply.Copy.Text.Length > 0 ? reply.Copy.Text : page["Letters.Reply.Untyped"], .. reply.Copy.Translation.Length > 0 ? [reply.Copy.Translation] : (string[])[]] });
        if (reply.Copy.Scans > 0)
            view = view with { Ways = [.. Enumerable.Range(1, reply.Copy.Scans).Select(i => new Way(desk.Address(string.Create(CultureInfo.InvariantCulture, $"replies/{id}/scans/{i}")), page.Text("Letters.Mine.Scan", i))), .. view.Ways] };
        return view.Show();
    }

    private static IResult Scan(WriterDesk desk, string reply, string number) =>
        Ids.Parse(reply) is { } id && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && desk.Scan(id, n) is { } scan
            ? Results.File(scan, "application/octet-stream", string.Create(CultureInfo.InvariantCulture, $"reply-{n}.jpg")) : Results.NotFound();
}
