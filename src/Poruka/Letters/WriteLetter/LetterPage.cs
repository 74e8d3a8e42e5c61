using System.Globalization;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.WriteLetter;

/// <summary>Shows a letter: what is to do with it, what the check finds, its text, its files, its replies.</summary>
internal sealed class LetterPage(HttpContext context, LettersDesk desk, LetterRow row)
{
    /// <summary>The longest letter: some fifty pages.</summary>
    public const int MaxLength = 150_000;

    private static readonly string[] Returns = ["moved", "transfer", "released", "refused", "unknown"];

    private readonly RecipientFacts? _facts = row.Recipient is { } r ? desk.Facts(r) : null;

    public IResult Show(LetterText? typed = null, string? problem = null, int status = StatusCodes.Status409Conflict)
    {
        desk.Note(_facts?.Name ?? Ids.Text(row.Id));
        var stored = desk.Text(row.Id);
        var text = typed ?? stored ?? new LetterText("");
        var page = Page.Of(context, "Letters.Letter", _facts?.Name ?? Texts.Get(Page.LanguageOf(context.Request), "Letters.Anybody")) with { Entry = NavigationEntry.Home };
        var files = LetterFiles.Of(desk, row.Id);
        var view = PartsView.Of(page,
            page.Text("Letters.Letter.Lead", page["Letters.State." + row.State], page.NamesOf(row.Language), row.Writer is null ? page["Letters.FromOutside"] : desk.NameOf(row.Writer)),
            new Way(desk.Address(), page["Letters.Title"]));
        if (row.Recipient is { } recipient) view = view with { Ways = [new Way(desk.Address("recipients/" + recipient), page.Text("Letters.Letter.Recipient", _facts?.Name)), .. view.Ways] };
        if (problem is not null) view = view.With(new Part { Warns = true, Paragraphs = [problem], Quoted = typed is not null && stored is not null && stored.Text != typed.Text ? [stored.Printed] : [] });
        if (text.Remark.Length > 0) view = view.With(new Part { Heading = page["Letters.Letter.Remark"], Warns = true, Quoted = [text.Remark] });
        if (row.Recipient is null) view = view.With(AssignPart(page));
        if (text.Printed.Length > 0 || files.Count > 0) view = view.With(CheckPart(page, text, files));
        view = view.With(TextPart(page, text));
        if (files.Count > 0 || LetterEndpoint.CanWrite(row)) view = view.With(FilesPart(page, files));
        if (TranslationPart(page, text) is { } translation) view = view.With(translation);
        return view.With(Decisions(page, text, files)).With(Replies(page)).Show(problem is null ? StatusCodes.Status200OK : status);
    }

