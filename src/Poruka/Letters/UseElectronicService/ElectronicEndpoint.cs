using System.Globalization;
using System.Text;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.UseElectronicService;

/// <summary>Letters that go by a facility's electronic service: somebody enters them there by hand, and answers are often paid ahead.</summary>
internal static class ElectronicEndpoint
{
    private const string Base = "/groups/{group}/letters/batches/{batch}/electronic";

    public static void MapElectronic(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, string batch, ServeOptions options) => One(context, options, batch, Show)).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/letters.txt", (HttpContext context, string batch, ServeOptions options) => One(context, options, batch, Export)).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, string batch, ServeOptions options) => One(context, options, batch, Prepay)).ForGroup(Role.Coordinator);
        routes.MapGet("/groups/{group}/letters/prepaid", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Prepaid(context, desk))).ForGroup(Role.Coordinator);
    }

    /// <summary>A letter of a batch whose facility has a service.</summary>
    private sealed record ElectronicLetter(BatchedLetter Letter, string Service, long PrepaidSheets);

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, Batch, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && Batch.Find(desk, known) is { } batch ? work(context, desk, batch) : Results.NotFound());

    private static List<ElectronicLetter> Of(LettersDesk desk, Batch batch)
    {
        var rules = FacilityRules.All(desk.Connection);
        var prepaid = LetterRows.Read(desk.Connection, null, "select letter, prepaid from letter where batch = @batch", row => (Id: LetterRows.Id(row, 0)!.Value, Sheets: row.GetInt64(1)), ("batch", Ids.Bytes(batch.Id)))
            .ToDictionary(p => p.Id, p => p.Sheets);
        var found = new List<ElectronicLetter>();
        foreach (var letter in batch.Letters(desk))
            if (letter.Row.Recipient is { } r && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r)?.Facility is { } facility && rules.GetValueOrDefault(facility) is { ElectronicService.Length: > 0 } own)
                found.Add(new ElectronicLetter(letter, own.ElectronicService, prepaid[letter.Row.Id]));
        return found;
    }

    private static IResult Show(HttpContext context, LettersDesk desk, Batch batch)
    {
        var page = Page.Of(context, "Letters.Electronic") with { Entry = NavigationEntry.Home, Wide = true };
        var letters = Of(desk, batch);
        var address = desk.Address($"batches/{Ids.Text(batch.Id)}/electronic");
        var view = PartsView.Of(page, page["Letters.Electronic.Lead"], new Way(desk.Address("batches/" + Ids.Text(batch.Id)), page.Text("Letters.Batch", page.Day(batch.MadeOn))), new Way(desk.Address("prepaid"), page["Letters.Prepaid"]));
        if (letters.Count == 0) return view.With(new Part { Empty = new Empty(page["Letters.Electronic.Empty"], page["Letters.Electronic.First"]) }).Show();
        var fields = new LetterFields(page, name => name == "sheets" ? "1" : "").Fresh();
        fields.Choice("prepaidletter", [.. letters.Select(l => new Choice(Ids.Text(l.Letter.Row.Id), l.Letter.Printed.To.Name))]);
        fields.Number("sheets", 0, 20, 1);
        return (view with { Ways = [new Way(address + "/letters.txt", page["Letters.Electronic.Export"], Main: true), .. view.Ways] }).With(
            new Part
            {
                Table = new Table(page["Letters.Electronic"], [new(page["Letters.To"]), new(page["Letters.Field.service"]), new(page["Letters.Electronic.Characters"], true), new(page["Letters.Electronic.Prepaid"], true)],
                    [
                        .. letters.Select(l => (IReadOnlyList<Cell>)
                        [
                            new(l.Letter.Printed.To.Name, desk.Address("letters/" + Ids.Text(l.Letter.Row.Id))), new(l.Service), new(page.Count(l.Letter.Printed.Text.Printed.Length)),
                            new(l.PrepaidSheets == 0 ? "" : page.Count(l.PrepaidSheets)),
                        ]),
                    ]),
            },
            new Part { Heading = page["Letters.Prepaid"], Paragraphs = ["Letters.Prepaid.Lead"], Forms = [new PartForm(address, page["Letters.Prepaid.Submit"], fields.All)] }).Show();
    }

    /// <summary>A text to copy from, letter by letter: what services ask for, in the order in which they ask.</summary>
    private static IResult Export(HttpContext context, LettersDesk desk, Batch batch)
    {
        var language = Page.LanguageOf(context.Request);
        string Label(string key) => Texts.Get(language, key);
        var text = new StringBuilder();
        foreach (var letter in Of(desk, batch))
        {
            var to = letter.Letter.Printed.To;
            var facts = letter.Letter.Row.Recipient is { } r ? desk.Facts(r) : null;
            text.Append("================================================================\n")
                .Append(Label("Letters.Field.service")).Append(": ").Append(letter.Service).Append('\n')
                .Append(Label("Letters.Field.facility")).Append(": ").Append(to.Facility).Append('\n')
                .Append(Label("Letters.To")).Append(": ").Append(to.Name).Append('\n')
                .Append(Label("Letters.Field.number")).Append(": ").Append(to.Number).Append('\n')
                .Append(Label("Letters.Field.birthday")).Append(": ").Append(facts?.Birthday).Append('\n')
                .Append(Label("Letters.Electronic.Prepaid")).Append(": ").Append(letter.PrepaidSheets.ToString(CultureInfo.InvariantCulture)).Append("\n\n")
                .Append(letter.Letter.Printed.Text.Printed).Append("\n\n").Append(letter.Letter.Printed.Text.Signature).Append("\n\n");
        }
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "application/octet-stream", "letters.txt");
    }

    private static IResult Prepay(HttpContext context, LettersDesk desk, Batch batch)
    {
        if (Of(desk, batch).Find(l => Ids.Text(l.Letter.Row.Id) == context.Request.Form["prepaidletter"]) is not { } letter
            || !int.TryParse(context.Request.Form["sheets"], NumberStyles.None, CultureInfo.InvariantCulture, out var sheets) || sheets > 20) return Results.NotFound();
        Sql.Run(desk.Connection, null, "update letter set prepaid = @sheets where letter = @letter", ("sheets", (long)sheets), ("letter", Ids.Bytes(letter.Letter.Row.Id)));
        return Results.Redirect(desk.Address($"batches/{Ids.Text(batch.Id)}/electronic"));
    }

    /// <summary>Answers that were paid for: which came, which didn't.</summary>
    private static IResult Prepaid(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Prepaid") with { Entry = NavigationEntry.Home, Wide = true };
        var paid = LetterRows.Read(desk.Connection, null, """
            select letter, recipient, posted_on, prepaid, state from letter where organisation = @organisation and prepaid > 0 and posted_on is not null order by posted_on desc, letter limit 500
            """, row => (Id: LetterRows.Id(row, 0)!.Value, Recipient: new RecipientId(LetterRows.Id(row, 1)!.Value), Posted: LetterRows.Day(row, 2)!.Value, Sheets: row.GetInt64(3), State: row.GetString(4)),
            ("organisation", desk.Group.Number));
        var came = paid.Count(p => p.State == "replied");
        return PartsView.Of(page, page.Text("Letters.Prepaid.Count", paid.Count, came, paid.Count - came), new Way(desk.Address(), page["Letters.Title"])).With(paid.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Prepaid.Empty"], page["Letters.Prepaid.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Prepaid"], [new(page["Letters.To"]), new(page["Letters.PostedOn"]), new(page["Letters.Electronic.Prepaid"], true), new(page["Letters.State"])],
                    [.. paid.Select(p => (IReadOnlyList<Cell>)[new(desk.NameOf(p.Recipient), desk.Address("letters/" + Ids.Text(p.Id))), new(page.Day(p.Posted)), new(page.Count(p.Sheets)), new(page["Letters.State." + p.State])])]),
            }).Show();
    }
}
