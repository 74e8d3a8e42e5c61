using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Publishing.AddPicture;

/// <summary>Adds a picture to a draft: decoded and written anew before it is sealed, so that what a camera notes never lies here.</summary>
internal static class AddPictureEndpoint
{
    private const string Address = "/groups/{group}/press/{post}/pictures";
    private const int MaxPictures = 12, MaxCaption = 300;

    public static void MapAddPicture(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address + "/new", (HttpContext context, ServeOptions options) =>
            PressDesk.At(context, options, (desk, row, _) => Form(context, desk, row, null))).ForGroup();
        routes.MapPost(Address, Add).ForGroup().WithUploads(CleanPicture.MaxBytes + 65_536, 1);
        routes.MapGet(Address + "/{file}.jpg", Show).ForGroup();
        routes.MapPost(Address + "/{file}/delete", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Remove(context, desk, row, draft))).ForGroup();
    }

    private static async Task<IResult> Add(HttpContext context, ServeOptions options)
    {
        using var desk = PressDesk.Open(context, options);
        if (desk is null) return PressDesk.Closed(context);
        if (desk.Find(context.GetRouteValue("post") as string) is not var (row, draft)) return Results.NotFound();
        if (draft.Pictures.Count >= MaxPictures) return Form(context, desk, row, p => p.Text("Publishing.Picture.Many", MaxPictures));
        CleanPicture? clean = null;
        var fault = PictureFault.NoPicture;
        var outcome = await UploadedFiles.TakeAsync(context, async (upload, stop) =>
        {
            using var bytes = new MemoryStream();
            await upload.Contents.CopyToAsync(bytes, stop);
            fault = await PictureDecoding.OneAtATime(() => CleanPicture.TryMake(bytes.ToArray(), out clean), stop);
        });
        if (outcome != UploadOutcome.Taken) return Form(context, desk, row, p => outcome.Text(p, CleanPicture.MaxBytes, 1) ?? p["Publishing.Picture.NoPicture"]);
        if (clean is null) return Form(context, desk, row, p => p["Publishing.Picture." + fault]);
        using var jpeg = new MemoryStream(clean.Jpeg);
        var stored = await StoredFiles.Seal(options.Installation, desk.Room.Room, row.Id, jpeg, CleanPicture.MaxBytes, desk.Today, context.RequestAborted);
        var form = context.Request.Form;
        var picture = new DraftPicture(Ids.Text(stored!.Id),
            Languages.All.Select(l => (l.Name, Text: Cut(form["caption-" + l.Name].ToString()))).Where(c => c.Text.Length > 0).ToDictionary(c => c.Name, c => c.Text, StringComparer.Ordinal),
            Cut(form["credit"].ToString()), Cut(form["day"].ToString()), clean.Width, clean.Height);
        using var transaction = desk.Connection.BeginTransaction();
        StoredFiles.Add(desk.Connection, transaction, stored);
        if (!PostRows.TryChange(desk.Connection, transaction, row, desk.Visit.Member.Id))
        {
            StoredFiles.Discard(options.Installation, stored.Id);
            return Form(context, desk, row, p => p["Publishing.Edit.Conflict"]);
        }
        desk.Write(transaction, row.Id, draft with { Pictures = [.. draft.Pictures, picture] });
        transaction.Commit();
        return Results.Redirect(desk.Address(row));
    }

    private static IResult Show(string file, HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, _, draft) =>
    {
        if (!draft.Pictures.Any(p => p.File == file) || desk.Picture(file) is not { } jpeg) return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(jpeg, "image/jpeg");
    });

    private static IResult Remove(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        var file = context.GetRouteValue("file") as string;
        if (!draft.Pictures.Any(p => p.File == file) || Ids.Parse(file) is not { } id) return Results.NotFound();
        using (var transaction = desk.Connection.BeginTransaction())
        {
            if (!PostRows.TryChange(desk.Connection, transaction, row, desk.Visit.Member.Id)) return Results.Redirect(desk.Address(row));
            desk.Write(transaction, row.Id, draft with { Pictures = [.. draft.Pictures.Where(p => p.File != file)] });
            StoredFiles.Delete(desk.Connection, transaction, id);
            transaction.Commit();
        }
        StoredFiles.Discard(desk.Options.Installation, id);
        return Results.Redirect(desk.Address(row));
    }

    private static IResult Form(HttpContext context, PressDesk desk, PostRow row, Func<Page, string>? error)
    {
        var page = Page.Of(context, "Publishing.Picture.Title") with { Entry = NavigationEntry.Home };
        var input = new FormInput(context, page, "Publishing.Field");
        List<Field> fields =
        [
            .. Languages.All.Select(l => input.Field(FieldKind.Line, "caption-" + l.Name, maxLength: MaxCaption, label: page.Text("Publishing.Field.caption", Texts.Get(l, "Shell.Language.Own")))),
            input.Field(FieldKind.Line, "credit", maxLength: MaxCaption), input.Field(FieldKind.Line, "day", maxLength: 40),
            new Field(FieldKind.File, "picture", page["Publishing.Field.picture"])
                { Required = true, Accept = ".jpg,.jpeg,.png,.webp", Help = page.Text("Publishing.Field.picture.Help", CleanPicture.MaxBytes >> 20), Error = error?.Invoke(page) },
        ];
        return (PartsView.Of(page, page["Publishing.Picture.Lead"], new Way(desk.Address(row), page["Publishing.Back"])) with { Errors = new ErrorSummary(page["Shell.Form.NotAccepted"], fields) })
            .With(new Part { Forms = [new PartForm(desk.Address(row, "pictures"), page["Publishing.Picture.Submit"], fields) { Files = true }] })
            .Show(error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static string Cut(string text) => text.Trim() is { Length: > MaxCaption } longer ? longer[..MaxCaption] : text.Trim();
}
