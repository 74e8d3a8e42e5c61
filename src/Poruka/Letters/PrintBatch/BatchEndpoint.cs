using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Printing;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.PrintBatch;

/// <summary>Approved letters become a batch: printed, packed, posted.</summary>
internal static class BatchEndpoint
{
    private const string Base = "/groups/{group}/letters/batches";

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk, false))).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Make(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{batch}", (HttpContext context, string batch, ServeOptions options) => One(context, options, batch, Show)).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{batch}/{file}", (HttpContext context, string batch, string file, ServeOptions options) => One(context, options, batch, (c, desk, found) => Print(c, desk, found, file))).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/{batch}/posted", (HttpContext context, string batch, ServeOptions options) => One(context, options, batch, Posted)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, Batch, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && Batch.Find(desk, known) is { } batch ? work(context, desk, batch) : Results.NotFound());

    private static IResult List(HttpContext context, LettersDesk desk, bool noReturn)
    {
        var page = Page.Of(context, "Letters.Batches") with { Entry = NavigationEntry.Home };
        var approved = LetterRows.Letters(desk.Connection, desk.Group.Number, "approved");
        var batches = Batch.Of(desk);
        var fields = new LetterFields(page, _ => Batch.ReturnAddress(desk)).Fresh(!noReturn);
        fields.Lines("return", true, 400, 4);
        if (noReturn) fields.Fail("return", page["Letters.Wrong.Empty"]);
        var waiting = approved.Select(l => (Letter: l, Row: l.Recipient is { } r ? LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r) : null)).Where(l => l.Row is null or { Hold: not Hold.None }).ToList();
        var held = waiting.Count;
        var view = PartsView.Of(page, page.Plural("Letters.Approved", approved.Count) + (held > 0 ? " " + page.Plural("Letters.Held", held) : ""), new Way(desk.Address(), page["Letters.Title"])) with { Errors = fields.Errors };
        if (approved.Count > held)
            view = view.With(new Part { Paragraphs = ["Letters.Batch.Lead"], Forms = [new PartForm(desk.Address("batches"), page["Letters.Batch.Make"], fields.All) { Hidden = [("batch", Ids.Text(Ids.Draw()))] }] });
        if (held > 0)
            view = view.With(new Part
            {
                Heading = page["Letters.HeldQueue"], Paragraphs = ["Letters.HeldQueue.Lead"],
                Table = new Table(page["Letters.HeldQueue"], [new(page["Letters.To"]), new(page["Letters.State"]), new(page["Letters.MadeOn"])],
                    [
                        .. waiting.Select(l => (IReadOnlyList<Cell>)
                        [
                            new(desk.NameOf(l.Letter.Recipient), desk.Address("letters/" + Ids.Text(l.Letter.Id))), new(l.Row is null ? "" : page["Letters.Recipient.State." + l.Row.State]), new(page.Day(l.Letter.MadeOn)),
                        ]),
                    ]),
            });
        return view.With(batches.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Batches.Empty"], page["Letters.Batches.First"]) }
            : new Part
            {
                Table = new Table(page["Letters.Batches"], [new(page["Letters.MadeOn"]), new(page["Letters.Sent"], true), new(page["Letters.PostedOn"])],
                    [.. batches.Select(b => (IReadOnlyList<Cell>)[new(page.Day(b.Batch.MadeOn), desk.Address("batches/" + Ids.Text(b.Batch.Id))), new(page.Count(b.Letters)), new(b.Batch.PostedOn is { } day ? page.Day(day) : "")])]),
            }).Show(noReturn ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static IResult Make(HttpContext context, LettersDesk desk)
    {
        var form = context.Request.Form;
        var back = form["return"].ToString().ReplaceLineEndings("\n").Trim();
        if (back.Length is 0 or > 400) return List(context, desk, true);
        // The form brings the batch's id: sent twice, it makes one batch.
        if (Ids.Parse(form["batch"]) is not { } id) return Results.NotFound();
        if (!Batch.TryMake(desk, id, back)) return Results.Redirect(desk.Address("batches"));
        return Results.Redirect(desk.Address("batches/" + Ids.Text(id)));
    }

    private static IResult Show(HttpContext context, LettersDesk desk, Batch batch)
    {
        var page = Page.Of(context, "Letters.Batch", Written.Day(Page.LanguageOf(context.Request), batch.MadeOn)) with { Entry = NavigationEntry.Home, Wide = true };
        var letters = batch.Letters(desk);
        var files = desk.Address($"batches/{Ids.Text(batch.Id)}/");
        var rules = FacilityRules.All(desk.Connection);
        var view = PartsView.Of(page, page.Plural("Letters.Batch.Count", letters.Count),
            new Way(files + "letters.pdf", page["Letters.Batch.Letters"], Main: true), new Way(files + "envelopes-dl.pdf", page["Letters.Batch.Envelopes"] + " DL"),
            new Way(files + "envelopes-c5.pdf", page["Letters.Batch.Envelopes"] + " C5"), new Way(files + "envelopes-c6.pdf", page["Letters.Batch.Envelopes"] + " C6"),
            new Way(files + "envelopes-10.pdf", page["Letters.Batch.Envelopes"] + " #10"), new Way(files + "labels-a4.pdf", page["Letters.Batch.Labels"] + " A4 3×8"),
            new Way(files + "labels-letter.pdf", page["Letters.Batch.Labels"] + " Letter 3×10"), new Way(files + "packing.pdf", page["Letters.Batch.Packing"]), new Way(desk.Address($"batches/{Ids.Text(batch.Id)}/electronic"), page["Letters.Electronic"]), new Way(desk.Address("batches"), page["Letters.Batches"]));
        view = view.With(new Part
        {
            Table = new Table(page["Letters.Batch.Packing"], [new(page["Letters.To"]), new(page["Letters.Field.facility"]), new(page["Letters.Pages"], true), new(page["Letters.Apart"]), new(page["Letters.State"])],
                [
                    .. letters.Select(l => (IReadOnlyList<Cell>)
                    [
                        new(l.Printed.To.Name, desk.Address("letters/" + Ids.Text(l.Row.Id))), new(l.Printed.To.Facility), new(page.Count(LetterPrint.PagesOf(l.Printed))), new(string.Join(", ", l.Apart)),
                        new(page["Letters.State." + l.Row.State]),
                    ]),
                ]),
        });
        return (batch.PostedOn is { } day
            ? view.With(new Part { Quoted = [page.Text("Letters.Batch.PostedOn", page.Day(day))] })
            : view.With(new Part { Heading = page["Letters.Batch.Post"], Paragraphs = ["Letters.Batch.Post.Lead"], Forms = [new PartForm(desk.Address($"batches/{Ids.Text(batch.Id)}/posted"), page["Letters.Batch.Post.Submit"], [])] })).Show();
    }

    private static IResult Print(HttpContext context, LettersDesk desk, Batch batch, string file)
    {
        var letters = batch.Letters(desk);
        var to = letters.Select(l => l.Printed.To);
        Action<Stream>? print = file switch
        {
            "letters.pdf" => target => LetterPrint.Letters(target, "Letters", batch.MadeOn, letters.Select(l => l.Printed)),
            "envelopes-dl.pdf" => target => LetterPrint.Envelopes(target, "Envelopes", batch.MadeOn, PdfPaper.EnvelopeDL, to),
            "envelopes-c5.pdf" => target => LetterPrint.Envelopes(target, "Envelopes", batch.MadeOn, PdfPaper.EnvelopeC5, to),
            "envelopes-c6.pdf" => target => LetterPrint.Envelopes(target, "Envelopes", batch.MadeOn, PdfPaper.EnvelopeC6, to),
            // 9½ by 4⅛ inches.
            "envelopes-10.pdf" => target => LetterPrint.Envelopes(target, "Envelopes", batch.MadeOn, new PdfPaper(241.3f, 104.8f), to),
            "labels-a4.pdf" => target => LetterPrint.Labels(target, "Labels", batch.MadeOn, false, to),
            "labels-letter.pdf" => target => LetterPrint.Labels(target, "Labels", batch.MadeOn, true, to),
            "packing.pdf" => target => Packing(target, Page.LanguageOf(context.Request), batch, letters),
            _ => null,
        };
        if (print is null) return Results.NotFound();
        // Straight to who asked, page by page: what stands on an envelope never touches the disk, and a thousand letters with their
        // pictures would fill the memory. Pages are written without waiting; the server takes that only where it is told so.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        context.Response.ContentType = "application/pdf";
        context.Response.Headers.ContentDisposition = "attachment; filename=" + file;
        using (var body = new BufferedStream(context.Response.Body, 64 * 1024)) print(body);
        return TypedResults.Empty;
    }

    private static void Packing(Stream target, CultureInfo language, Batch batch, IReadOnlyList<BatchedLetter> letters)
    {
        PdfSheet.Write(target, new PdfSetup(PdfPaper.A4, language, Texts.Get(language, "Letters.Batch.Packing"), batch.MadeOn), sheet =>
        {
            sheet.Heading(1, Texts.Get(language, "Letters.Batch.Packing"));
            sheet.Table(new PdfTable([new(Texts.Get(language, "Letters.To"), 3), new(Texts.Get(language, "Letters.Field.facility"), 3), new(Texts.Get(language, "Letters.Pages"), 1, PdfAlign.Right), new(Texts.Get(language, "Letters.Apart"), 3)]),
                letters.Select(l => (IReadOnlyList<string>)[l.Printed.To.Name, l.Printed.To.Facility, LetterPrint.PagesOf(l.Printed).ToString(language), string.Join(", ", l.Apart)]));
        });
    }

    private static IResult Posted(HttpContext context, LettersDesk desk, Batch batch)
    {
        batch.MarkPosted(desk);
        return Results.Redirect(desk.Address("batches/" + Ids.Text(batch.Id)));
    }
}
