using System.Text.Json;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Publishing.SetSite;

/// <summary>How the site looks: the group's colour, its sign, what it says of itself in a line, and what it wishes of search engines.</summary>
internal static class SetSiteEndpoint
{
    private const string Address = "/groups/{group}/press/site";

    // What the colour stands on: the paper by day and by night (poruka.css).
    private const string Paper = "#faf7f1", Night = "#1b1916";
    private const double LeastContrast = 4.5;

    public static void MapSetSite(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => Form(context, desk, null, null))).ForGroup();
        routes.MapPost(Address, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => Save(context, desk))).ForGroup();
        routes.MapPost(Address + "/sign", SaveSign).ForGroup().WithUploads(CleanPicture.MaxBytes + 65_536, 1);
    }

    private static IResult Save(HttpContext context, PressDesk desk)
    {
        var page = Page.Of(context, "Publishing.Site.Title") with { Entry = NavigationEntry.Home };
        var input = new FormInput(context, page, "Publishing.Field");
        var guarded = Guarded(context, desk);
        var lines = Languages.All.ToDictionary(l => l.Name, l => input.Text("line-" + l.Name, maxLength: 200), StringComparer.Ordinal);
        var (accent, dark) = (Colour("accent", Paper), Colour("accentdark", Night));
        var recipient = input.Text("recipient", maxLength: 200);
        if (recipient.Length > 0 && AgeRecipient.TryParse(recipient) is null) input.Wrong("recipient", "Publishing.Wrong.Recipient");
        var cases = GuardedForm.ReadCases(input, desk.Connection, desk.Group);
        if (input.IsWrong) return Form(context, desk, input, null);
        if (guarded.Ask(context.Request.Form, SiteLines.Of(lines), SiteLines.Of(SiteLines.Of(desk.Connection, desk.Group)), cases, desk.Address("site")) is { } waits) return waits;
        using var transaction = desk.Connection.BeginTransaction();
        if (!guarded.TryGoOut(desk.Connection, transaction)) return guarded.Waits();
        Sql.Run(desk.Connection, transaction, """
            insert into site (organisation, accent, accent_dark, searchable, recipient, lines, sign, version) values (@group, @accent, @dark, @searchable, @recipient, @lines, null, 1)
            on conflict (organisation) do update set accent = excluded.accent, accent_dark = excluded.accent_dark, searchable = excluded.searchable,
                recipient = excluded.recipient, lines = excluded.lines, version = site.version + 1
            """, ("group", desk.Group.Number), ("accent", accent), ("dark", dark), ("searchable", input.Check("searchable") ? 1L : 0L), ("recipient", recipient),
            ("lines", JsonSerializer.Serialize(lines, PublicPostJson.Default.DictionaryStringString)));
        transaction.Commit();
        guarded.WentOut();
        return Results.Redirect(desk.Address("site"));

        string Colour(string name, string on)
        {
            var text = input.Text(name, maxLength: 7);
            if (text.Length > 0 && !SiteLook.IsColour(text)) input.Wrong(name, "Publishing.Wrong.Colour");
            else if (text.Length > 0 && SiteLook.Contrast(text, on) < LeastContrast) input.Wrong(name, "Publishing.Wrong.Contrast");
            return text;
        }
    }

    private static GuardedForm Guarded(HttpContext context, PressDesk desk) => new(context, desk.Guard, OutgoingKind.Site, SiteLines.ItemOf(desk.Group.Number));

    private static async Task<IResult> SaveSign(HttpContext context, ServeOptions options)
    {
        using var desk = PressDesk.Open(context, options);
        if (desk is null) return PressDesk.Closed(context);
        byte[]? png = null;
        var fault = PictureFault.NoPicture;
        var outcome = await UploadedFiles.TakeAsync(context, async (upload, stop) =>
        {
            using var bytes = new MemoryStream();
            await upload.Contents.CopyToAsync(bytes, stop);
            fault = await PictureDecoding.OneAtATime(() => CleanPicture.TryMakeSign(bytes.ToArray(), out png), stop);
        });
        if (outcome != UploadOutcome.Taken) return Form(context, desk, null, p => outcome.Text(p, CleanPicture.MaxBytes, 1) ?? p["Publishing.Picture.NoPicture"]);
        if (png is null) return Form(context, desk, null, p => p["Publishing.Picture." + fault]);
        Sql.Run(desk.Connection, null, """
            insert into site (organisation, accent, accent_dark, searchable, recipient, lines, sign, version) values (@group, '', '', 0, '', '{}', @sign, 1)
            on conflict (organisation) do update set sign = excluded.sign, version = site.version + 1
            """, ("group", desk.Group.Number), ("sign", png));
        return Results.Redirect(desk.Address("site"));
    }

    private static IResult Form(HttpContext context, PressDesk desk, FormInput? typed, Func<Page, string>? signError)
    {
        var page = Page.Of(context, "Publishing.Site.Title") with { Entry = NavigationEntry.Home };
        var input = typed ?? new FormInput(context, page, "Publishing.Field", Guarded(context, desk).Typed);
        var look = Sql.List(desk.Connection, null, "select accent, accent_dark, searchable, recipient, lines from site where organisation = @group",
            row => (Accent: row.GetString(0), Dark: row.GetString(1), Searchable: row.GetInt64(2) != 0, Recipient: row.GetString(3), Lines: row.GetString(4)),
            ("group", desk.Group.Number)).FirstOrDefault((Accent: "", Dark: "", Searchable: false, Recipient: "", Lines: "{}"));
        var lines = SiteLines.Read(look.Lines);
        List<Field> fields =
        [
            .. Languages.All.Select(l => input.Field(FieldKind.Line, "line-" + l.Name, lines.GetValueOrDefault(l.Name, ""), maxLength: 200, label: page.Text("Publishing.Field.line", Texts.Get(l, "Shell.Language.Own")))),
            input.Field(FieldKind.Line, "accent", look.Accent, maxLength: 7), input.Field(FieldKind.Line, "accentdark", look.Dark, maxLength: 7),
            input.Field(FieldKind.Line, "recipient", look.Recipient, maxLength: 200), input.Field(FieldKind.Check, "searchable", look.Searchable ? "1" : ""), GuardedForm.Cases(input, page),
        ];
        var sign = new Field(FieldKind.File, "sign", page["Publishing.Field.sign"])
            { Required = true, Accept = ".png,.jpg,.jpeg,.webp", Help = page["Publishing.Field.sign.Help"], Error = signError?.Invoke(page) };
        var errors = new ErrorSummary(page["Shell.Form.NotAccepted"], [.. fields, sign]);
        return (PartsView.Of(page, page["Publishing.Site.Lead"], new Way(desk.Address(), page["Publishing.Desk.Back"])) with { Errors = errors })
            .With(new Part { Forms = [new PartForm(desk.Address("site"), page["Publishing.Site.Submit"], fields)] },
                new Part { Heading = page["Publishing.Site.Sign"], Forms = [new PartForm(desk.Address("site/sign"), page["Publishing.Site.Sign.Submit"], [sign]) { Files = true }] })
            .Show(errors.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
