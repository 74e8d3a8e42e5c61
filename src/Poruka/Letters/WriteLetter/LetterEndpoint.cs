using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Letters.WriteLetter;

/// <summary>A letter: what is written, what the check finds, the translation, the second reader's word.</summary>
internal static class LetterEndpoint
{
    private const string Base = "/groups/{group}/letters/letters/{letter}";

    public static void MapLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, (c, d, l) => new LetterPage(c, d, l).Show())).ForGroup(Role.Coordinator);
        routes.MapPost(Base, (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Save)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/decide", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Decide)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/assign", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Assign)).ForGroup(Role.Coordinator);
        routes.MapPost(Base + "/translator", (HttpContext context, string letter, ServeOptions options) => One(context, options, letter, Translate)).ForGroup(Role.Coordinator);
    }

    public static bool CanWrite(LetterRow row) => row.State is "offered" or "assigned" or "drafted" or "changes";

    /// <summary>Whether the coordinator wrote it, so that somebody else has to read it.</summary>
    public static bool Wrote(LettersDesk desk, LetterRow row, LetterText text) =>
        text.By == desk.Me.Id.ToString() || row.Writer is { } writer && LetterRows.Writer(desk.Connection, desk.Group.Number, writer)?.Member == desk.Me.Id;

    private static IResult One(HttpContext context, ServeOptions options, string id, Func<HttpContext, LettersDesk, LetterRow, IResult> work) =>
        LettersDesk.At(context, options, desk => Ids.Parse(id) is { } known && LetterRows.Letter(desk.Connection, null, desk.Group.Number, known) is { } row ? work(context, desk, row) : Results.NotFound());

    private static bool IsOfNow(HttpContext context, LetterRow row) => context.Request.Form["version"] == row.Version.ToString(CultureInfo.InvariantCulture);

    private static IResult Save(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var form = context.Request.Form;
        var stored = desk.Text(row.Id);
        var typed = (stored ?? new LetterText("")) with
        {
            Text = form["text"].ToString().ReplaceLineEndings("\n"), Translation = form["translation"].ToString().ReplaceLineEndings("\n"), Signature = form["signature"].ToString(),
        };
        if (typed.Text != (stored?.Text ?? "")) typed = typed with { By = form["typed"] == "1" ? "" : desk.Me.Id.ToString() };
        if (typed.Text.Length > LetterPage.MaxLength || typed.Translation.Length > LetterPage.MaxLength)
            return new LetterPage(context, desk, row).Show(typed, "Letters.Letter.TooLong", StatusCodes.Status400BadRequest);
        // Somebody saved from another tab: both texts are shown, and saving again puts this one in front of the other.
        if (!CanWrite(row) || !IsOfNow(context, row)) return new LetterPage(context, desk, row).Show(typed, "Letters.Letter.Meanwhile");
        var kept = typed with { Earlier = stored?.Text ?? "" };
        return TryStore(desk, row, row.State is "assigned" or "changes" ? "drafted" : row.State, kept)
            ? Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)))
            : new LetterPage(context, desk, row).Show(typed, "Letters.Letter.Meanwhile");
    }

    private static IResult Decide(HttpContext context, LettersDesk desk, LetterRow row)
    {
        var form = context.Request.Form;
        var text = desk.Text(row.Id) ?? new LetterText("");
        var state = (form["decision"].ToString(), row.State) switch
        {
            ("approve", "drafted" or "changes" or "offered") when row.Recipient is not null => "approved",
            ("changes", "drafted" or "changes" or "offered") => "changes",
            ("withdraw", "offered" or "assigned" or "drafted" or "changes") => "withdrawn",
            ("reopen", "approved") => "drafted",
            ("return", "withdrawn") when row.Recipient is null => "offered",
            ("return", "withdrawn") => row.Writer is not null && text.Printed.Length == 0 ? "assigned" : "drafted",
            _ => null,
        };
        if (state is null || !IsOfNow(context, row)) return new LetterPage(context, desk, row).Show(null, "Letters.Letter.Meanwhile");
        // The second reader is somebody else.
        if (state is "approved" or "changes" && Wrote(desk, row, text)) return new LetterPage(context, desk, row).Show(null, "Letters.Decide.Own");
        if (!TryStore(desk, row, state, text with { Remark = state == "changes" ? form["remark"].ToString() : "" })) return new LetterPage(context, desk, row).Show(null, "Letters.Letter.Meanwhile");
        return Results.Redirect(desk.Address(state == "approved" ? "batches" : "letters/" + Ids.Text(row.Id)));
    }

    private static IResult Assign(HttpContext context, LettersDesk desk, LetterRow row)
    {
        if (row.Recipient is not null || Ids.Parse(context.Request.Form["recipient"]) is not { } id
            || LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(id)) is not { } recipient) return Results.NotFound();
        return TryStore(desk, row with { Recipient = recipient.Id }, row.State, null)
            ? Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)))
            : new LetterPage(context, desk, row).Show(null, "Letters.Letter.Meanwhile");
    }

    private static IResult Translate(HttpContext context, LettersDesk desk, LetterRow row)
    {
        if (Ids.Parse(context.Request.Form["translator"]) is not { } id || LetterRows.Writer(desk.Connection, desk.Group.Number, new WriterId(id)) is not { } translator) return Results.NotFound();
        return CanWrite(row) && IsOfNow(context, row) && TryStore(desk, row with { Translator = translator.Id }, row.State, null)
            ? Results.Redirect(desk.Address("letters/" + Ids.Text(row.Id)))
            : new LetterPage(context, desk, row).Show(null, "Letters.Letter.Meanwhile");
    }

    /// <summary>Moves a letter on, with its text where there is a new one, and what its writer and translator have of it; false where somebody was first.</summary>
    private static bool TryStore(LettersDesk desk, LetterRow row, string state, LetterText? text)
    {
        var copies = LetterCopies.Of(desk, row with { State = state }, text ?? desk.Text(row.Id) ?? new LetterText(""), row.Recipient is { } r ? desk.Facts(r) : null);
        using var transaction = desk.Connection.BeginTransaction();
        if (!LetterRows.TryMove(desk.Connection, transaction, row, state)) return false;
        if (text is not null) desk.Write(transaction, row.Id, LetterRow.TextOf(row.Id), text, LettersJson.Default.LetterText);
        copies.Write(desk.Connection, transaction);
        transaction.Commit();
        return true;
    }
}
