using System.Data.Common;
using NodaTime;
using NodaTime.Text;
using Poruka.Cases;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Letters.TakeReply;

/// <summary>What comes back: a reply for the writer, or the letter itself.</summary>
internal static class ReplyEndpoint
{
    private const string Base = "/groups/{group}/letters/letters/{letter}";
    private const string Replies = "/groups/{group}/letters/replies";
    private const int PerPage = 50;

    public static void MapReplies(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Base + "/reply", Take).ForGroup(Role.Coordinator).WithUploads(LetterFiles.MaxBytes, LetterFiles.MaxFiles);
        routes.MapPost(Base + "/returned", (HttpContext context, string letter, ServeOptions options) => LettersDesk.At(context, options, desk => Returned(context, desk, letter))).ForGroup(Role.Coordinator);
        routes.MapGet(Replies, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => List(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Replies + "/{reply}", (HttpContext context, string reply, ServeOptions options) => One(context, options, reply, Show)).ForGroup(Role.Coordinator);
        routes.MapPost(Replies + "/{reply}", (HttpContext context, string reply, ServeOptions options) => One(context, options, reply, Save)).ForGroup(Role.Coordinator);
        routes.MapGet(Replies + "/{reply}/files/{file}", (HttpContext context, string reply, string file, ServeOptions options) => LetterDownloads.Send(context, options, reply, file, isReply: true)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, LetterReply, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && LetterReplies.Find(desk, known) is { } reply ? work(context, desk, reply) : Results.NotFound());

    private static LetterRow? Answered(LettersDesk desk, string id) =>
        Ids.Parse(id) is { } known && LetterRows.Letter(desk.Connection, null, desk.Group.Number, known) is { Recipient: not null, State: "posted" or "replied" } row ? row : null;

    private static async Task<IResult> Take(HttpContext context, string letter, ServeOptions options)
    {
        // The desk is not kept open while files come: that may take an hour.
        Room room;
        using (var first = LettersDesk.Open(context, options))
        {
            if (first is null) return LettersDesk.Closed(context);
            if (Answered(first, letter) is null) return Results.NotFound();
            room = first.Room.Room;
        }
        var id = Ids.Draw();
        var taken = await LetterFiles.Take(context, options, room, id, options.Clock.GetCurrentInstant().InUtc().Date);
        using var desk = LettersDesk.Open(context, options)!;
        var text = LetterReplies.Posted(context.Request);
        var page = Page.Of(context, "Letters.Reply.Submit");
        if (Answered(desk, letter) is not { } row || taken.ErrorOn(page) is not null || text.Text.Length == 0 && taken.Files.Count == 0
            || text.Text.Length > LetterReplies.MaxLength || text.Translation.Length > LetterReplies.MaxLength)
        {
            LetterFiles.Discard(options.Installation, taken.Files);
            return Again(context, page, desk, letter, text, taken.ErrorOn(page) ?? page["Letters.Reply.Nothing"]);
        }
        var today = LetterRows.Number(desk.Today);
        var signOf = SignOf(context, desk, row);
        using (var transaction = desk.Connection.BeginTransaction())
        {
            Sql.Run(desk.Connection, transaction, "insert into letter_reply (reply, organisation, recipient, letter, received_on, passed_on) values (@reply, @organisation, @recipient, @letter, @today, null)",
                ("reply", Ids.Bytes(id)), ("organisation", desk.Group.Number), ("recipient", Ids.Bytes(row.Recipient!.Value.Value)), ("letter", Ids.Bytes(row.Id)), ("today", today));
            desk.Write(transaction, id, LetterReply.TextOf(id), text, LettersJson.Default.ReplyText);
            LetterFiles.Add(options.Installation, desk.Connection, transaction, room, id, taken);
            LetterRows.TryMove(desk.Connection, transaction, row, "replied");
            Sql.Run(desk.Connection, transaction, "update letter_recipient set last_reply = @today where recipient = @recipient", ("today", today), ("recipient", Ids.Bytes(row.Recipient.Value.Value)));
            if (signOf is var (person, day)) CaseWatches.Sign(desk.Connection, transaction, person, day.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant());
            transaction.Commit();
        }
        LetterReplies.PassOn(desk, LetterReplies.Find(desk, id)!, row, text);
        return Results.Redirect(desk.Address("replies/" + Ids.Text(id)));
    }

    /// <summary>A reply is a sign of life: of the day on which it was written, where that is known and they are known from a case.</summary>
    private static (CaseId Case, LocalDate Day)? SignOf(HttpContext context, LettersDesk desk, LetterRow row) =>
        LocalDatePattern.Iso.Parse(context.Request.Form["writtenon"].ToString()) is { Success: true } day && day.Value <= desk.Today
        && Ids.Parse(desk.Facts(row.Recipient!.Value)?.Case) is { } id ? (new CaseId(id), day.Value) : null;

    /// <summary>The form again, with what was typed: only the files have to be chosen anew.</summary>
    private static IResult Again(HttpContext context, Page page, LettersDesk desk, string letter, ReplyText text, string error)
    {
        var form = LetterReplies.Form(page, desk, letter, text, context.Request.Form["writtenon"].ToString(), error);
        return (PartsView.Of(page, "", new Way(desk.Address("letters/" + letter), page["Letters.File.Back"])) with { Errors = new Shell.Forms.ErrorSummary(page["Letters.Wrong"], form.Fields) })
            .With(new Part { Forms = [form] }).Show(StatusCodes.Status400BadRequest);
    }

    private static IResult Returned(HttpContext context, LettersDesk desk, string letter)
    {
        var why = context.Request.Form["why"].ToString();
        var state = why switch { "moved" or "unknown" => "doubt", "transfer" => "transfer", "released" => "released", "refused" => "refused", _ => null };
        if (state is null || Answered(desk, letter) is not { } row) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        LetterRows.TryMove(desk.Connection, transaction, row, "returned");
        MailState.Set(desk, transaction, row.Recipient!.Value, state);
        transaction.Commit();
        return Results.Redirect(desk.Address("recipients/" + row.Recipient));
    }

    private static IResult List(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Replies") with { Entry = NavigationEntry.Home, Wide = true };
        var count = (int)Sql.Number(desk.Connection, null, "select cast(count(*) as bigint) from letter_reply where organisation = @organisation", ("organisation", desk.Group.Number))!.Value;
        var pages = Paging.CountOf(count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var view = PartsView.Of(page, page["Letters.Replies.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        if (number < pages) view = view with { Ways = [.. view.Ways, new Way(new Paging(page, desk.Address("replies"), number, pages).AddressOf(number + 1), page["Shell.Paging.Next"])] };
        return view.With(count == 0
            ? new Part { Empty = new Empty(page["Letters.Replies.Empty"], page["Letters.Replies.First"]) }
            : new Part { Table = LetterReplies.Table(page, desk, LetterReplies.OfGroup(desk, (number - 1) * PerPage, PerPage)) }).Show();
    }

    private static IResult Show(HttpContext context, LettersDesk desk, LetterReply reply) => Show(context, desk, reply, LetterReplies.Text(desk, reply.Id));

    private static IResult Show(HttpContext context, LettersDesk desk, LetterReply reply, ReplyText text, string? error = null)
    {
        var page = Page.Of(context, "Letters.Reply.Of", desk.NameOf(reply.Recipient)) with { Entry = NavigationEntry.Home };
        var address = desk.Address("replies/" + Ids.Text(reply.Id));
        var files = LetterFiles.Of(desk, reply.Id);
        var fields = LetterReplies.Fields(page, text);
        if (error is not null) fields.Fail("reply", error);
        var view = PartsView.Of(page, page.Text("Letters.Reply.Lead", page.Day(reply.ReceivedOn), reply.PassedOn is { } day ? page.Day(day) : page["Letters.Reply.NotPassed"]),
            new Way(desk.Address("letters/" + Ids.Text(reply.Letter)), page["Letters.Reply.Letter"]), new Way(desk.Address("recipients/" + reply.Recipient), desk.NameOf(reply.Recipient)),
            new Way(desk.Address("replies"), page["Letters.Replies"])) with { Errors = fields.Errors };
        if (files.Count > 0)
            view = view.With(new Part
            {
                Table = new Table(page["Letters.Files"], [new(page["Letters.File.Name"]), new(page["Letters.File.What"])],
                    [.. files.Select(f => (IReadOnlyList<Cell>)[new(f.Head.Name, $"{address}/files/{Ids.Text(f.Id)}"), new(LetterFiles.Line(page, f.Head))])]),
            });
        return view.With(new Part { Heading = page["Letters.Reply.Words"], Paragraphs = ["Letters.Reply.Words.Lead"], Forms = [new PartForm(address, page["Letters.Reply.Save"], fields.All)] })
            .Show(error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    /// <summary>Types it out, or puts it right: the writer gets it anew.</summary>
    private static IResult Save(HttpContext context, LettersDesk desk, LetterReply reply)
    {
        var text = LetterReplies.Posted(context.Request);
        if (text.Text.Length > LetterReplies.MaxLength || text.Translation.Length > LetterReplies.MaxLength) return Show(context, desk, reply, text, Page.Of(context, "Letters.Replies").Text("Letters.Wrong.Long", LetterReplies.MaxLength));
        using (DbTransaction transaction = desk.Connection.BeginTransaction())
        {
            desk.Write(transaction, reply.Id, LetterReply.TextOf(reply.Id), text, LettersJson.Default.ReplyText);
            transaction.Commit();
        }
        LetterReplies.PassOn(desk, reply, LetterRows.Letter(desk.Connection, null, desk.Group.Number, reply.Letter)!, text);
        return Results.Redirect(desk.Address("replies/" + Ids.Text(reply.Id)));
    }
}
