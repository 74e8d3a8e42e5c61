using System.Security.Cryptography;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Printing;
using Poruka.Storage;

namespace Poruka.Cases.WriteWill;

/// <summary>
/// One's own arrest will: written, looked through once a year, printed, taken away; and what others did with it. While an arrest of
/// the writer is recorded, nothing of it is shown or changed from their account: whoever sits at it may not be the writer.
/// </summary>
internal static class WriteWillEndpoint
{
    public const string Address = "/me/will";

    private const string Needed = "needed", NamedPrefix = "named-";

    public static void MapWriteWill(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Overview(context, options)).ForSignedIn();
        routes.MapGet(Address + "/write", (HttpContext context, ServeOptions options) => Form(context, options, null)).ForSignedIn(proof: true);
        routes.MapPost(Address + "/write", Save).ForSignedIn(proof: true);
        routes.MapGet(Address + "/read", Read).ForSignedIn(proof: true);
        routes.MapGet(Address + "/print.pdf", Print).ForSignedIn(proof: true);
        routes.MapPost(Address + "/renew", Renew).ForSignedIn();
        routes.MapGet(Address + "/erase", AskToErase).ForSignedIn();
        routes.MapPost(Address + "/erase", Erase).ForSignedIn(proof: true);
    }

    private static IResult Overview(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        var page = PageOf(context, "Cases.Will.Title");
        var isArrested = Arrests.IsRecorded(connection, visit.Member.Id);
        if (Wills.OfWriter(connection, visit.Member.Id) is not { } will)
            return (View(page, new WillPart(page["Cases.Will.None"], [])
            {
                Links = isArrested ? [] : [.. visit.Memberships.Select(m => new Choice($"{Address}/write?of={m.Organisation.Slug}", page.Text("Cases.Will.Begin", m.Organisation.Name)))],
            }) with { Warning = isArrested ? page["Cases.Will.Arrested"] : null }).Show();
        var named = Wills.Named(connection, will).Select(n => MemberRows.Find(connection, n.Member)!).ToList();
        var group = visit.Memberships.FirstOrDefault(m => m.Organisation.Number == will.Organisation)?.Organisation;
        var there = group is null ? [] : MemberRows.Of(connection, group).Select(m => m.Id).ToHashSet();
        var lines = new List<WillLine>
        {
            new(page.Text("Cases.Will.WrittenOn", page.Day(will.WrittenOn))),
            new(page[will.Needed == 1 ? "Cases.Will.OneOpens" : "Cases.Will.TwoOpen"]),
        };
        lines.AddRange(named.Select(m => new WillLine(m.Name, there.Contains(m.Id) ? null : page["Cases.Will.NotThere"])));
        var isDue = will.RemindOn <= page.Today;
        var part = new WillPart(page["Cases.Will.Yours"], lines);
        if (!isArrested)
            part = part with
            {
                Links =
                [
                    new($"{Address}/write", page["Cases.Will.Edit"]), new($"{Address}/read", page["Cases.Will.Print"]), new($"{Address}/print.pdf", page["Cases.Will.Pdf"]), new($"{Address}/erase", page["Cases.Will.Erase"]),
                ],
                Buttons = isDue ? [new($"{Address}/renew", page["Cases.Will.StillRight"])] : [],
            };
        var names = Wills.Record(connection, will).Select(d => new WillLine(
            page.Text("Cases.Will.Deed." + d.What, MemberRows.Find(connection, d.Member)?.Name), CaseTimes.Text(page, d.At, DateTimeZone.Utc))).ToList();
        return (View(page, part, new WillPart(page["Cases.Will.Record"], names, page["Cases.Will.Record.Empty"])) with
        {
            Warning = isArrested ? page["Cases.Will.Arrested"]
                : named.Count(m => there.Contains(m.Id)) < will.Needed ? page["Cases.Will.OpensNoMore"]
                : isDue ? page["Cases.Will.Due"] : null,
        }).Show();
    }

    private static IResult Save(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var form = context.Request.Form;
        using var connection = options.Installation.Database.Open();
        if (GroupOf(context, visit, connection) is not { } group) return Results.NotFound();
        var (contents, named, needed) = Given(form, connection, visit, group);
        if (contents.Count == 0 || named.Count < needed) return Form(context, options, form);
        return Wills.Write(options.Installation, connection, visit.Member, group, contents, named, needed, options.Clock.GetCurrentInstant().InUtc().Date)
            ? Results.Redirect(Address) : Overview(context, options);
    }

    private static (Sheet Contents, IReadOnlyList<Member> Named, int Needed) Given(IFormCollection form, System.Data.Common.DbConnection connection, Visit visit, Organisation group)
    {
        var contents = new Sheet();
        foreach (var part in Will.Parts)
            if (form[part].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim() is { Length: > 0 } text) contents[part] = text;
        return (contents, [.. Others(connection, visit, group).Where(m => form[NamedPrefix + m.Id] == "1")], form[Needed] == "2" ? 2 : 1);
    }

    private static IResult Form(HttpContext context, ServeOptions options, IFormCollection? form)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (GroupOf(context, visit, connection) is not { } group) return Results.NotFound();
        if (Arrests.IsRecorded(connection, visit.Member.Id)) return Results.Redirect(Address);
        var page = PageOf(context, "Cases.Will.Write.Title");
        var will = Wills.OfWriter(connection, visit.Member.Id);
        Sheet contents;
        HashSet<Vault.MemberId> named;
        int needed;
        if (form is not null)
        {
            (contents, var chosen, needed) = Given(form, connection, visit, group);
            named = [.. chosen.Select(m => m.Id)];
        }
        else
        {
            contents = will is null ? [] : Wills.ReadOwn(options.Installation, will, visit.Keys) ?? [];
            named = will is null ? [] : [.. Wills.Named(connection, will).Select(n => n.Member)];
            needed = will?.Needed ?? 1;
        }
        var others = Others(connection, visit, group);
        var tooFew = form is not null && named.Count < needed;
        var nothing = form is not null && contents.Count == 0;
        var fields = Will.Parts.Select((part, i) => new Field(FieldKind.Lines, part, page["Cases.Will." + part])
        {
            Help = page[$"Cases.Will.{part}.Help"], Rows = 3, MaxLength = Fact.MaxText, Value = contents.Get(part),
            Error = nothing && i == 0 ? page["Cases.Will.Nothing"] : null,
        }).Concat(others.Select((member, i) => new Field(FieldKind.Check, NamedPrefix + member.Id, page.Text("Cases.Will.Named", member.Name))
        {
            Value = named.Contains(member.Id) ? "1" : "", Error = tooFew && i == 0 ? page["Cases.Will.TooFew"] : null,
        })).Append(new Field(FieldKind.Choice, Needed, page["Cases.Will.Needed"])
        {
            Help = page["Cases.Will.Needed.Help"], Value = needed == 2 ? "2" : "1",
            Choices = [new("1", page["Cases.Will.Needed.1"]), new("2", page["Cases.Will.Needed.2"])],
            Error = tooFew && others.Count == 0 ? page["Cases.Will.Alone"] : null,
        });
        return new CaseForm(page, $"{Address}/write?of={group.Slug}", page["Cases.Will.Write.Submit"], [.. fields], Address, page["Cases.Will.Back"])
        {
            Lead = page.Text("Cases.Will.Write.Lead", group.Name), Warning = page["Cases.Will.Write.Warning"],
        }.Show();
    }

    private static IResult Read(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Arrests.IsRecorded(connection, visit.Member.Id) || Wills.OfWriter(connection, visit.Member.Id) is not { } will) return Results.Redirect(Address);
        var page = PageOf(context, "Cases.Will.Of", visit.Member.Name);
        var contents = Wills.ReadOwn(options.Installation, will, visit.Keys);
        return new WillView(page, [], Address, page["Cases.Will.Back"])
        {
            Lead = page.Text("Cases.Will.WrittenOn", page.Day(will.WrittenOn)),
            Warning = contents is null ? page["Cases.Will.OtherKeys.Own"] : page["Cases.Will.Print.Warning"],
            Contents = contents is null ? [] : WillText.Of(page, contents),
        }.Show();
    }

    /// <summary>The printed copy: for its writer only, and only while nobody recorded their arrest.</summary>
    private static IResult Print(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Arrests.IsRecorded(connection, visit.Member.Id) || Wills.OfWriter(connection, visit.Member.Id) is not { } will
            || Wills.ReadOwn(options.Installation, will, visit.Keys) is not { } contents) return Results.Redirect(Address);
        var page = PageOf(context, "Cases.Will.Of", visit.Member.Name);
        using var stream = new MemoryStream();
        PdfSheet.Write(stream, new PdfSetup(PdfPaper.A4, page.Language, page["Cases.Will.Title"], page.Today) { Foot = page["Cases.Will.Pdf.Foot"] }, sheet =>
        {
            sheet.Heading(1, page.Title);
            sheet.Paragraph(page.Text("Cases.Will.WrittenOn", page.Day(will.WrittenOn)));
            foreach (var (label, text) in WillText.Of(page, contents))
            {
                sheet.Heading(3, label);
                sheet.Paragraph(text);
            }
            sheet.Space(4);
            sheet.Paragraph(page["Cases.Will.Pdf.Sign"]);
        });
        try
        {
            return TypedResults.File(stream.ToArray(), "application/pdf", page["Cases.Will.Title"] + ".pdf");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(stream.GetBuffer());
        }
    }

    private static IResult Renew(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var visit = Visit.Required(context);
        if (!Arrests.IsRecorded(connection, visit.Member.Id) && Wills.OfWriter(connection, visit.Member.Id) is { } will)
            Wills.Renew(connection, will, options.Clock.GetCurrentInstant().InUtc().Date);
        return Results.Redirect(Address);
    }

    private static IResult AskToErase(HttpContext context)
    {
        var page = PageOf(context, "Cases.Will.Erase");
        return new CaseForm(page, Address + "/erase", page["Cases.Will.Erase.Submit"], [], Address, page["Cases.Will.Back"]) { Lead = page["Cases.Will.Erase.Lead"] }.Show();
    }

    private static IResult Erase(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (Wills.OfWriter(connection, Visit.Required(context).Member.Id) is { } will) Wills.Erase(options.Installation, connection, will);
        return Results.Redirect(Address);
    }

    /// <summary>The group of the address or, without one, that of the will that is there.</summary>
    private static Organisation? GroupOf(HttpContext context, Visit visit, System.Data.Common.DbConnection connection)
    {
        var slug = context.Request.Query["of"].ToString();
        var will = slug.Length == 0 ? Wills.OfWriter(connection, visit.Member.Id) : null;
        return visit.Memberships.Select(m => m.Organisation).FirstOrDefault(o => will is null ? o.Slug == slug || slug.Length == 0 : o.Number == will.Organisation);
    }

    private static IReadOnlyList<Member> Others(System.Data.Common.DbConnection connection, Visit visit, Organisation group) =>
        [.. MemberRows.Of(connection, group).Where(m => m.Id != visit.Member.Id && m.State == MemberState.Active)];

    private static WillView View(Page page, params WillPart[] parts) =>
        new(page, parts, "/me", page["People.Me.Title"]) { Lead = page["Cases.Will.What"] };

    private static Page PageOf(HttpContext context, string key, params ReadOnlySpan<object?> arguments) =>
        Page.Of(context, key, arguments) with { Entry = NavigationEntry.Account };
}