    private Part CheckPart(Page page, LetterText text, IReadOnlyList<LetterFile> files)
    {
        var draft = new LetterDraft(text.Printed, text.Translation.Length > 0 && _facts is { Languages: [var reads, ..] } ? reads : row.Language, _facts?.Name ?? "", _facts?.Number ?? "")
        {
            Pages = LetterPrint.PagesOf(text.Printed) + files.Count, Pictures = 0,
            IsFirst = row.Recipient is { } r && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r) is { Letters: 0 },
        };
        var rules = row.Recipient is { } id && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, id)?.Facility is { } facility && FacilityRules.Find(desk.Connection, facility) is { } own
            ? FacilityRules.Of(own) : null;
        var findings = LetterCheck.Run(draft, rules, desk.Today);
        var unprintable = CheckSentences.Unprintable(page, text.Printed + _facts?.Name + _facts?.Address);
        return new Part
        {
            Heading = page["Letters.Check"], Paragraphs = [findings.Count == 0 && unprintable.Count == 0 ? "Letters.Check.Nothing" : "Letters.Check.Lead"],
            Items = [.. unprintable, .. findings.Select(f => CheckSentences.Say(page, f)), .. files.Count > 0 && text.Printed.Length > 0 ? [page["Letters.Check.Files"]] : (string[])[]],
            Warns = unprintable.Count > 0 || findings.Any(f => f.Weight != CheckWeight.Hint),
        };
    }

    private Part TextPart(Page page, LetterText text)
    {
        if (!LetterEndpoint.CanWrite(row)) return new Part { Quoted = text.Printed.Length > 0 ? [text.Printed] : [] };
        var fields = new LetterFields(page, name => name switch { "text" => text.Text, "translation" => text.Translation, "signature" => text.Signature, _ => "" }).Fresh();
        fields.Lines("text", maxLength: MaxLength, rows: 16);
        fields.Lines("translation", maxLength: MaxLength, rows: 8);
        fields.Line("signature", maxLength: 60);
        if (!IsMine) fields.Check("typed");
        return new Part { Forms = [new PartForm(desk.Address("letters/" + Ids.Text(row.Id)), page["Letters.Letter.Save"], fields.All) { Hidden = [Version] }] };
    }

    private Part FilesPart(Page page, IReadOnlyList<LetterFile> files)
    {
        var address = desk.Address($"letters/{Ids.Text(row.Id)}/files");
        var forms = new List<PartForm>();
        if (LetterEndpoint.CanWrite(row))
        {
            var typed = new LetterFields(page, _ => "").Fresh();
            if (!IsMine) typed.Check("typed");
            forms.Add(new PartForm(address, page["Letters.File.Add"], [.. typed.All, LetterFiles.FieldOf(page)]) { Files = true, Hidden = [Version] });
            if (files.Count > 0)
            {
                var remove = new LetterFields(page, _ => "");
                remove.Choice("gone", [.. files.Select(f => new Choice(Ids.Text(f.Id), f.Head.Name))]);
                forms.Add(new PartForm(address + "/remove", page["Letters.File.Remove"], remove.All) { Hidden = [Version] });
            }
        }
        return new Part
        {
            Heading = page["Letters.Files"], Paragraphs = ["Letters.Files.Lead"],
            Table = files.Count == 0 ? null : new Table(page["Letters.Files"], [new(page["Letters.File.Name"]), new(page["Letters.File.What"])],
                [.. files.Select(f => (IReadOnlyList<Cell>)[new(f.Head.Name, $"{address}/{Ids.Text(f.Id)}"), new(LetterFiles.Line(page, f.Head))])]),
            Forms = forms,
        };
    }

    private Part? TranslationPart(Page page, LetterText text)
    {
        if (_facts is null || _facts.Languages.Contains(row.Language) || !LetterEndpoint.CanWrite(row)) return null;
        var languages = page.NamesOf(_facts.Languages);
        if (text.Translation.Length > 0) return new Part { Heading = page["Letters.Translate"], Items = [page.Text("Letters.Translate.Done", languages)] };
        var part = new Part { Heading = page["Letters.Translate"], Warns = true, Items = [page.Text("Letters.Translate.Needed", _facts.Name, languages, page.NamesOf(row.Language))] };
        if (row.Translator is { } asked) part = part with { Items = [.. part.Items, page.Text("Letters.Translate.Asked", desk.NameOf(asked))] };
        var able = LetterRows.Writers(desk.Connection, desk.Group.Number).Where(w => w.State != "left").Select(w => (w.Id, Facts: desk.Facts(w.Id)))
            .Where(w => w.Facts?.TranslatesFrom(row.Language, _facts.Languages) == true).ToList();
        if (able.Count == 0) return part with { Items = [.. part.Items, page.Text("Letters.Translate.Nobody", page.NamesOf(row.Language), languages)] };
        var fields = new LetterFields(page, _ => row.Translator?.ToString() ?? "");
        fields.Choice("translator", [.. able.Select(w => new Choice(w.Id.ToString(), w.Facts!.Name))]);
        return part with { Forms = [new PartForm(desk.Address($"letters/{Ids.Text(row.Id)}/translator"), page["Letters.Translate.Ask"], fields.All) { Hidden = [Version] }] };
    }

    private Part[] Decisions(Page page, LetterText text, IReadOnlyList<LetterFile> files)
    {
        PartForm Button(string decision, IReadOnlyList<Field>? fields = null) =>
            new(desk.Address($"letters/{Ids.Text(row.Id)}/decide"), page["Letters.Decide." + decision], fields ?? []) { Hidden = [Version, ("decision", decision)], IsSecond = decision is "changes" or "withdraw" };
        var remark = new LetterFields(page, _ => "");
        remark.Lines("remark", rows: 3, maxLength: 2_000);
        return row.State switch
        {
            "drafted" or "changes" or "offered" when (text.Printed.Length > 0 || files.Count > 0) && row.Recipient is not null =>
            [
                new Part
                {
                    Heading = page["Letters.Decide"], Paragraphs = [LetterEndpoint.Wrote(desk, row, text) ? "Letters.Decide.Own" : "Letters.Decide.Lead"],
                    Forms = LetterEndpoint.Wrote(desk, row, text) ? [Button("withdraw")] : [Button("approve"), Button("changes", remark.All), Button("withdraw")],
                },
            ],
            "assigned" or "offered" => [new Part { Forms = [Button("withdraw")] }],
            "approved" => [new Part { Forms = [Button("reopen")] }],
            "withdrawn" => [new Part { Forms = [Button("return")] }],
            "posted" or "replied" => [new Part { Heading = page["Letters.After"], Forms = [LetterReplies.Form(page, desk, Ids.Text(row.Id), new ReplyText("", "")), ReturnForm(page)] }],
            _ => [],
        };
    }

    private PartForm ReturnForm(Page page)
    {
        var fields = new LetterFields(page, _ => "");
        fields.Choice("why", [.. Returns.Select(w => new Choice(w, page["Letters.Return." + w]))]);
        return new PartForm(desk.Address($"letters/{Ids.Text(row.Id)}/returned"), page["Letters.Return.Submit"], fields.All);
    }

    private Part[] Replies(Page page)
    {
        var replies = LetterReplies.Of(desk, row.Id);
        return replies.Count == 0 ? [] : [new Part { Heading = page["Letters.Replies"], Table = LetterReplies.Table(page, desk, replies) }];
    }

    private Part AssignPart(Page page)
    {
        var waiting = LetterRows.Recipients(desk.Connection, desk.Group.Number).Where(r => r.Hold == Hold.None)
            .Select(r => (Row: r, Facts: desk.Facts(r.Id))).Where(r => r.Facts is not null).OrderBy(r => r.Facts!.Languages.Contains(row.Language) ? 0 : 1).ToList();
        if (waiting.Count == 0) return new Part { Empty = new Empty(page["Letters.Assign.Nobody"], page["Letters.Empty.Recipients"]) };
        var fields = new LetterFields(page, _ => "");
        fields.Choice("recipient", [.. waiting.Select(r => new Choice(r.Row.Id.ToString(),
            r.Facts!.Languages.Contains(row.Language) ? r.Facts.Name : page.Text("Letters.Assign.Translated", r.Facts.Name, page.NamesOf(r.Facts.Languages))))]);
        return new Part { Heading = page["Letters.Assign"], Forms = [new PartForm(desk.Address($"letters/{Ids.Text(row.Id)}/assign"), page["Letters.Assign.Submit"], fields.All)] };
    }

    private bool IsMine => row.Writer is { } writer && LetterRows.Writer(desk.Connection, desk.Group.Number, writer)?.Member == desk.Me.Id;

    private (string, string) Version => ("version", row.Version.ToString(CultureInfo.InvariantCulture));
}
