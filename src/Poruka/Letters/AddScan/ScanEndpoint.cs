using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Letters.AddScan;

/// <summary>A letter that came on paper or as a document: its scans and files, sealed as they come.</summary>
internal static class ScanEndpoint
{
    private const string Base = "/groups/{group}/letters/letters/{letter}/files";

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Base, Add).ForGroup(Role.Coordinator).WithUploads(LetterFiles.MaxBytes, LetterFiles.MaxFiles);
        routes.MapPost(Base + "/remove", (HttpContext context, string letter, ServeOptions options) => LettersDesk.At(context, options, desk => Remove(context, desk, letter))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/{file}", (HttpContext context, string letter, string file, ServeOptions options) => LetterDownloads.Send(context, options, letter, file, isReply: false)).ForGroup(Role.Coordinator);
    }

    private static LetterRow? Open(LettersDesk desk, string id) =>
        Ids.Parse(id) is { } known && LetterRows.Letter(desk.Connection, null, desk.Group.Number, known) is { State: "offered" or "assigned" or "drafted" or "changes" } row ? row : null;

    private static async Task<IResult> Add(HttpContext context, string letter, ServeOptions options)
    {
        Room room;
        UInt128 id;
        using (var first = LettersDesk.Open(context, options))
        {
            if (first is null) return LettersDesk.Closed(context);
            if (Open(first, letter) is not { } found) return Results.NotFound();
            (room, id) = (first.Room.Room, found.Id);
        }
        var taken = await LetterFiles.Take(context, options, room, id, options.Clock.GetCurrentInstant().InUtc().Date);
        using var desk = LettersDesk.Open(context, options)!;
        var page = Page.Of(context, "Letters.File.Add");
        var error = taken.ErrorOn(page) ?? (taken.Files.Count == 0 ? page["Letters.File.None"] : null);
        if (error is not null || Open(desk, letter) is not { } row)
        {
            LetterFiles.Discard(options.Installation, taken.Files);
            return error is null ? Results.NotFound() : Again(page, desk, letter, context.Request.Form["version"].ToString(), error);
        }
        var text = desk.Text(row.Id) ?? new LetterText("");
        if (text.Text.Length == 0) text = text with { By = context.Request.Form["typed"] == "1" ? "" : desk.Me.Id.ToString() };
        var copies = LetterCopies.Of(desk, row, text, row.Recipient is { } r ? desk.Facts(r) : null,
            [.. LetterFiles.Of(desk, row.Id).Select(f => f.Head.Name), .. taken.Files.Select(f => f.Head.Name)]);
        using var transaction = desk.Connection.BeginTransaction();
        if (!LetterRows.TryMove(desk.Connection, transaction, row, row.State is "assigned" or "changes" ? "drafted" : row.State))
        {
            LetterFiles.Discard(options.Installation, taken.Files);
            return Again(page, desk, letter, row.Version.ToString(CultureInfo.InvariantCulture), page["Letters.Wrong.Meanwhile"]);
        }
        LetterFiles.Add(options.Installation, desk.Connection, transaction, room, row.Id, taken);
        desk.Write(transaction, row.Id, LetterRow.TextOf(row.Id), text, LettersJson.Default.LetterText);
        copies.Write(desk.Connection, transaction);
        transaction.Commit();
        return Results.Redirect(desk.Address("letters/" + letter));
    }

    private static IResult Again(Page page, LettersDesk desk, string letter, string version, string error)
    {
        var file = LetterFiles.FieldOf(page, error);
        return (PartsView.Of(page, page["Letters.Files.Lead"], new Way(desk.Address("letters/" + letter), page["Letters.File.Back"])) with { Errors = new ErrorSummary(page["Letters.Wrong"], [file]) })
            .With(new Part { Forms = [new PartForm(desk.Address($"letters/{letter}/files"), page["Letters.File.Add"], [file]) { Files = true, Hidden = [("version", version)] }] })
            .Show(StatusCodes.Status400BadRequest);
    }

    private static IResult Remove(HttpContext context, LettersDesk desk, string letter)
    {
        if (Open(desk, letter) is not { } row || Ids.Parse(context.Request.Form["gone"]) is not { } file || LetterFiles.Of(desk, row.Id).All(f => f.Id != file)) return Results.NotFound();
        using (var transaction = desk.Connection.BeginTransaction())
        {
            LetterFiles.Remove(desk, transaction, file);
            transaction.Commit();
        }
        StoredFiles.Discard(desk.Installation, file);
        return Results.Redirect(desk.Address("letters/" + letter));
    }
}
