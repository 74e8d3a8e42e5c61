using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.EditRecipient;

/// <summary>Who is written to: the list, one of them, adding and changing them, and where their mail goes.</summary>
internal static class RecipientEndpoint
{
    private const string Base = "/groups/{group}/letters/recipients";
    private const int PerPage = 100;

    public static void MapRecipients(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/new", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, null))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/new", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Edit(context, desk, null))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{recipient}", (HttpContext context, string recipient, ServeOptions options) => One(context, options, recipient, Edit)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{recipient}", (HttpContext context, string recipient, ServeOptions options) => One(context, options, recipient, Edit)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, RecipientRow?, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known
            && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(known)) is { } row
                ? work(context, desk, row)
                : Results.NotFound());

    private static IResult List(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Recipients") with { Entry = NavigationEntry.Home, Wide = true };
        var all = LetterRows.Recipients(desk.Connection, desk.Group.Number);
        var pages = Paging.CountOf(all.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var view = PartsView.Of(page, page["Letters.Recipients.Lead"], new Way(desk.Address("recipients/new"), page["Letters.Recipients.Add"], Main: true), new Way(desk.Address("recipients/import"), page["Letters.Import.Recipients"]), new Way(desk.Address(), page["Letters.Title"]));
        if (number < pages) view = view with { Ways = [.. view.Ways, new Way(new Paging(page, desk.Address("recipients"), number, pages).AddressOf(number + 1), page["Shell.Paging.Next"])] };
        if (all.Count == 0) return view.With(new Part { Empty = new Empty(page["Letters.Empty.What"], page["Letters.Empty.Recipients"]) }).Show();
        return view.With(new Part
        {
            Table = new Table(page.Plural("Letters.Recipients.Count", all.Count),
                [new(page["Letters.Field.name"]), new(page["Letters.State"]), new(page["Letters.Waited"], true), new(page["Letters.Sent"], true), new(page["Letters.LastReply"])],
                [
                    .. all.Skip((number - 1) * PerPage).Take(PerPage).Select(r => (IReadOnlyList<Cell>)
                    [
                        new(desk.NameOf(r.Id), desk.Address("recipients/" + r.Id)), new(page["Letters.Recipient.State." + r.State]),
                        new(page.Count(Period.DaysBetween(r.WaitsSince, desk.Today))), new(page.Count(r.Letters)), new(r.LastReply is { } day ? page.Day(day) : ""),
                    ]),
                ]),
        }).Show();
    }

    private static IResult Edit(HttpContext context, LettersDesk desk, RecipientRow? row)
    {
        var page = Page.Of(context, row is null ? "Letters.Recipients.Add" : "Letters.Recipient") with { Entry = NavigationEntry.Home };
        var stored = row is null ? null : desk.Facts(row.Id);
        if (row is not null && stored is null) return Results.NotFound();
        if (stored is not null) desk.Note(stored.Name);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var fields = LetterFields.Of(page, context.Request, name => Stored(page, name, row, stored)).Fresh(!isPost && row is null);
        var facts = (stored ?? new RecipientFacts("", "", [])) with
        {
            Name = fields.Line("name", true), Number = fields.Line("number", maxLength: 60), Languages = fields.Languages("languages"),
        };
        var facilities = FacilityRows.Of(desk.Connection, desk.Group.Number);
        var facility = facilities.Count == 0 ? "" : fields.Choice("facility", [new("", page["Letters.NoFacility"]), .. facilities.Select(f => new Choice(f.Id.ToString(), f.Name))]);
        var chosen = facilities.FirstOrDefault(f => f.Id.ToString() == facility);
        facts = facts with
        {
            Address = fields.Lines("address", chosen is null, 1_000, 4), Country = fields.Line("country", maxLength: 2).ToUpperInvariant(), Birthday = fields.Line("birthday", maxLength: 10),
            CadenceDays = fields.Number("cadence", 1, 365, 30), Letters = fields.Number("letters", 1, 20, 1), Wishes = fields.Lines("wishes", rows: 3),
        };
        var urgency = Urgency.None;
        foreach (var kind in (Urgency[])[Urgency.Hearing, Urgency.Isolation, Urgency.PunishmentCell, Urgency.NoRelatives])
            if (fields.Check(kind.ToString())) urgency |= kind;
        var state = row is null ? "waiting" : fields.Choice("state", [.. MailState.All.Select(s => new Choice(s, page["Letters.Recipient.State." + s]))]);
        if (facts.Birthday.Length > 0 && !IsBirthday(facts.Birthday)) fields.Fail("birthday", page["Letters.Wrong.Birthday"]);
        if (isPost && fields.Ok && Store(context, desk, row, stored, facts with { Urgency = (int)urgency }, chosen?.Id, state) is { } id)
            return Results.Redirect(desk.Address("recipients/" + id));
        if (isPost && fields.Ok) fields.Fail("name", page["Letters.Wrong.Meanwhile"]);
        var action = row is null ? desk.Address("recipients/new") : desk.Address("recipients/" + row.Id);
        var view = PartsView.Of(page, row is null ? page["Letters.Recipient.Why"] : facts.Name, [.. row is null ? [] : (Way[])[new Way(desk.Address($"recipients/{row.Id}/parcels"), page["Letters.Parcels"])], new Way(desk.Address("recipients"), page["Letters.Recipients"])]) with { Errors = fields.Errors };
        view = view.With(new Part
        {
            Forms = [new PartForm(action, page["Letters.Save"], fields.All) { Hidden = [("version", context.Request.HasFormContentType ? context.Request.Form["version"].ToString() : (row?.Version ?? 0).ToString(CultureInfo.InvariantCulture))] }],
        });
        if (row is not null && facts.Consent.Length > 0) view = view.With(new Part { Heading = page["Letters.Consent"], Quoted = [facts.Consent] });
        if (row is not null && Publication.Waiting(desk, row.Id) is { } ask) view = view with { Ways = [.. view.Ways, new Way(Publishing.GuardGate.AddressOf(desk.Group, ask), page["Letters.Publish.Waits"])] };
        if (row is not null) view = view.With([History(page, desk, row, facts), .. Replies(page, desk, row), Publication.PartOf(page, desk, row)]);
        return view.Show(isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static string Stored(Page page, string name, RecipientRow? row, RecipientFacts? facts) => facts is null || row is null
        ? name switch { "cadence" => "30", "letters" => "1", _ => "" }
        : name switch
        {
            "name" => facts.Name, "number" => facts.Number, "languages" => page.NamesOf(facts.Languages), "facility" => row.Facility?.ToString() ?? "",
            "address" => facts.Address, "country" => facts.Country, "birthday" => facts.Birthday, "wishes" => facts.Wishes, "state" => row.State,
            "cadence" => facts.CadenceDays.ToString(CultureInfo.InvariantCulture), "letters" => facts.Letters.ToString(CultureInfo.InvariantCulture),
            _ => Enum.TryParse<Urgency>(name, out var kind) && ((Urgency)facts.Urgency).HasFlag(kind) ? "1" : "",
        };

    private static bool IsBirthday(string text) =>
        LocalDatePattern.Iso.Parse(text).Success || text.Length == 5 && LocalDatePattern.Iso.Parse("2024-" + text).Success;

    private static RecipientId? Store(
        HttpContext context, LettersDesk desk, RecipientRow? row, RecipientFacts? before, RecipientFacts facts, FacilityId? facility, string state)
    {
        using var transaction = desk.Connection.BeginTransaction();
        var id = row?.Id ?? new RecipientId(Ids.Draw());
        if (row is null) LetterRows.Add(desk.Connection, transaction, desk.Group.Number, new RecipientRow(id, facility, state, desk.Today, null, null, 0, 1));
        else
        {
            var moved = before!.Address != facts.Address || row.Facility != facility;
            // An address that was put right is no longer in doubt; where they were before is kept.
            if (moved && before.Address.Length > 0)
            {
                facts = facts with { History = [.. before.History, new PastAddress(before.Address, before.History is [.., var last] ? last.Until : Written.IsoDay(row.Since), Written.IsoDay(desk.Today), row.State == "doubt" ? "doubt" : "moved")] };
                if (state is "doubt" or "transfer" && row.State == state) state = "waiting";
            }
            if (!long.TryParse(context.Request.Form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                || !LetterRows.TryChange(desk.Connection, transaction, row with { Facility = facility, State = state, Version = version })) return null;
            if (state != row.State) MailState.Tasks(desk, transaction, id, state);
        }
        desk.Write(transaction, id.Value, RecipientRow.FactsOf(id), facts, LettersJson.Default.RecipientFacts);
        transaction.Commit();
        return id;
    }

    private static Part History(Page page, LettersDesk desk, RecipientRow row, RecipientFacts facts)
    {
        var letters = LetterRows.OfRecipient(desk.Connection, row.Id);
        return new Part
        {
            Heading = page["Letters.History"],
            Items = [.. facts.History.Select(h => page.Text("Letters.PastAddress", h.Address.ReplaceLineEndings(", "), h.Until, h.From))],
            Empty = letters.Count == 0 ? new Empty(page["Letters.History.Empty"], page["Letters.Empty.Plan"]) : null,
            Table = letters.Count == 0 ? null : new Table(page["Letters.Title"],
                [new(page["Letters.MadeOn"]), new(page["Letters.By"]), new(page["Letters.State"]), new(page["Letters.PostedOn"])],
                [
                    .. letters.Select(l => (IReadOnlyList<Cell>)
                    [
                        new(page.Day(l.MadeOn), desk.Address("letters/" + Ids.Text(l.Id))), new(l.Writer is null ? page["Letters.FromOutside"] : desk.NameOf(l.Writer)),
                        new(page["Letters.State." + l.State]), new(l.PostedOn is { } day ? page.Day(day) : ""),
                    ]),
                ]),
        };
    }

    private static Part[] Replies(Page page, LettersDesk desk, RecipientRow row) => LetterReplies.OfRecipient(desk, row.Id) is { Count: > 0 } replies
        ? [new Part { Heading = page["Letters.Replies"], Table = LetterReplies.Table(page, desk, replies) }] : [];
}
