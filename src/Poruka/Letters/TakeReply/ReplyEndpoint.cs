using System.Security.Cryptography;
using System.Text;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters.TakeReply;

/// <summary>What comes back: a reply for the writer, or the letter itself.</summary>
internal static class ReplyEndpoint
{
    private const string Base = "/groups/{group}/letters/letters/{letter}";

    /// <summary>Where an answer for the public page stands.</summary>
    public static FieldPlace AnswerOf(UInt128 letter, RoomId room) => new("letter", Ids.Text(letter), "answer", room);

    public static void MapReplies(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Base + "/reply", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Reply)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/returned", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Returned)).ForGroup(Role.Coordinator);
    }

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, LetterRow, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && LetterRows.Letter(desk.Connection, null, desk.Group.Number, known) is { Recipient: not null, State: "posted" or "replied" } row
            ? work(context, desk, row) : Results.NotFound());

    private static IResult Reply(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var form = context.Request.Form;
        var text = form["reply"].ToString().ReplaceLineEndings("\n").Trim();
        if (text.Length == 0) return Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)));
        var translation = form["replytranslation"].ToString().ReplaceLineEndings("\n").Trim();
        var id = Ids.Draw();
        var today = LetterRows.Number(desk.Today);
        using var transaction = desk.Connection.BeginTransaction();
        Sql.Run(desk.Connection, transaction, "insert into letter_reply (reply, organisation, recipient, letter, received_on, passed_on) values (@reply, @organisation, @recipient, @letter, @today, @passed)",
            ("reply", Ids.Bytes(id)), ("organisation", desk.Group.Number), ("recipient", Ids.Bytes(row.Recipient!.Value.Value)), ("letter", Ids.Bytes(row.Id)), ("today", today),
            ("passed", row.AnswerKey is null ? null : today));
        desk.Write(transaction, id, new SealedPlace("reply", id, "text"), new ReplyText(text, translation, ""), LettersJson.Default.ReplyText);
        if (row.AnswerKey is not null)
            // Whoever wrote from outside reads it by their code, and nobody else does.
            Sql.Run(desk.Connection, transaction, "update letter set answer = @answer where letter = @letter",
                ("answer", FollowUpCode.SealAnswer(row.AnswerKey, AnswerOf(row.Id, desk.Room.Room.Id), Encoding.UTF8.GetBytes(translation.Length > 0 ? text + "\n\n" + translation : text), RandomNumberGenerator.Fill)),
                ("letter", Ids.Bytes(row.Id)));
        LetterRows.TryMove(desk.Connection, transaction, row, "replied");
        Sql.Run(desk.Connection, transaction, "update letter_recipient set last_reply = @today where recipient = @recipient", ("today", today), ("recipient", Ids.Bytes(row.Recipient.Value.Value)));
        transaction.Commit();
        return Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)));
    }

    private static IResult Returned(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var state = context.Request.Form["why"].ToString() switch { "moved" or "unknown" => "doubt", "released" => "released", "refused" => "refused", _ => null };
        if (state is null) return Results.NotFound();
        var recipient = row.Recipient!.Value;
        using var transaction = desk.Connection.BeginTransaction();
        LetterRows.TryMove(desk.Connection, transaction, row, "returned");
        LetterRows.SetState(desk.Connection, transaction, recipient, state);
        // Nothing more goes out until somebody has found where they are: a week is long for who waits.
        if (state == "doubt") LetterTasks.Add(desk.Connection, transaction, desk.Group.Number, recipient, LetterTasks.Address, desk.Today.PlusDays(7));
        transaction.Commit();
        return Results.Redirect(desk.Address("recipients/" + recipient));
    }
}
